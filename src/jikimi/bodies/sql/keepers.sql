-- Who keeps a body, its facts and its roles: the administrators of the police station of a working
-- council, of the agency that hosts any other body. The host of a working council keeps nothing.
CREATE OR REPLACE FUNCTION access_keeps_body(body bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM public.bodies_body b
        WHERE b.id = body AND public.access_is(coalesce(b.station_id, b.host_id) * 8 + 7))
$$;
CREATE OR REPLACE FUNCTION bodies_kept() RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH mine AS (SELECT public.access_principals() AS p)
    SELECT coalesce(array_agg(b.id), '{}') FROM public.bodies_body b, mine
     WHERE b.id * 8 + 3 = ANY (p) OR coalesce(b.station_id, b.host_id) * 8 + 7 = ANY (p)
        OR 22 = ANY (p)
$$;
-- A coordinator writes the facts of a body, but never hands it to another keeper.
CREATE FUNCTION bodies_keep_keepers() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF (NEW.station_id, NEW.host_id, NEW.kind, NEW.key)
           IS DISTINCT FROM (OLD.station_id, OLD.host_id, OLD.kind, OLD.key)
       AND NOT (public.access_is(30) OR public.access_keeps_body(OLD.id)) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
-- Agreements of seated agencies that end within so many days or have ended, for the clock alone.
CREATE FUNCTION bodies_agreements_ending(within_days integer)
RETURNS TABLE (signing uuid, body bigint, key text, valid_until date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT s.id, b.id, b.key, s.valid_until
      FROM public.bodies_signing s
      JOIN public.bodies_candidate c ON c.id = s.candidate_id AND c.stage = 'seated'
      JOIN public.bodies_body b ON b.id = s.body_id AND b.valid_to IS NULL
     WHERE public.access_is(22) AND s.withdrawn_at IS NULL
       AND s.valid_until <= (now() AT TIME ZONE 'Asia/Seoul')::date + within_days
       AND NOT EXISTS (SELECT 1 FROM public.bodies_signing n
            WHERE n.candidate_id = s.candidate_id AND n.withdrawn_at IS NULL
              AND coalesce(n.valid_until, 'infinity') > s.valid_until)
$$;
