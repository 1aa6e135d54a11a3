-- Who may do what with a request for rows, whatever a statement of the staff role says: what was asked
-- for stays as it was asked; somebody else decides; the keeper alone puts in the key; it goes when the
-- data are made.
CREATE FUNCTION insights_keep_extract() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    me bigint := access_member();
    moves text := '{decided_by_id,decided_at,why,stage,stage_since,sealed_key,made_at,told,destroyed_on}';
    step text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.asked_by_id <> me OR NEW.stage <> 'asked' OR NEW.decided_by_id IS NOT NULL
           OR NEW.sealed_key IS NOT NULL THEN
            RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END IF;
    step := OLD.stage || ' ' || NEW.stage;
    IF to_jsonb(NEW) - moves::text[] <> to_jsonb(OLD) - moves::text[]
       OR NOT (CASE
        WHEN step IN ('asked approved', 'asked refused') THEN
            me <> OLD.asked_by_id AND NEW.decided_by_id = me AND access_is(24)
        WHEN step IN ('approved keyed', 'keyed keyed') THEN me = OLD.keeper_id
        WHEN step = 'keyed made' THEN me = OLD.asked_by_id AND NEW.sealed_key IS NULL
        WHEN step = 'keyed approved' THEN access_is(22) AND NEW.sealed_key IS NULL
        WHEN step = 'made destroyed' THEN me = OLD.asked_by_id
        WHEN step IN ('asked called_off', 'approved called_off', 'keyed called_off') THEN
            NEW.sealed_key IS NULL AND (me = OLD.asked_by_id OR access_is(24))
        ELSE false END)
       OR NEW.decided_by_id IS DISTINCT FROM OLD.decided_by_id AND OLD.stage <> 'asked'
       OR NEW.sealed_key IS NOT NULL AND NEW.stage <> 'keyed'
       OR NEW.sealed_key IS DISTINCT FROM OLD.sealed_key AND NEW.sealed_key IS NOT NULL
          AND me <> OLD.keeper_id
    THEN RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER insights_extract_kept BEFORE INSERT OR UPDATE ON insights_extract
    FOR EACH ROW EXECUTE FUNCTION insights_keep_extract();
