-- What a rule suggests, once for each fact, told to the lead agency and the coordinators of the body;
-- barred members are not told. Only other guard functions call it; each has checked its caller.
CREATE FUNCTION cases_put_proposal(
    which uuid, new_kind text, new_about text, new_rule text, new_facts jsonb
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    made uuid;
    leaders bigint[];
    seers bigint[];
    place text;
BEGIN
    INSERT INTO public.cases_proposal (id, case_id, kind, about, rule, facts, proposed_at, answer,
        version)
    SELECT gen_random_uuid(), c.id, new_kind, new_about, new_rule, new_facts, now(), '', 1
      FROM public.cases_case c
     WHERE c.id = which AND c.stage NOT IN ('closed', 'declined')
    ON CONFLICT (case_id, kind, about) DO NOTHING RETURNING id INTO made;
    IF made IS NULL THEN RETURN; END IF;
    SELECT ARRAY[c.lead_agency_id * 8 + 1, c.body_id * 8 + 3], public.cases_acl(c.id, 'risk'),
           '/staff/cases/' || c.number || '/proposals/'
      INTO leaders, seers, place FROM public.cases_case c WHERE c.id = which;
    PERFORM public.access_tell(array_agg(u.member_id), 'cases.proposals.propose', made, place)
       FROM public.access_members_under(
                ARRAY(SELECT l FROM unnest(leaders) l WHERE l = ANY (seers))) u
      WHERE NOT -(u.member_id * 8 + 2) = ANY (seers) HAVING count(*) > 0;
END $$;
