-- Person search under the actor's own principals, named by nobody but the ticket.
-- ways: [{"code", "every": keys, "one_of": keys, "low", "high"}] from cases/matching.py; every or
-- one_of may be empty, not both.
-- A way of code 'similar' is asked only while nothing surer was found.
CREATE FUNCTION cases_persons_named(ways jsonb, most integer)
RETURNS TABLE (found uuid, way text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
SET enable_seqscan = off AS $$
DECLARE
    mine bigint[] := public.access_principals();
    barred bigint[] := public.access_refusals();
    one record;
    so_far bigint := 0;
    fresh bigint;
BEGIN
    FOR one IN SELECT w.* FROM jsonb_to_recordset(ways)
        AS w(code text, every varchar[], one_of varchar[]) LOOP
        EXIT WHEN so_far >= most;
        CONTINUE WHEN one.code = 'similar' AND so_far > 0;
        IF cardinality(one.every) = 0 THEN
            RETURN QUERY SELECT p.id, one.code FROM public.cases_person p
             WHERE p.acl && mine AND p.name_keys && one.one_of AND NOT p.acl && barred LIMIT most;
        ELSIF cardinality(one.one_of) > 0 THEN
            RETURN QUERY SELECT p.id, one.code FROM public.cases_person p
             WHERE p.acl && mine AND p.name_keys @> one.every AND p.name_keys && one.one_of
               AND NOT p.acl && barred LIMIT most;
        ELSE
            RETURN QUERY SELECT p.id, one.code FROM public.cases_person p
             WHERE p.acl && mine AND p.name_keys @> one.every AND NOT p.acl && barred LIMIT most;
        END IF;
        GET DIAGNOSTICS fresh = ROW_COUNT;
        so_far := so_far + CASE WHEN one.code = 'similar' THEN 0 ELSE fresh END;
    END LOOP;
END $$;

-- By a phone number or its end (written backwards, so that an index serves both), by a birth date
-- together with a key of the name, or alone where no name is known. Few people in a nation share
-- either, so they are read first and the principal is asked of them; the index on acl would list
-- everybody an agency knows.
CREATE FUNCTION cases_persons_known_by(backwards text, born date, near varchar[], most integer)
RETURNS TABLE (found uuid, way text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
SET enable_seqscan = off AS $$
DECLARE
    mine bigint[] := public.access_principals();
    barred bigint[] := public.access_refusals();
BEGIN
    IF backwards <> '' THEN
        RETURN QUERY WITH sharing AS MATERIALIZED (
            SELECT p.id, p.acl FROM public.cases_person p
             WHERE p.phone <> '' AND reverse(p.phone) ~>=~ backwards
               AND reverse(p.phone) ~<~ (backwards || ':'))
        SELECT s.id, 'phone' FROM sharing s WHERE s.acl && mine AND NOT s.acl && barred LIMIT most;
    END IF;
    IF born IS NOT NULL THEN
        RETURN QUERY WITH sharing AS MATERIALIZED (
            SELECT p.id, p.acl, p.name_keys FROM public.cases_person p WHERE p.born_on = born)
        SELECT s.id, 'born_on' FROM sharing s
         WHERE (cardinality(near) = 0 OR s.name_keys && near)
           AND s.acl && mine AND NOT s.acl && barred LIMIT most;
    END IF;
END $$;

-- Who was in the reports of the stations whose cases the actor works on; the reporter is never among
-- them. With a birth date, those of the whole name who were born on it come first.
CREATE FUNCTION cases_report_parties_found(ways jsonb, backwards text, born date, most integer)
RETURNS TABLE (found uuid, way text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
SET enable_seqscan = off AS $$
DECLARE
    stations bigint[] := ARRAY(SELECT (p - 1) / 8 FROM unnest(public.access_principals()) p
                                WHERE p % 8 = 1);
    one record;
    so_far bigint := 0;
    fresh bigint;
BEGIN
    IF backwards <> '' THEN
        RETURN QUERY SELECT r.id, 'phone' FROM public.cases_reportparty r
         WHERE r.station_id = ANY (stations) AND r.phone <> ''
           AND reverse(r.phone) ~>=~ backwards AND reverse(r.phone) ~<~ (backwards || ':') LIMIT most;
    END IF;
    FOR one IN SELECT w.* FROM jsonb_to_recordset(ways) AS w(code text, low text, high text)
        WHERE w.low <> '' LOOP
        EXIT WHEN so_far >= most;
        IF born IS NOT NULL AND one.low = one.high THEN
            RETURN QUERY SELECT r.id, one.code FROM public.cases_reportparty r
             WHERE r.station_id = ANY (stations) AND r.name = one.low AND r.born_on = born LIMIT most;
        END IF;
        RETURN QUERY SELECT r.id, one.code FROM public.cases_reportparty r
         WHERE r.station_id = ANY (stations) AND r.name ~>=~ one.low AND r.name ~<=~ one.high LIMIT most;
        GET DIAGNOSTICS fresh = ROW_COUNT;
        so_far := so_far + fresh;
    END LOOP;
END $$;

-- The one entry: persons of cases the actor may see, and parties to reports of its own station.
CREATE FUNCTION cases_search(ways jsonb, backwards text, born date, near varchar[], most integer)
RETURNS TABLE (source text, found uuid, way text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT public.access_named() OR most NOT BETWEEN 1 AND 100 THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY SELECT 'person', f.* FROM public.cases_persons_known_by(backwards, born, near, most) f;
    RETURN QUERY SELECT 'person', f.* FROM public.cases_persons_named(ways, most) f;
    RETURN QUERY SELECT 'report', f.*
      FROM public.cases_report_parties_found(ways, backwards, born, most) f;
END $$;
