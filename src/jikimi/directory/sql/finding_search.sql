-- The one entry. Public rows, and for a named actor the rows whose acl names a principal of his.
-- tries: [{"code", "only_if_none", "combos": [{pairs, digits, facts, "lines": texts that stand in the
-- row as they are}]}], asked in this order until there are enough.
-- wish: {hours: hours of the week, any of which; always; sex; age; child; wheelchair; latitude,
-- longitude: then the nearest come first}.
CREATE FUNCTION directory_find(tries jsonb, wish jsonb, most integer)
RETURNS TABLE (service uuid, code text, is_hour_known boolean, metres double precision)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    w public.directory_wish;
    here_lat double precision := (wish ->> 'latitude')::double precision;
    here_lon double precision := (wish ->> 'longitude')::double precision;
    asks_hours boolean;
    is_loose boolean;
    one record;
    hit record;
BEGIN
    IF most NOT BETWEEN 1 AND 200 OR jsonb_array_length(tries) > 24 THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    w.mine := public.access_principals();
    w.is_operator := 30 = ANY (w.mine);
    w.so_far := '{}';
    w.hours := ARRAY(SELECT h::smallint FROM jsonb_array_elements_text(wish -> 'hours') h);
    w.is_always := coalesce((wish ->> 'always')::boolean, false);
    w.sex := coalesce(wish ->> 'sex', '');
    w.age := (wish ->> 'age')::double precision;
    w.child := coalesce((wish ->> 'child')::boolean, false);
    w.wheelchair := coalesce((wish ->> 'wheelchair')::boolean, false);
    asks_hours := w.is_always OR cardinality(w.hours) > 0;
    FOREACH is_loose IN ARRAY CASE WHEN asks_hours THEN ARRAY[false, true] ELSE ARRAY[true] END LOOP
        w.is_loose := is_loose;
        FOR one IN SELECT t ->> 'code' AS way, coalesce((t ->> 'only_if_none')::boolean, false) AS last, c
                     FROM jsonb_array_elements(tries) WITH ORDINALITY AS a(t, i),
                          jsonb_array_elements(t -> 'combos') WITH ORDINALITY AS b(c, j)
                    ORDER BY i, j LOOP
            EXIT WHEN cardinality(w.so_far) >= most;
            CONTINUE WHEN one.c ->> 'round' = CASE WHEN is_loose THEN 'known' ELSE 'unknown' END;
            CONTINUE WHEN one.last AND cardinality(w.so_far) > 0;
            w.patterns := ARRAY(SELECT '%' || l || '%' FROM jsonb_array_elements_text(one.c -> 'lines') l);
            -- What has no place on the map, or none that may be known, comes after what has.
            FOR hit IN
                SELECT h.service_id AS sid, h.metres AS far FROM public.directory_find_near(
                    one.c, w, most - cardinality(w.so_far), here_lat, here_lon) h
                 WHERE here_lat IS NOT NULL
                UNION ALL
                SELECT h, NULL FROM public.directory_find_one(one.c, w,
                    most - CASE WHEN here_lat IS NULL THEN cardinality(w.so_far) ELSE 0 END) h LOOP
                EXIT WHEN cardinality(w.so_far) >= most;
                CONTINUE WHEN hit.sid = ANY (w.so_far);
                w.so_far := w.so_far || hit.sid;
                service := hit.sid;
                code := one.way;
                is_hour_known := NOT (asks_hours AND w.is_loose);
                metres := hit.far;
                RETURN NEXT;
            END LOOP;
        END LOOP;
    END LOOP;
END $$;

-- Which of these folded words could stand in a public text: every two letters of them do somewhere.
CREATE FUNCTION directory_known_words(words text[]) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT w FROM unnest(words[1:2000]) w
     WHERE length(w) > 1 AND NOT EXISTS (
        SELECT FROM unnest(public.directory_pairs(w)) k
         WHERE NOT EXISTS (SELECT FROM public.directory_findingkey f WHERE f.key = k))
$$;

-- A search that found nothing, counted by the week and without anything about who asked: codes of
-- needs, places and languages, and words that stand in the names of three public services or more.
CREATE FUNCTION directory_count_missed(codes text[], typed text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    kept text[] := ARRAY(SELECT DISTINCT c FROM unnest(codes[1:6]) c
                          WHERE c ~ '^(need|place|language|filter):[a-z0-9_]{1,30}$' ORDER BY 1);
    common text[] := ARRAY(SELECT DISTINCT 'word:' || w FROM unnest(typed[1:6]) w
        WHERE length(w) BETWEEN 2 AND 12 AND w !~ '[0-9]' AND 3 = (SELECT count(*) FROM (
            SELECT FROM public.directory_finding f
             WHERE f.acl IS NULL AND f.keys @> public.directory_pairs(w)
               AND strpos(f.text, w) > 0 LIMIT 3) AS three) ORDER BY 1);
BEGIN
    INSERT INTO public.directory_missedsearch (week, words, times)
    VALUES (date_trunc('week', now() AT TIME ZONE 'Asia/Seoul')::date, kept || common, 1)
    ON CONFLICT (week, words) DO UPDATE SET times = directory_missedsearch.times + 1;
END $$;

-- Counts in how many public rows each key stands; the search asks which words are common. Of a very
-- large index a part is counted: only whether a word is common matters.
CREATE FUNCTION directory_count_findings() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    every double precision := (SELECT greatest(reltuples, 1) FROM pg_class
                                WHERE oid = 'public.directory_finding'::regclass);
    share double precision := least(1, 100000 / every);
BEGIN
    IF NOT public.access_named() THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM public.directory_refresh_findings(ARRAY(
        SELECT s.id FROM public.directory_service s
         WHERE s.status NOT IN ('inactive', 'defunct')
           AND NOT EXISTS (SELECT FROM public.directory_finding f WHERE f.service_id = s.id)
         LIMIT 5000));
    PERFORM pg_advisory_xact_lock(7145464, 64);
    IF share = 1 THEN
        DELETE FROM public.directory_findingkey;
        every := (SELECT count(*) FROM public.directory_finding);
    END IF;
    INSERT INTO public.directory_findingkey (key, services)
    SELECT k, ceil(count(*) / share)
      FROM public.directory_finding f TABLESAMPLE SYSTEM (share * 100), unnest(f.keys) k
     WHERE f.acl IS NULL GROUP BY k
    -- The number of all rows stands under the key that no pair of letters has.
    UNION ALL SELECT -2147483648, every
     ORDER BY 1 ON CONFLICT (key) DO UPDATE SET services = excluded.services;
END $$;

-- The changes to the list of need words, for every door.
CREATE FUNCTION directory_need_words()
RETURNS TABLE (phrase text, language text, need text, who text, is_removed boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT n.phrase::text, n.language::text, n.need::text, n.who::text, n.is_removed
      FROM public.directory_needword n
$$;
GRANT EXECUTE ON FUNCTION directory_find(jsonb, jsonb, integer) TO jikimi_public;
GRANT EXECUTE ON FUNCTION directory_known_words(text[]) TO jikimi_public;
GRANT EXECUTE ON FUNCTION directory_count_missed(text[], text[]) TO jikimi_public;
GRANT EXECUTE ON FUNCTION directory_need_words() TO jikimi_public;
