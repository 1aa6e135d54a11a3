-- What an agency answers is for those who may read the discussion, may know the part of the case it
-- is about, and may know that this agency takes part; and for the agency while it takes part.
CREATE FUNCTION cases_keep_research_acl() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    known_to text := coalesce((SELECT s.field_group FROM public.cases_participation s
        WHERE s.case_id = NEW.case_id AND s.agency_id = NEW.agency_id
        ORDER BY s.since DESC LIMIT 1), '');
BEGIN
    SELECT coalesce(array_agg(p), '{}') INTO NEW.acl FROM (
        SELECT unnest(public.cases_acl(NEW.case_id, 'discussion'))
        INTERSECT SELECT unnest(public.cases_acl(NEW.case_id, NEW.field_group))
        INTERSECT SELECT unnest(public.cases_acl(NEW.case_id, known_to))
    ) all_three(p);
    IF public.cases_takes_part(NEW.case_id, NEW.agency_id) THEN
        NEW.acl := NEW.acl || (NEW.agency_id * 8 + 1);
    END IF;
    RETURN NEW;
END $$;

-- Questions whose day comes or is past, for the clock; not after the meeting they were asked for.
CREATE FUNCTION cases_research_due(until_day date)
RETURNS TABLE (case_id uuid, principal bigint, due_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT r.case_id, r.agency_id * 8 + 1, min(r.due_on)
      FROM public.cases_research r
      JOIN public.cases_case c ON c.id = r.case_id AND c.stage NOT IN ('closed', 'declined')
      LEFT JOIN public.bodies_meeting m ON m.id = r.meeting_id
     WHERE r.answered_at IS NULL AND r.withdrawn_at IS NULL AND r.due_on <= until_day
       AND coalesce(m.stage, 'called') IN ('called', 'open')
       AND public.cases_takes_part(r.case_id, r.agency_id) AND public.access_is(22)
     GROUP BY r.case_id, r.agency_id
$$;

-- An answer is a provision of personal data: one row of the statutory ledger for every agency that
-- may read it, and for the station at which the working council is set up.
CREATE FUNCTION cases_disclose_research(which uuid, new_data_name text, new_limits text)
RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    r public.cases_research;
    written integer;
BEGIN
    SELECT * INTO r FROM public.cases_research
     WHERE id = which AND answer <> '' AND withdrawn_at IS NULL
       AND public.access_is(agency_id * 8 + 1);
    IF r.id IS NULL OR r.acl && public.access_refusals() THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO public.cases_disclosure (id, case_id, data_name, recipient_id, provided_at, purpose,
        basis, items, period_until, limits, provided_by_id, provider_id)
    SELECT gen_random_uuid(), r.case_id, new_data_name, readers.agency, now(), left(r.why, 300),
        r.basis, ARRAY[r.field_group], NULL, new_limits, public.access_member(), r.agency_id
      FROM (SELECT s.agency_id AS agency FROM public.cases_participation s
             WHERE s.case_id = r.case_id AND s.agency_id * 8 + 1 = ANY (r.acl)
             UNION SELECT b.station_id FROM public.bodies_body b
              JOIN public.cases_case c ON c.body_id = b.id AND c.id = r.case_id
             WHERE b.station_id IS NOT NULL) readers
     WHERE readers.agency <> r.agency_id;
    GET DIAGNOSTICS written = ROW_COUNT;
    RETURN written;
END $$;
