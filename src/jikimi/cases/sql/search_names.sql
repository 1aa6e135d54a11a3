-- How a person is found by name. Two orders lead to the same people: those of the name in a nation,
-- and of them those the actor may know of; or the other way round. Where few people share a name the
-- first is several times faster for an agency that knows many; it stops after a thousand.
-- Steps of cases_persons_named; nobody else may call them.

-- Names first, for ways that few people share. is_all: nobody who shares the name was left out.
CREATE FUNCTION cases_names_sharing(
    every varchar[], one_of varchar[], mine bigint[], barred bigint[], most integer,
    OUT hits uuid[], OUT is_all boolean
)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF cardinality(every) = 0 THEN
        SELECT array_agg(n.id) FILTER (WHERE n.is_seen), bool_and(n.place < 1000) INTO hits, is_all
          FROM (SELECT s.id, s.place, s.acl && mine AND NOT s.acl && barred AS is_seen
                  FROM (SELECT p.id, p.acl, row_number() OVER () AS place
                          FROM public.cases_person p WHERE p.name_keys && one_of LIMIT 1000) s
                 WHERE s.acl && mine AND NOT s.acl && barred OR s.place = 1000 LIMIT most) n;
    ELSIF cardinality(one_of) > 0 THEN
        SELECT array_agg(n.id) FILTER (WHERE n.is_seen), bool_and(n.place < 1000) INTO hits, is_all
          FROM (SELECT s.id, s.place, s.acl && mine AND NOT s.acl && barred AS is_seen
                  FROM (SELECT p.id, p.acl, row_number() OVER () AS place
                          FROM public.cases_person p
                         WHERE p.name_keys @> every AND p.name_keys && one_of LIMIT 1000) s
                 WHERE s.acl && mine AND NOT s.acl && barred OR s.place = 1000 LIMIT most) n;
    ELSE
        SELECT array_agg(n.id) FILTER (WHERE n.is_seen), bool_and(n.place < 1000) INTO hits, is_all
          FROM (SELECT s.id, s.place, s.acl && mine AND NOT s.acl && barred AS is_seen
                  FROM (SELECT p.id, p.acl, row_number() OVER () AS place
                          FROM public.cases_person p WHERE p.name_keys @> every LIMIT 1000) s
                 WHERE s.acl && mine AND NOT s.acl && barred OR s.place = 1000 LIMIT most) n;
    END IF;
    hits := coalesce(hits, '{}');
    is_all := coalesce(is_all, true) OR cardinality(hits) >= most;
END $$;

-- The first of a range of plainly written names. is_common: so many share it that the rest is found
-- sooner among those the actor may know of.
CREATE FUNCTION cases_names_ranging(
    low text, high text, mine bigint[], barred bigint[], most integer,
    OUT hits uuid[], OUT is_common boolean
)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    SELECT array_agg(n.id) FILTER (WHERE n.is_seen), bool_or(n.place = 300) INTO hits, is_common
      FROM (SELECT s.id, s.place, s.acl && mine AND NOT s.acl && barred AS is_seen
              FROM (SELECT p.id, p.acl, row_number() OVER () AS place FROM public.cases_person p
                     WHERE p.name <> '' AND p.name ~>=~ low AND p.name ~<=~ high LIMIT 300) s
             WHERE s.acl && mine AND NOT s.acl && barred OR s.place = 300 LIMIT most) n;
    hits := coalesce(hits, '{}');
    is_common := coalesce(is_common, false);
END $$;

-- Those the actor may know of first, then the name.
CREATE FUNCTION cases_names_seen(
    every varchar[], one_of varchar[], mine bigint[], barred bigint[], most integer
) RETURNS uuid[]
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF cardinality(every) = 0 THEN
        RETURN ARRAY(SELECT p.id FROM public.cases_person p
             WHERE p.acl && mine AND p.name_keys && one_of AND NOT p.acl && barred LIMIT most);
    ELSIF cardinality(one_of) > 0 THEN
        RETURN ARRAY(SELECT p.id FROM public.cases_person p
             WHERE p.acl && mine AND p.name_keys @> every AND p.name_keys && one_of
               AND NOT p.acl && barred LIMIT most);
    END IF;
    RETURN ARRAY(SELECT p.id FROM public.cases_person p
         WHERE p.acl && mine AND p.name_keys @> every AND NOT p.acl && barred LIMIT most);
END $$;

-- ways: [{"code", "every": keys, "one_of": keys, "low", "high", "is_rare"}] from cases/matching.py;
-- every or one_of may be empty, not both.
-- A way of code 'similar' is asked only while nothing surer was found.
CREATE OR REPLACE FUNCTION cases_persons_named(ways jsonb, most integer)
RETURNS TABLE (found uuid, way text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
SET enable_seqscan = off AS $$
DECLARE
    mine bigint[] := public.access_principals();
    barred bigint[] := public.access_refusals();
    one record;
    these uuid[];
    is_done boolean;
    is_common boolean := false;
    so_far bigint := 0;
BEGIN
    FOR one IN SELECT w.* FROM jsonb_to_recordset(ways)
        AS w(code text, every varchar[], one_of varchar[], low text, high text, is_rare boolean) LOOP
        EXIT WHEN so_far >= most;
        CONTINUE WHEN one.code = 'similar' AND so_far > 0;
        is_done := false;
        IF one.low <> '' AND NOT is_common THEN
            SELECT n.hits, n.is_common INTO these, is_common
              FROM public.cases_names_ranging(one.low, one.high, mine, barred, most) n;
            is_done := cardinality(these) >= most;
        END IF;
        IF one.is_rare AND NOT is_common AND NOT is_done THEN
            SELECT n.hits, n.is_all INTO these, is_done
              FROM public.cases_names_sharing(one.every, one.one_of, mine, barred, most) n;
        END IF;
        IF NOT is_done THEN
            these := public.cases_names_seen(one.every, one.one_of, mine, barred, most);
        END IF;
        RETURN QUERY SELECT n, one.code FROM unnest(these) n;
        so_far := so_far + CASE WHEN one.code = 'similar' THEN 0 ELSE cardinality(these) END;
    END LOOP;
END $$;
