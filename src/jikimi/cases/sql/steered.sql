-- What hangs on a case and is listed by body carries the body's number, or every list of a body would
-- walk through all others' work. A case never changes its body.
CREATE FUNCTION cases_keep_body() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    SELECT c.body_id INTO NEW.body_id FROM public.cases_case c WHERE c.id = NEW.case_id;
    RETURN NEW;
END $$;

-- Numbers of what nobody looks after, for those who work for or keep the agency. The members who may
-- lead are few, the cases many: asked is for those whose member is not among them.
CREATE OR REPLACE FUNCTION cases_without_owner(agency bigint) RETURNS TABLE (what text, number bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH gone AS (
        SELECT m.id FROM public.access_member m
         WHERE m.agency_id = agency AND NOT (m.is_active AND EXISTS (
            SELECT FROM public.access_role r WHERE r.member_id = m.id AND r.agency_id = agency
               AND r.kind = 'practitioner' AND r.ended_at IS NULL))
    ), holds AS (SELECT public.cases_holds(ARRAY[agency * 8 + 1, agency * 8 + 7]) AS does)
    SELECT 'cases', count(*) FROM (
        SELECT c.id FROM public.cases_case c
         WHERE c.lead_agency_id = agency AND c.lead_member_id IS NULL
           AND c.stage NOT IN ('closed', 'declined') AND (SELECT does FROM holds)
        UNION ALL
        SELECT c.id FROM gone JOIN public.cases_case c ON c.lead_member_id = gone.id
         WHERE c.lead_agency_id = agency AND c.stage NOT IN ('closed', 'declined')
           AND (SELECT does FROM holds)) c
    UNION ALL
    SELECT 'actions', count(*) FROM (
        SELECT a.id FROM public.cases_action a
         WHERE a.agency_id = agency AND a.ended_at IS NULL AND a.owner_id IS NULL
           AND (SELECT does FROM holds)
        UNION ALL
        SELECT a.id FROM gone JOIN public.cases_action a ON a.owner_id = gone.id
         WHERE a.agency_id = agency AND a.ended_at IS NULL AND (SELECT does FROM holds)) a
$$;
