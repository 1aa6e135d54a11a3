-- Before a way is looked for: the phone's owner agreed to be looked after on walks. Where she is and where
-- she goes is used for the answer and kept nowhere; that it was used is a line of her log, one in ten minutes.
CREATE FUNCTION escorts_way(phone_key bytea, room bigint) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE mine public.escorts_phone;
BEGIN
    SELECT * INTO mine FROM public.escorts_phone p WHERE p.secret = sha256(phone_key);
    IF mine.id IS NULL OR mine.withdrawn_at IS NOT NULL OR mine.until < current_date
       OR NOT 'walk' = ANY (mine.purposes) THEN RETURN 'no_consent'; END IF;
    IF mine.paused_at IS NOT NULL THEN RETURN 'paused'; END IF;
    IF NOT EXISTS (SELECT FROM public.escorts_provision p
                    WHERE p.subject = sha256(mine.secret || 'log'::bytea) AND p.purpose = 'way'
                      AND p.at > now() - interval '10 minutes') THEN
        PERFORM public.escorts_log(room, mine.secret, 'used', 'nobody', 'way');
    END IF;
    RETURN 'ok';
END $$;

GRANT EXECUTE ON FUNCTION escorts_way(bytea, bigint) TO jikimi_public;
