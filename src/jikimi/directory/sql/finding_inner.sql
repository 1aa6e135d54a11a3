-- The keys of letters that are looked for: of 초성 three in a row, else two.
CREATE FUNCTION directory_letter_keys(sought text) RETURNS integer[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, public AS $$
    SELECT CASE WHEN sought ~ '^[ㄱ-ㅎ]{3,}$' THEN public.directory_triples(sought)
                ELSE public.directory_pairs(sought) END
$$;

-- The keys that a row must hold. one: {"pairs": texts of which every two letters must stand there,
-- "digits": parts of phone numbers, "facts": need:stalking, begin:제주 …}
CREATE FUNCTION directory_keys_of(one jsonb) RETURNS integer[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce(array_agg(DISTINCT k), '{}') FROM (
        SELECT unnest(public.directory_letter_keys(w)) FROM jsonb_array_elements_text(one -> 'pairs') w
        UNION ALL SELECT unnest(public.directory_digit_keys(w, true))
          FROM jsonb_array_elements_text(one -> 'digits') w
        UNION ALL SELECT public.directory_fact_key(w) FROM jsonb_array_elements_text(one -> 'facts') w
    ) AS found(k)
$$;

-- How many rows hold the rarest of these keys, and how many are expected to hold them all if the
-- words came together by chance (letters of one word do not, so the rarest of each stands for it).
CREATE FUNCTION directory_how_common(one jsonb, OUT rarest bigint, OUT expected double precision)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    every double precision := (SELECT services FROM public.directory_findingkey WHERE key = -2147483648);
BEGIN
    WITH each AS (
        SELECT min(coalesce(f.services, 0)) AS held FROM (
            SELECT 'p' || w AS word, unnest(public.directory_letter_keys(w)) AS key
              FROM jsonb_array_elements_text(one -> 'pairs') w
            UNION ALL SELECT 'd' || w, unnest(public.directory_digit_keys(w, true))
              FROM jsonb_array_elements_text(one -> 'digits') w
            UNION ALL SELECT 'f' || w, public.directory_fact_key(w)
              FROM jsonb_array_elements_text(one -> 'facts') w) AS k
          LEFT JOIN public.directory_findingkey f ON f.key = k.key GROUP BY k.word)
    SELECT min(held), every * exp(sum(ln(greatest(held, 1) / greatest(every, 1))))
      INTO rarest, expected FROM each;
    IF every IS NULL THEN
        rarest := 0;
        expected := 0;
    ELSIF rarest IS NULL THEN
        rarest := every;
        expected := every;
    END IF;
END $$;

-- What a row must suit besides its keys, and who asks.
CREATE TYPE directory_wish AS (
    mine bigint[], is_operator boolean, so_far uuid[], patterns text[], hours smallint[],
    is_always boolean, is_loose boolean, sex text, age double precision, child boolean,
    wheelchair boolean
);
-- What a row does not say never rules it out; hours not known do so only in the strict round.
-- Written so that PostgreSQL can put it into the statement (no subquery, no setting).
CREATE FUNCTION directory_suits(f directory_finding, w directory_wish) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ((f).acl IS NULL OR (f).acl && (w).mine OR (w).is_operator)
       AND (f).service_id <> ALL ((w).so_far)
       AND (f).text LIKE ALL ((w).patterns)
       AND ((w).hours = '{}' OR (f).is_always OR coalesce((f).hours && (w).hours, (w).is_loose))
       AND (NOT (w).is_always OR (f).is_always OR ((w).is_loose AND (f).hours IS NULL))
       AND ((w).sex = '' OR (f).for_sex IN ('', (w).sex))
       AND ((w).age IS NULL OR (coalesce((f).low_age, 0) <= (w).age
                                AND coalesce((f).high_age, 999) + 1 > (w).age))
       AND (NOT (w).child OR (f).takes_children <> 'no')
       AND (NOT (w).wheelchair OR (f).wheelchair <> 'no')
$$;

-- Rows that hold these keys, the best first. Where the keys are common, rows are walked in their
-- order until there are enough; where they are rare, the index lists them and they are put in order.
CREATE FUNCTION directory_find_one(one jsonb, w directory_wish, most integer) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
SET enable_seqscan = off AS $$
DECLARE
    wanted integer[] := public.directory_keys_of(one);
    every double precision := (SELECT services FROM public.directory_findingkey WHERE key = -2147483648);
    common record;
    steps double precision;
    walked uuid[] := '{}';
BEGIN
    SELECT * INTO common FROM public.directory_how_common(one);
    steps := every * most / greatest(common.expected, 1);
    IF common.rarest > 300 AND steps < least(4000, common.rarest) OR cardinality(wanted) = 0 THEN
        walked := ARRAY(SELECT f.service_id FROM (
            SELECT * FROM public.directory_finding ORDER BY rank, service_id
             LIMIT CASE WHEN cardinality(wanted) = 0 THEN 20000 ELSE (steps * 3 + 200)::integer END) f
             WHERE f.keys @> wanted AND public.directory_suits(f, w) LIMIT most);
        RETURN QUERY SELECT unnest(walked);
        IF cardinality(walked) >= most OR cardinality(wanted) = 0 THEN RETURN; END IF;
        w.so_far := w.so_far || walked;
    END IF;
    RETURN QUERY WITH hit AS MATERIALIZED (
        SELECT f.service_id, f.rank FROM (
            SELECT * FROM public.directory_finding h WHERE h.keys @> wanted LIMIT 20000) f
         WHERE public.directory_suits(f, w))
    SELECT h.service_id FROM hit h ORDER BY h.rank, h.service_id LIMIT most - cardinality(walked);
END $$;

-- The nearest to a place: in cells of about 2 km around it, then 10 km, then 100 km.
CREATE FUNCTION directory_find_near(one jsonb, w directory_wish, most integer,
                                    here_lat double precision, here_lon double precision)
RETURNS TABLE (service_id uuid, metres double precision)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
SET enable_seqscan = off AS $$
DECLARE
    wanted integer[] := public.directory_keys_of(one);
    size numeric;
    so_many bigint;
BEGIN
    FOREACH size IN ARRAY ARRAY[0.02, 0.1, 1.0] LOOP
        RETURN QUERY WITH cells AS (
            SELECT DISTINCT wanted || public.directory_fact_key(
                       public.directory_cell(here_lat + y * size, here_lon + x * size, size)) AS keys
              FROM generate_series(-1, 1) x, generate_series(-1, 1) y),
        hit AS MATERIALIZED (
            SELECT f.service_id AS sid, min(public.directory_metres(
                       here_lat, here_lon, f.latitude, f.longitude)) AS far
              FROM cells, LATERAL (SELECT * FROM public.directory_finding h
                                    WHERE h.keys @> cells.keys LIMIT 5000) f
             WHERE public.directory_suits(f, w) GROUP BY f.service_id)
        SELECT h.sid, h.far FROM hit h ORDER BY h.far, h.sid LIMIT most;
        GET DIAGNOSTICS so_many = ROW_COUNT;
        most := most - so_many;
        IF most <= 0 OR size = 1.0 THEN RETURN; END IF;
        -- The next ring holds this one too.
        w.so_far := w.so_far || ARRAY(SELECT f.service_id FROM public.directory_finding f
            WHERE so_many > 0 AND f.keys @> wanted AND f.keys && ARRAY(
                SELECT public.directory_fact_key(public.directory_cell(
                           here_lat + y * size, here_lon + x * size, size))
                  FROM generate_series(-1, 1) x, generate_series(-1, 1) y) LIMIT 5000);
    END LOOP;
END $$;

