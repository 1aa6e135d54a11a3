-- A protocol that is fixed stays as it is, and so does a report but for its release: whoever looked at
-- the result could otherwise choose the question that fits it.
CREATE FUNCTION insights_keep_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'insights_effectprotocol' THEN
        IF OLD.fixed_at IS NOT NULL THEN
            RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
        END IF;
    ELSIF to_jsonb(NEW) - 'released_at' <> to_jsonb(OLD) - 'released_at' THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
