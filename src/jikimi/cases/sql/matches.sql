-- “Already known?” for the coordinator of the case's body and nobody else: persons of the same body's
-- other cases who may be those of this one. The agency that nominated learns nothing from it.
CREATE FUNCTION cases_matches(which uuid)
RETURNS TABLE (person uuid, role text, other_person uuid, other_case uuid, other_role text, ways text[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
SET enable_seqscan = off AS $$
DECLARE
    barred bigint[] := public.access_refusals();
    body bigint;
    one record;
BEGIN
    SELECT c.body_id INTO body FROM public.cases_case c WHERE c.id = which AND NOT c.acl && barred;
    IF body IS NULL OR NOT public.access_is(body * 8 + 3) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    FOR one IN SELECT p.*, y.role AS here FROM public.cases_party y
        JOIN public.cases_person p ON p.id = y.person_id WHERE y.case_id = which LOOP
        RETURN QUERY SELECT one.id, one.here::text, l.likely, z.case_id, z.role::text,
            array_agg(DISTINCT l.way ORDER BY l.way)
          FROM public.cases_likely(one.id, body) l
          JOIN public.cases_party z ON z.person_id = l.likely AND z.case_id <> which
          JOIN public.cases_case c ON c.id = z.case_id AND c.body_id = body AND NOT c.acl && barred
         GROUP BY l.likely, z.case_id, z.role;
    END LOOP;
END $$;

-- Persons of a body who may be this one: the same row, the same number, the same name where birth
-- dates do not speak against it, the same birth date with half of the name. Asked by cases_matches;
-- alone it answers only coordinators of the body.
CREATE FUNCTION cases_likely(whom uuid, body bigint) RETURNS TABLE (likely uuid, way text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
SET enable_seqscan = off AS $$
DECLARE
    seat bigint[] := ARRAY[body * 8 + 3];
    one public.cases_person;
    whole varchar[];
BEGIN
    IF NOT public.access_is(seat[1]) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT p.* INTO one FROM public.cases_person p WHERE p.id = whom AND p.acl && seat;
    whole := ARRAY(SELECT k FROM unnest(one.name_keys) k WHERE k LIKE '=%');
    RETURN QUERY SELECT one.id, 'person';
    RETURN QUERY WITH sharing AS MATERIALIZED (
        SELECT p.id, p.acl FROM public.cases_person p
         WHERE one.phone <> '' AND p.phone <> '' AND reverse(p.phone) = reverse(one.phone))
    SELECT s.id, 'phone' FROM sharing s WHERE s.acl && seat AND s.id <> one.id LIMIT 50;
    RETURN QUERY SELECT p.id, 'name' FROM public.cases_person p
     WHERE cardinality(whole) > 0 AND p.acl && seat AND p.name_keys @> whole AND p.id <> one.id
       AND (p.born_on = one.born_on OR p.born_on IS NULL OR one.born_on IS NULL) LIMIT 50;
    RETURN QUERY WITH sharing AS MATERIALIZED (
        SELECT p.id, p.acl, p.name_keys FROM public.cases_person p
         WHERE cardinality(whole) > 0 AND p.born_on = one.born_on)
    SELECT s.id, 'born_on' FROM sharing s
     WHERE s.acl && seat AND s.id <> one.id
       AND 2 * (SELECT count(*) FROM unnest(s.name_keys) k
                 WHERE length(k) = 2 AND k = ANY (one.name_keys))
           >= (SELECT count(*) FROM unnest(one.name_keys) k WHERE length(k) = 2) LIMIT 50;
END $$;
