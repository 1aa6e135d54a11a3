-- What was published stays as it was; only its withdrawal is added. It takes a second person, so that
-- nobody makes public alone what cannot be taken back.
CREATE FUNCTION insights_keep_publication() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.published_at IS NOT NULL OR NEW.member_id <> access_member() THEN
            RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.withdrawn_at IS NOT NULL
       OR OLD.published_at IS NOT NULL AND to_jsonb(NEW) - '{withdrawn_at,withdrawn_why,version}'::text[]
          <> to_jsonb(OLD) - '{withdrawn_at,withdrawn_why,version}'::text[]
       OR OLD.published_at IS NULL AND NEW.published_at IS NOT NULL
          AND (OLD.member_id = access_member() OR NEW.published_by_id IS DISTINCT FROM access_member())
    THEN RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER insights_publication_kept BEFORE INSERT OR UPDATE ON insights_publication
    FOR EACH ROW EXECUTE FUNCTION insights_keep_publication();
