-- A rule that ran within somebody's act, or at the clock, suggests something for a case. It answers
-- nothing: whether the same was suggested before is not told to who may not read it.
CREATE FUNCTION cases_propose(
    which uuid, new_kind text, new_about text, new_rule text, new_facts jsonb
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT (public.cases_sees(which) OR public.access_is(22)) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM public.cases_put_proposal(which, new_kind, new_about, new_rule, new_facts);
END $$;
