-- Who is barred from the case that a review was written from, as negative numbers.
CREATE OR REPLACE FUNCTION bodies_review_refused(which uuid) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce(array_agg(-(b.member_id * 8 + 2)), '{}')
      FROM public.cases_reviewedcase r
      JOIN public.cases_bar b ON b.case_id = r.case_id AND b.ended_at IS NULL
     WHERE r.review_id = which
$$;
CREATE FUNCTION cases_reviewed_changes_review() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE public.bodies_casereview SET acl = acl WHERE id = NEW.review_id;
    RETURN NULL;
END $$;

-- Reviews from before follow.
UPDATE public.bodies_casereview SET acl = acl;
