-- Three letters in a row are a key as two are: few rows hold those of a name, however large the
-- directory. Functions that stand here and in another file of the index are as they stand here.

-- Three letters as a number in the range of code points that are no letters. They may share it with
-- others: rows found are told apart by their text.
CREATE FUNCTION directory_three_key(one integer, next integer, third integer) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ((55296::bigint << 16) - 2147483648
            + ((one::bigint * 7919 + next) * 104729 + third) % 134217728)::integer
$$;
-- Every three letters of a text; not where 초성 stand, which have keys of their own.
CREATE FUNCTION directory_threes(lines text) RETURNS integer[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
BEGIN
    RETURN (SELECT coalesce(array_agg(DISTINCT public.directory_three_key(one, next, third)), '{}')
      FROM (SELECT ascii(c), lead(ascii(c)) OVER w, lead(ascii(c), 2) OVER w
              FROM unnest(string_to_array(lines, NULL)) WITH ORDINALITY AS letters(c, i)
            WINDOW w AS (ORDER BY i)) AS threes(one, next, third)
     WHERE one <> 10 AND next <> 10 AND third <> 10 AND one NOT BETWEEN 12593 AND 12622
       AND next NOT BETWEEN 12593 AND 12622 AND third NOT BETWEEN 12593 AND 12622);
END $$;
-- Every two letters of a text, and every three.
CREATE OR REPLACE FUNCTION directory_pairs(lines text) RETURNS integer[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
BEGIN
    RETURN public.directory_threes(lines) || (SELECT coalesce(array_agg(DISTINCT
        (((one & 65535)::bigint << 16 | (next & 65535)) - 2147483648)::integer), '{}')
      FROM (SELECT ascii(c), lead(ascii(c)) OVER (ORDER BY i)
              FROM unnest(string_to_array(lines, NULL)) WITH ORDINALITY AS letters(c, i)
           ) AS pairs(one, next)
     WHERE one <> 10 AND next <> 10);
END $$;
-- The keys of letters that are looked for: three in a row, of shorter words two. Letters among which
-- some 초성 stand are looked for by two.
CREATE OR REPLACE FUNCTION directory_letter_keys(sought text) RETURNS integer[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN sought ~ '^[ㄱ-ㅎ]{3,}$' THEN public.directory_triples(sought)
                WHEN sought !~ '[ㄱ-ㅎ]' AND length(sought) > 2 THEN public.directory_threes(sought)
                ELSE public.directory_pairs(sought) END
$$;

-- Which of these folded words could stand in a public text: every three letters of them do somewhere,
-- of shorter ones the two.
CREATE OR REPLACE FUNCTION directory_known_words(words text[]) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT w FROM unnest(words[1:2000]) w
     WHERE length(w) > 1 AND CASE WHEN length(w) = 2 OR w ~ '[ㄱ-ㅎ]' THEN NOT EXISTS (
        SELECT FROM unnest(public.directory_pairs(w)) k
         WHERE NOT EXISTS (SELECT FROM public.directory_findingkey f WHERE f.key = k))
     ELSE NOT EXISTS (
        SELECT FROM generate_series(1, length(w) - 2) i
         WHERE NOT EXISTS (SELECT FROM public.directory_findingkey f
             WHERE f.key = public.directory_three_key(
                 ascii(substr(w, i, 1)), ascii(substr(w, i + 1, 1)), ascii(substr(w, i + 2, 1)))))
     END
$$;

-- Those always open, best first: where at night a need is asked for, few of all rows are looked at.
CREATE INDEX directory_finding_always ON directory_finding (rank, service_id) WHERE is_always;

-- Of so many rows in their order, after some that were looked at before, those that hold the keys.
DROP FUNCTION IF EXISTS directory_walk(integer[], directory_wish, integer, integer, integer);
CREATE FUNCTION directory_walk(wanted integer[], w directory_wish, of_always boolean, after integer,
                               steps integer, most integer)
RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
SET enable_seqscan = off AS $$
BEGIN
    IF of_always THEN
        RETURN QUERY SELECT f.service_id FROM (
            SELECT * FROM public.directory_finding WHERE is_always
             ORDER BY rank, service_id OFFSET after LIMIT steps) f
         WHERE f.keys @> wanted AND public.directory_suits(f, w) LIMIT most;
        RETURN;
    END IF;
    RETURN QUERY SELECT f.service_id FROM (
        SELECT * FROM public.directory_finding ORDER BY rank, service_id OFFSET after LIMIT steps) f
     WHERE f.keys @> wanted AND public.directory_suits(f, w) LIMIT most;
END $$;

-- Rows that hold these keys, the best first. Where the keys are common, rows are walked in their
-- order until there are enough; where they are rare, the index lists them and they are put in order.
-- A walk begins with a part: of words that seldom stand together it finds too few, and if the index
-- can list them all it ends there.
CREATE OR REPLACE FUNCTION directory_find_one(one jsonb, w directory_wish, most integer)
RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
SET enable_seqscan = off AS $$
DECLARE
    always integer := public.directory_fact_key('always');
    every double precision := (SELECT services FROM public.directory_findingkey WHERE key = -2147483648);
    of_always boolean := w.is_always AND NOT w.is_loose;
    sought record;
    steps double precision;
    reach integer := 0;
    walked uuid[] := '{}';
BEGIN
    SELECT * INTO sought FROM public.directory_sought(one);
    IF always = ANY (sought.wanted) THEN
        of_always := true;
        every := (SELECT services FROM public.directory_findingkey WHERE key = always);
    END IF;
    steps := every * most / greatest(sought.expected, 1);
    IF sought.wanted = '{}' THEN
        RETURN QUERY SELECT public.directory_walk(sought.wanted, w, of_always, 0, 20000, most);
        RETURN;
    END IF;
    IF sought.rarest > 300 AND steps < least(4000, sought.rarest / 4) THEN
        reach := greatest(steps / 4, 400)::integer;
        walked := ARRAY(SELECT public.directory_walk(sought.wanted, w, of_always, 0, reach, most));
        IF cardinality(walked) < most
           AND (cardinality(walked) >= greatest(2, most / 8) OR sought.rarest > 20000) THEN
            walked := walked || ARRAY(SELECT public.directory_walk(sought.wanted, w, of_always, reach,
                (steps * 2)::integer + 200, most - cardinality(walked)));
        END IF;
        RETURN QUERY SELECT unnest(walked);
        IF cardinality(walked) >= most THEN RETURN; END IF;
        w.so_far := w.so_far || walked;
    END IF;
    RETURN QUERY WITH hit AS MATERIALIZED (
        SELECT f.service_id, f.rank FROM (
            SELECT * FROM public.directory_finding h WHERE h.keys @> sought.few LIMIT 20000) f
         WHERE (sought.few = sought.wanted OR f.keys @> sought.wanted)
           AND public.directory_suits(f, w))
    SELECT h.service_id FROM hit h ORDER BY h.rank, h.service_id LIMIT most - cardinality(walked);
END $$;

-- Rows made before are made again, and their keys counted.
SELECT directory_refresh_findings(ARRAY(SELECT id FROM directory_service));
INSERT INTO directory_findingkey (key, services)
SELECT k, count(*) FROM directory_finding f, unnest(f.keys) k WHERE f.acl IS NULL GROUP BY k
ON CONFLICT (key) DO UPDATE SET services = excluded.services;
