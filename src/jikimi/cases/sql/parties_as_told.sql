-- Who was in a report stands there as it was told; persons of cases are another matter.

-- A row that says nothing any more goes.
CREATE OR REPLACE FUNCTION cases_correct_parties() RETURNS void
LANGUAGE plpgsql SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    UPDATE public.cases_reportparty p
       SET name = n.name, sex = n.sex, born_on = n.born_on, phone = n.phone
      FROM public.cases_changed_parties() n WHERE p.report_id = n.report AND p.role = n.role;
    INSERT INTO public.cases_reportparty (id, report_id, station_id, role, name, sex, born_on, phone)
    SELECT n.* FROM public.cases_changed_parties() n
     WHERE NOT EXISTS (SELECT 1 FROM public.cases_reportparty p
                        WHERE p.report_id = n.report AND p.role = n.role);
    DELETE FROM public.cases_reportparty p USING pg_temp.cases_changed n
     WHERE p.report_id = n.report AND p.name || p.sex || p.phone = '' AND p.born_on IS NULL;
END $$;

-- The reports that moved (tie_moved) as they are now.
CREATE OR REPLACE FUNCTION cases_ties_now(sounds_like text, means text, urgent text)
RETURNS TABLE (report uuid, at timestamptz, station bigint, area text, kind text, is_booked boolean,
    is_urgent boolean, pair uuid, address uuid)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT r.id, r.received_at, r.station_id, r.legal_dong_code::text, r.kind::text, b.is_booked,
           b.is_booked AND replace(r.result || r.actions_taken, ' ', '') ~ urgent,
           md5(p.victim || '>' || p.perpetrator)::uuid,
           md5(public.cases_address_word(r.province, r.city, r.road, r.building, r.detail,
                                         r.place_as_written))::uuid
      FROM pg_temp.tie_moved m
      JOIN public.cases_report r ON r.id = m.report
      CROSS JOIN LATERAL (
        SELECT min(w.word) FILTER (WHERE w.role = 'victim') AS victim,
               min(w.word) FILTER (WHERE w.role = 'perpetrator') AS perpetrator
          FROM (SELECT p.role, public.cases_person_word(p.name, p.born_on, p.phone) AS word
                  FROM public.cases_reportparty p WHERE p.report_id = r.id) w) p
      CROSS JOIN LATERAL (SELECT public.cases_is_booked(r.result || ' ' || r.actions_taken,
                                                        sounds_like, means) AS is_booked) b;
END $$;
