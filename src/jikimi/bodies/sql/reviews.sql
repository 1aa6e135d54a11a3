-- A review that goes up may carry a proposal, which becomes a matter of the council above; the
-- coordinator who sends it need not sit there. Answers the matter's id.
CREATE FUNCTION bodies_raise_matter(review uuid, called text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    told public.bodies_casereview;
    made uuid := gen_random_uuid();
BEGIN
    SELECT * INTO told FROM public.bodies_casereview r WHERE r.id = review AND r.stage = 'draft'
       AND r.matter_id IS NULL AND public.access_is(r.body_id * 8 + 3);
    IF told.id IS NULL OR told.proposal = '' THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO public.bodies_matter (id, body_id, kind, title, text, agency_id, proposed_by_id,
        proposed_at, source_id, stage, stage_since, answer, version)
    VALUES (made, told.above_id, 'policy', called, told.proposal, public.access_agency(),
        public.access_member(), now(), review, 'proposed', now(), '', 1);
    RETURN made;
END $$;

-- A review taken back takes its proposal with it, unless the council deals with it already.
CREATE FUNCTION bodies_withdraw_raised(review uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE public.bodies_matter m SET stage = 'withdrawn', stage_since = now(),
           version = m.version + 1
      FROM public.bodies_casereview r
     WHERE r.id = review AND public.access_is(r.body_id * 8 + 3) AND m.id = r.matter_id
       AND m.stage = 'proposed';
    RETURN FOUND;
END $$;
