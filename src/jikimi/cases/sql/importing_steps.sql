-- Steps of an import. Only the guard functions in importing.sql call them; nobody else may.

-- Every staged row belongs to a police station whose officer the actor is; the operator has them all.
CREATE FUNCTION cases_check_staged() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    mine bigint[] := public.access_principals();
BEGIN
    IF EXISTS (SELECT 1 FROM (SELECT DISTINCT station FROM pg_temp.cases_staged) s
         LEFT JOIN public.access_agency a ON a.id = s.station AND a.kind = 'police'
        WHERE a.id IS NULL OR NOT (30 = ANY (mine) OR s.station * 8 + 4 = ANY (mine))) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
END $$;

-- What each staged row is to us, rows of one number taken one after another as they stand in the
-- file: new, changed, same, or refused because the number is another station's.
-- report: the one that holds the number, or will. Only the index on numbers may be used: without
-- statistics of the staged rows the planner would read all reports.
CREATE FUNCTION cases_judgement()
RETURNS TABLE (line integer, masked integer, report uuid, verdict text)
LANGUAGE plpgsql STABLE SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    RETURN QUERY SELECT s.line, s.masked, coalesce(r.id, first_value(s.report_id) OVER numbered),
           CASE WHEN s.station <> coalesce(r.station_id, first_value(s.station) OVER numbered)
                    THEN 'refused'
                WHEN r.id IS NULL AND row_number() OVER numbered = 1 THEN 'new'
                WHEN s.digest = lag(s.digest, 1, r.digest) OVER numbered THEN 'same'
                ELSE 'changed' END
      FROM (SELECT t.external_number, t.line, t.report_id, t.station, t.masked, t.digest
              FROM pg_temp.cases_staged t ORDER BY t.external_number, t.line) s
      LEFT JOIN public.cases_report r ON r.number = s.external_number
    WINDOW numbered AS (PARTITION BY s.external_number ORDER BY s.line);
END $$;

-- Who was in the reports of this verdict, one row a person.
CREATE FUNCTION cases_judged_parties(wanted text)
RETURNS TABLE (id uuid, report_id uuid, station_id bigint, role text, name varchar, sex varchar,
    born_on date, phone varchar)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY SELECT j.victim_id, j.report, j.station, 'victim', coalesce(j.victim_name, ''),
           coalesce(j.victim_sex, ''), j.victim_born_on, coalesce(j.victim_phone, '')
      FROM pg_temp.cases_judged j WHERE j.verdict = wanted
    UNION ALL
    SELECT j.suspect_id, j.report, j.station, 'perpetrator', coalesce(j.suspect_name, ''),
           coalesce(j.suspect_sex, ''), j.suspect_born_on, coalesce(j.suspect_phone, '')
      FROM pg_temp.cases_judged j WHERE j.verdict = wanted;
END $$;

-- Rows go in sorted as their largest index is: neighbours in the index are then written together.
CREATE FUNCTION cases_put_new(of_batch uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.cases_report (id, number, received_at, kind, response_code, station_id,
        police_box, province, city, town, road, building, detail, place_as_written,
        legal_dong_code, relation, actions_taken, result, narrative, digest, batch_id, version)
    SELECT report_id, external_number, received_at, kind, response_code, station,
           coalesce(police_box, ''), coalesce(province, ''), coalesce(city, ''), coalesce(town, ''),
           coalesce(road, ''), coalesce(building_number, ''), coalesce(detail, ''),
           coalesce(place, ''), coalesce(legal_dong_code, ''), coalesce(relation, ''),
           coalesce(action_taken, ''), coalesce(outcome, ''), coalesce(summary, ''), digest,
           of_batch, 1
      FROM pg_temp.cases_judged WHERE verdict = 'new';
    INSERT INTO public.cases_reportparty (id, report_id, station_id, role, name, sex, born_on, phone)
    SELECT p.id, p.report_id, p.station_id, p.role, p.name, p.sex, p.born_on, p.phone
      FROM public.cases_judged_parties('new') p
     WHERE p.name || p.sex || p.phone <> '' OR p.born_on IS NOT NULL
     ORDER BY p.station_id, p.name COLLATE "C";
    INSERT INTO public.cases_reporter (report_id, station_id, kind, name, phone)
    SELECT report_id, station, reporter_kind, '', ''
      FROM pg_temp.cases_judged WHERE verdict = 'new' AND reporter_kind IS NOT NULL;
END $$;

-- A report says something else than before: the last row of its number counts. Who is known to be a
-- person of a case stays linked; agencies of the case see what police say now.
CREATE FUNCTION cases_put_changed(of_batch uuid) RETURNS void
LANGUAGE plpgsql SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    DELETE FROM pg_temp.cases_judged j WHERE j.verdict = 'changed' AND EXISTS (
        SELECT 1 FROM pg_temp.cases_judged k
         WHERE k.verdict = 'changed' AND k.report = j.report AND k.line > j.line);
    UPDATE public.cases_report r SET received_at = j.received_at, kind = j.kind,
        response_code = j.response_code, police_box = coalesce(j.police_box, ''),
        province = coalesce(j.province, ''), city = coalesce(j.city, ''),
        town = coalesce(j.town, ''), road = coalesce(j.road, ''),
        building = coalesce(j.building_number, ''), detail = coalesce(j.detail, ''),
        place_as_written = coalesce(j.place, ''), legal_dong_code = coalesce(j.legal_dong_code, ''),
        relation = coalesce(j.relation, ''), actions_taken = coalesce(j.action_taken, ''),
        result = coalesce(j.outcome, ''), narrative = coalesce(j.summary, ''), digest = j.digest,
        batch_id = of_batch, version = r.version + 1
      FROM pg_temp.cases_judged j WHERE j.verdict = 'changed' AND r.id = j.report;
    PERFORM public.cases_put_changed_parties();
    INSERT INTO public.cases_reporter (report_id, station_id, kind, name, phone)
    SELECT report, station, coalesce(reporter_kind, ''), '', ''
      FROM pg_temp.cases_judged WHERE verdict = 'changed'
    ON CONFLICT (report_id) DO UPDATE SET kind = excluded.kind;
    UPDATE public.cases_casereport c SET received_at = j.received_at, kind = j.kind,
        response_code = j.response_code, actions_taken = coalesce(j.action_taken, ''),
        result = coalesce(j.outcome, '')
      FROM pg_temp.cases_judged j WHERE j.verdict = 'changed' AND c.report_id = j.report;
END $$;

CREATE FUNCTION cases_put_changed_parties() RETURNS void
LANGUAGE plpgsql SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    UPDATE public.cases_reportparty p
       SET name = n.name, sex = n.sex, born_on = n.born_on, phone = n.phone
      FROM public.cases_judged_parties('changed') n
     WHERE p.report_id = n.report_id AND p.role = n.role;
    INSERT INTO public.cases_reportparty (id, report_id, station_id, role, name, sex, born_on, phone)
    SELECT n.id, n.report_id, n.station_id, n.role, n.name, n.sex, n.born_on, n.phone
      FROM public.cases_judged_parties('changed') n
     WHERE NOT EXISTS (SELECT 1 FROM public.cases_reportparty p
            WHERE p.report_id = n.report_id AND p.role = n.role);
    DELETE FROM public.cases_reportparty p USING pg_temp.cases_judged j
     WHERE j.verdict = 'changed' AND p.report_id = j.report AND p.person_id IS NULL
       AND p.name || p.sex || p.phone = '' AND p.born_on IS NULL;
END $$;
