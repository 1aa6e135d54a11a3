-- Who may not know the case a review was written from, as negative numbers: the room that keeps
-- cases replaces this.
CREATE FUNCTION bodies_review_refused(which uuid) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT '{}'::bigint[]
$$;
-- Until it is sent, a review is not for those who are barred from its case.
CREATE FUNCTION bodies_keep_review_refused() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.stage IN ('draft', 'withdrawn') THEN
        NEW.acl := NEW.acl || public.bodies_review_refused(NEW.id);
    END IF;
    RETURN NEW;
END $$;
