-- How a case is opened: the agency that nominates leads it until it hands over.
-- review_due: by when somebody else looks at a nomination made without consent because of danger.
DROP FUNCTION IF EXISTS cases_open(uuid, text, text, text, bigint, text, text, text[]);

CREATE FUNCTION cases_open(
    which uuid, new_number text, new_pathway text, new_kind text, of_body bigint,
    new_basis text, new_purpose text, new_fields text[], review_due timestamptz
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    agency bigint := public.access_agency();
BEGIN
    IF NOT public.access_is(agency * 8 + 1) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO public.cases_case (id, number, pathway, kind, stage, stage_since, body_id,
        lead_agency_id, lead_member_id, nominated_by_id, opened_at, last_event_at, is_repeat,
        decline_reason, version)
    VALUES (which, new_number, new_pathway, new_kind, 'nominated', now(), of_body,
        agency, public.access_member(), agency, now(), now(), false, '', 1);
    INSERT INTO public.cases_participation (id, case_id, agency_id, role, basis, narrative, purpose,
        fields, since, invited_by_id, accepted_at, accepted_by_id, ended_why, last_event_at,
        field_group, review_due_at, verdict, review_note)
    VALUES (gen_random_uuid(), which, agency, 'lead', new_basis, '', new_purpose,
        new_fields, now(), public.access_member(), now(), public.access_member(), '', now(),
        '', review_due, '', '');
END $$;
