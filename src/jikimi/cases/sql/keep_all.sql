-- Keep every acl of a case anew: after a share, a bar or an emergency opening changed. What the
-- bodies room keeps about the case follows by that room's own function.
CREATE OR REPLACE FUNCTION cases_keep_all_acls(which uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    walled text;
BEGIN
    UPDATE public.cases_case SET acl = acl WHERE id = which;
    UPDATE public.cases_participation SET acl = acl WHERE case_id = which;
    UPDATE public.cases_sealedfield SET acl = acl WHERE case_id = which;
    PERFORM public.bodies_keep_subject_acls(which);
    FOR walled IN SELECT name FROM public.cases_walled LOOP
        EXECUTE format('UPDATE public.%I SET acl = acl WHERE case_id = $1', walled) USING which;
    END LOOP;
END $$;
