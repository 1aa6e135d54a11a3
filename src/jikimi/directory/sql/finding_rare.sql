-- A search asks the index for few keys only. Letters are told apart by the text itself, so of the
-- keys of a word the rarest that leave few rows are enough; to look each common one up beside them
-- costs more than the rows it would spare. Functions that stand here and in finding.sql or
-- finding_inner.sql are as they stand here.

-- The small functions that make keys are in a language that keeps its plans from call to call.
CREATE OR REPLACE FUNCTION directory_triples(lines text) RETURNS integer[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
BEGIN
    RETURN (SELECT coalesce(array_agg(DISTINCT ((61442::bigint << 16) - 2147483648
               + ((one - 12592) * 1024 + (next - 12592) * 32 + third - 12592))::integer), '{}')
      FROM (SELECT ascii(c), lead(ascii(c)) OVER w, lead(ascii(c), 2) OVER w
              FROM unnest(string_to_array(lines, NULL)) WITH ORDINALITY AS letters(c, i)
            WINDOW w AS (ORDER BY i)) AS triples(one, next, third)
     WHERE one BETWEEN 12593 AND 12622 AND next BETWEEN 12593 AND 12622
       AND third BETWEEN 12593 AND 12622);
END $$;
CREATE OR REPLACE FUNCTION directory_digit_keys(digits text, is_sought boolean) RETURNS integer[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
BEGIN
    RETURN (SELECT coalesce(array_agg(DISTINCT k), '{}') FROM (
        SELECT ((61440::bigint << 16) - 2147483648 + substr(digits, i, 4)::integer)::integer
          FROM generate_series(1, length(digits) - 3) i
        UNION ALL
        SELECT ((61441::bigint << 16) - 2147483648 + left(digits, 3)::integer)::integer
         WHERE length(digits) = 3 OR (NOT is_sought AND length(digits) > 3)
    ) AS found(k));
END $$;
-- What a combination asks of the index, as directory_find tells its shape.
-- wanted: every key a row must hold.  few: those looked up, the rarest first.  rarest: how many rows
-- hold the rarest.  expected: how many are expected to hold them all if the words came together by
-- chance (letters of one word do not, so the rarest of each stands for it).
CREATE FUNCTION directory_sought(one jsonb, OUT wanted integer[], OUT few integer[], OUT rarest bigint,
                                 OUT expected double precision)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    every double precision := (SELECT services FROM public.directory_findingkey WHERE key = -2147483648);
    held bigint[];
    words integer[];
    seen integer[] := '{}';
    left_over double precision := every;
BEGIN
    SELECT array_agg(k.key ORDER BY k.held, k.key), array_agg(k.held ORDER BY k.held, k.key),
           array_agg(k.word ORDER BY k.held, k.key)
      INTO wanted, held, words FROM (
        SELECT s.key, s.word, coalesce(f.services, 0) AS held FROM (
            SELECT unnest(public.directory_letter_keys(w)) AS key, n::integer AS word
              FROM jsonb_array_elements_text(one -> 'pairs') WITH ORDINALITY AS a(w, n)
            UNION SELECT unnest(public.directory_digit_keys(w, true)), 100 + n::integer
              FROM jsonb_array_elements_text(one -> 'digits') WITH ORDINALITY AS b(w, n)
            UNION SELECT public.directory_fact_key(w), 200 + n::integer
              FROM jsonb_array_elements_text(one -> 'facts') WITH ORDINALITY AS c(w, n)) s
          LEFT JOIN public.directory_findingkey f ON f.key = s.key) k;
    wanted := coalesce(wanted, '{}');
    few := '{}';
    rarest := CASE WHEN every IS NULL THEN 0 ELSE coalesce(held[1], every) END;
    expected := coalesce(every, 0);
    FOR i IN 1 .. cardinality(wanted) LOOP
        -- Letters of one word seldom come alone, so no key is trusted to leave less than a fifth.
        IF every IS NULL OR i = 1 OR left_over > 20 AND held[i] < every / 4 THEN
            few := few || wanted[i];
            left_over := left_over * CASE WHEN i = 1 THEN held[i] / greatest(every, 1)
                                          ELSE greatest(held[i] / greatest(every, 1), 0.2) END;
        END IF;
        CONTINUE WHEN words[i] = ANY (seen);
        seen := seen || words[i];
        expected := expected * greatest(held[i], 1) / greatest(every, 1);
    END LOOP;
END $$;

-- The nearest to a place: in cells of about 2 km around it, then 10 km, then 100 km.
CREATE OR REPLACE FUNCTION directory_find_near(one jsonb, w directory_wish, most integer,
                                    here_lat double precision, here_lon double precision)
RETURNS TABLE (service_id uuid, metres double precision)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
SET enable_seqscan = off AS $$
DECLARE
    sought record;
    size numeric;
    so_many bigint;
BEGIN
    SELECT * INTO sought FROM public.directory_sought(one);
    FOREACH size IN ARRAY ARRAY[0.02, 0.1, 1.0] LOOP
        RETURN QUERY WITH cells AS (
            SELECT DISTINCT sought.wanted || public.directory_fact_key(
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
            WHERE so_many > 0 AND f.keys @> sought.wanted AND f.keys && ARRAY(
                SELECT public.directory_fact_key(public.directory_cell(
                           here_lat + y * size, here_lon + x * size, size))
                  FROM generate_series(-1, 1) x, generate_series(-1, 1) y) LIMIT 5000);
    END LOOP;
END $$;

DROP FUNCTION directory_how_common(jsonb);
DROP FUNCTION directory_keys_of(jsonb);
