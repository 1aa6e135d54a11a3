-- What is said of services, by whom it may be known. kind: name, word, number, fact.
CREATE FUNCTION directory_sayings(of_services uuid[])
RETURNS TABLE (service_id uuid, acl bigint[], kind text, said text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
#variable_conflict use_column
BEGIN RETURN QUERY
    WITH s AS (SELECT * FROM public.directory_service
                WHERE id = ANY (of_services) AND status NOT IN ('inactive', 'defunct')),
    o AS (SELECT s.id AS sid, directory_meet(s.acl, o.acl) AS acl, o.id, o.name, o.alternate_name,
                 o.description
            FROM s JOIN public.directory_organization o ON o.id = s.organization_id),
    a AS (SELECT s.id AS sid, directory_meet(s.acl, a.acl) AS acl, a.id, a.location_id, a.description
            FROM s JOIN public.directory_serviceatlocation a ON a.service_id = s.id),
    l AS (SELECT a.sid, directory_meet(a.acl, l.acl) AS acl, l.id, l.name, l.alternate_name,
                 l.description, l.district, l.dong, l.transportation
            FROM a JOIN public.directory_location l ON l.id = a.location_id),
    hubs AS (SELECT id AS sid, acl, id FROM s UNION ALL SELECT sid, acl, id FROM o
             UNION ALL SELECT sid, acl, id FROM a UNION ALL SELECT sid, acl, id FROM l),
    p AS (SELECT h.sid, directory_meet(h.acl, p.acl) AS acl, p.id, p.number, p.description
            FROM hubs h JOIN public.directory_phone p ON h.id = p.service_id
          UNION ALL SELECT h.sid, directory_meet(h.acl, p.acl), p.id, p.number, p.description
            FROM o h JOIN public.directory_phone p ON h.id = p.organization_id
          UNION ALL SELECT h.sid, directory_meet(h.acl, p.acl), p.id, p.number, p.description
            FROM l h JOIN public.directory_phone p ON h.id = p.location_id
          UNION ALL SELECT h.sid, directory_meet(h.acl, p.acl), p.id, p.number, p.description
            FROM a h JOIN public.directory_phone p ON h.id = p.service_at_location_id),
    d AS (SELECT l.sid, directory_meet(l.acl, d.acl) AS acl, d.id, d.address_1, d.address_2, d.city,
                 d.region, d.state_province
            FROM l JOIN public.directory_address d ON d.location_id = l.id),
    rows AS (SELECT * FROM hubs UNION ALL SELECT sid, acl, id FROM p UNION ALL SELECT sid, acl, id FROM d)
    SELECT id, acl, 'name', unnest(ARRAY[name, alternate_name]) FROM s
    UNION ALL SELECT sid, acl, 'name', unnest(ARRAY[name, alternate_name]) FROM o
    UNION ALL SELECT sid, acl, 'name', unnest(ARRAY[name, alternate_name]) FROM l
    UNION ALL SELECT id, acl, 'word', left(unnest(ARRAY[description, eligibility_description,
        application_process, interpretation_services, fees_description, alert]), 400) FROM s
    UNION ALL SELECT sid, acl, 'word', left(description, 200) FROM o
    UNION ALL SELECT sid, acl, 'word', left(description, 200) FROM a
    UNION ALL SELECT sid, acl, 'word', unnest(ARRAY[left(description, 200), district, dong,
        left(transportation, 200)]) FROM l
    UNION ALL SELECT sid, acl, 'word', concat_ws(' ', state_province, region, city, address_1, address_2)
      FROM d
    UNION ALL SELECT sid, acl, 'number', number FROM p
    UNION ALL SELECT sid, acl, 'word', left(description, 100) FROM p
    UNION ALL SELECT id, acl, 'fact', 'need:' || unnest(needs) FROM s
    UNION ALL SELECT id, acl, 'fact', 'area:' || directory_place(unnest(districts)) FROM s
    UNION ALL SELECT sid, acl, 'fact', 'place:' || directory_place(unnest(ARRAY[district, dong])) FROM l
    UNION ALL SELECT sid, acl, 'fact',
        'place:' || directory_place(unnest(ARRAY[city, region, state_province])) FROM d
    UNION ALL SELECT s.id, directory_meet(s.acl, x.acl), 'fact', 'language:' || lower(x.code)
      FROM s JOIN public.directory_language x ON x.service_id = s.id
    UNION ALL SELECT l.sid, directory_meet(l.acl, x.acl), 'fact', 'language:' || lower(x.code)
      FROM l JOIN public.directory_language x ON x.location_id = l.id
    UNION ALL SELECT s.id, directory_meet(s.acl, x.acl), 'word', x.name
      FROM s JOIN public.directory_language x ON x.service_id = s.id
    UNION ALL SELECT s.id, directory_meet(s.acl, x.acl), 'fact', 'area:' || directory_place(x.name)
      FROM s JOIN public.directory_servicearea x ON x.service_id = s.id
    UNION ALL SELECT a.sid, directory_meet(a.acl, x.acl), 'fact', 'area:' || directory_place(x.name)
      FROM a JOIN public.directory_servicearea x ON x.service_at_location_id = a.id
    UNION ALL SELECT s.id, directory_meet(s.acl, x.acl), 'word', x.name
      FROM s JOIN public.directory_servicearea x ON x.service_id = s.id
    UNION ALL SELECT s.id, directory_meet(directory_meet(s.acl, x.acl), t.acl), 'word',
        unnest(ARRAY[t.name, x.value, x.label])
      FROM s JOIN public.directory_attribute x ON x.link_id = s.id
      LEFT JOIN public.directory_taxonomyterm t ON t.id = x.taxonomy_term_id
    UNION ALL SELECT r.sid, directory_meet(r.acl, x.acl),
        CASE WHEN x.field IN ('name', 'alternate_name') THEN 'name' ELSE 'word' END, left(x.text, 400)
      FROM rows r JOIN public.directory_translation x ON x.row_id = r.id
    UNION ALL SELECT r.sid, directory_meet(r.acl, x.acl),
        CASE WHEN x.field IN ('name', 'alternate_name') THEN 'name'
             WHEN x.field = 'number' THEN 'number' ELSE 'word' END, left(x.value #>> '{}', 400)
      FROM rows r JOIN public.directory_held x ON x.row_id = r.id
     WHERE jsonb_typeof(x.value) = 'string' AND x.field NOT IN ('latitude', 'longitude');
END $$;

-- One line of the index for each service and audience; keys and order follow from the sayings.
CREATE FUNCTION directory_make_findings(of_services uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    WITH said AS MATERIALIZED (
        SELECT DISTINCT x.service_id, x.acl, x.kind,
               CASE x.kind WHEN 'fact' THEN x.said WHEN 'number' THEN directory_digits(x.said)
                    ELSE directory_fold(x.said) END AS said
          FROM public.directory_sayings(of_services) x
         WHERE x.said NOT IN ('', 'place:', 'area:', 'language:') AND x.acl IS DISTINCT FROM '{}'),
    lines AS (SELECT DISTINCT service_id, acl FROM said),
    told AS MATERIALIZED (
        SELECT n.service_id, n.acl,
               string_agg(DISTINCT t.said, E'\n') FILTER (WHERE t.kind = 'name') AS names,
               string_agg(DISTINCT t.said, E'\n') FILTER (WHERE t.kind = 'word') AS words,
               string_agg(DISTINCT t.said, E'\n') FILTER (WHERE t.kind = 'number') AS numbers,
               array_agg(DISTINCT t.said) FILTER (WHERE t.kind = 'fact') AS facts,
               array_agg(DISTINCT t.said) FILTER (WHERE t.kind = 'name') AS each_name,
               array_agg(DISTINCT t.said) FILTER (WHERE t.kind = 'number') AS each_number
          FROM lines n JOIN said t ON t.service_id = n.service_id
               AND (t.acl IS NULL OR t.acl @> n.acl)
         GROUP BY n.service_id, n.acl),
    places AS MATERIALIZED (
        SELECT n.service_id, n.acl, min(l.latitude) AS latitude, min(l.longitude) AS longitude,
               CASE WHEN bool_or(l.wheelchair = 'yes') THEN 'yes' WHEN bool_and(l.wheelchair = 'no')
                    THEN 'no' ELSE '' END AS wheelchair
          FROM lines n JOIN public.directory_serviceatlocation a ON a.service_id = n.service_id
          JOIN public.directory_location l ON l.id = a.location_id AND NOT l.is_confidential
         WHERE (a.acl IS NULL OR a.acl @> n.acl) AND (l.acl IS NULL OR l.acl @> n.acl)
         GROUP BY n.service_id, n.acl),
    schedules AS (
        SELECT n.service_id, n.acl,
               directory_week_hours(c.opens_at, c.closes_at, upper(c.byday), upper(c.freq)) AS hours
          FROM lines n JOIN public.directory_schedule c ON c.service_id = n.service_id
         WHERE c.acl IS NULL OR c.acl @> n.acl
        UNION ALL
        SELECT n.service_id, n.acl,
               directory_week_hours(c.opens_at, c.closes_at, upper(c.byday), upper(c.freq))
          FROM lines n JOIN public.directory_serviceatlocation a ON a.service_id = n.service_id
          JOIN public.directory_schedule c ON c.service_at_location_id = a.id
         WHERE (c.acl IS NULL OR c.acl @> n.acl) AND (a.acl IS NULL OR a.acl @> n.acl)
        UNION ALL
        SELECT n.service_id, n.acl,
               directory_week_hours(c.opens_at, c.closes_at, upper(c.byday), upper(c.freq))
          FROM lines n JOIN public.directory_serviceatlocation a ON a.service_id = n.service_id
          JOIN public.directory_schedule c ON c.location_id = a.location_id
         WHERE (c.acl IS NULL OR c.acl @> n.acl) AND (a.acl IS NULL OR a.acl @> n.acl)),
    weeks AS MATERIALIZED (
        SELECT c.service_id, c.acl,
               CASE WHEN bool_or(c.hours IS NULL) THEN NULL ELSE array_agg(DISTINCT h) END AS hours
          FROM schedules c LEFT JOIN LATERAL unnest(c.hours) h ON true GROUP BY c.service_id, c.acl),
    checked AS MATERIALIZED (
        SELECT s.id, greatest(max(m.verified_on), CASE WHEN s.assured_date ~ '^\d{4}-\d\d-\d\d$'
                   THEN least(s.assured_date, '2999-12-31')::date END) AS on_day
          FROM public.directory_service s
          LEFT JOIN public.directory_mark m ON m.acl IS NULL AND m.row_id = s.id
         WHERE s.id = ANY (of_services) GROUP BY s.id),
    made AS (
        INSERT INTO public.directory_finding (service_id, acl, rank, text, keys, hours, is_always,
            for_sex, low_age, high_age, for_disability, for_foreigners, takes_children, wheelchair,
            latitude, longitude)
        SELECT t.service_id, t.acl,
               100000 - coalesce(c.on_day - date '2000-01-01', 0) - CASE WHEN s.is_crisis THEN 400 ELSE 0 END,
               concat(E'\n', t.names, E'\n', t.words, E'\n', i.initials, E'\n', t.numbers, E'\n'),
               k.keys, CASE WHEN s.is_24_hours THEN NULL ELSE w.hours END, s.is_24_hours,
               s.for_sex, s.minimum_age, s.maximum_age, s.for_disability, s.for_foreigners,
               s.takes_children, coalesce(p.wheelchair, ''), p.latitude, p.longitude
          FROM told t JOIN public.directory_service s ON s.id = t.service_id
          JOIN checked c ON c.id = t.service_id
          LEFT JOIN places p ON p.service_id = t.service_id AND p.acl IS NOT DISTINCT FROM t.acl
          LEFT JOIN weeks w ON w.service_id = t.service_id AND w.acl IS NOT DISTINCT FROM t.acl,
          LATERAL (SELECT directory_initials(t.names)) AS i(initials),
          LATERAL (SELECT array_agg(DISTINCT one) FROM (
              SELECT unnest(directory_pairs(concat_ws(E'\n', t.names, t.words, i.initials)))
              UNION ALL SELECT unnest(directory_triples(i.initials))
              UNION ALL SELECT directory_fact_key(unnest(t.facts))
              UNION ALL SELECT directory_fact_key('name:' || unnest(t.each_name))
              UNION ALL SELECT directory_fact_key('begin:' || left(unnest(t.each_name), 2))
              UNION ALL SELECT directory_fact_key('begin:' || left(n, 2))
                          FROM unnest(string_to_array(i.initials, E'\n')) n
              UNION ALL SELECT unnest(directory_digit_keys(n, false)) FROM unnest(t.each_number) n
              UNION ALL SELECT directory_fact_key('always') WHERE s.is_24_hours
              -- Of whom nothing is said, somebody of any place may be helped: ask.
              UNION ALL SELECT directory_fact_key('area:') WHERE NOT EXISTS (
                  SELECT FROM unnest(t.facts) f WHERE f LIKE 'area:%' OR f LIKE 'place:%')
              UNION ALL SELECT directory_fact_key('hour:' || h) FROM unnest(w.hours) h
                         WHERE h >= 120 OR h % 24 NOT BETWEEN 9 AND 17
              UNION ALL SELECT directory_fact_key(directory_cell(p.latitude, p.longitude, size))
                          FROM unnest(ARRAY[0.02, 0.1, 1.0]) size WHERE p.latitude IS NOT NULL
          ) AS every(one)) AS k(keys)
        RETURNING acl, keys)
    INSERT INTO public.directory_findingkey (key, services)
    -- In one order, so that two transactions never wait for each other.
    SELECT k, 1 FROM (SELECT DISTINCT unnest(keys) FROM made WHERE acl IS NULL) AS fresh(k)
     WHERE NOT EXISTS (SELECT FROM public.directory_findingkey f WHERE f.key = k)
     ORDER BY k ON CONFLICT DO NOTHING;
END $$;

-- Brings the index up to what the tables hold now. Harmless to call at any time, for any services:
-- it takes nothing from the caller but which services to look at.
CREATE FUNCTION directory_refresh_findings(of_services uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    lane integer;
    at integer;
BEGIN
    -- Two transactions that changed rows of one service wait for one another, so that the later one
    -- sees what the earlier one wrote.
    FOR lane IN SELECT DISTINCT ('x' || left(md5(s::text), 2))::bit(8)::integer % 64
                  FROM unnest(of_services) s ORDER BY 1 LOOP
        PERFORM pg_advisory_xact_lock(7145464, lane);
    END LOOP;
    DELETE FROM public.directory_finding f WHERE f.service_id = ANY (of_services);
    -- In small pieces, so that the plan made for a few rows is right for them.
    FOR at IN SELECT generate_series(1, cardinality(of_services), 50) LOOP
        PERFORM public.directory_make_findings(of_services[at:at + 49]);
    END LOOP;
END $$;

-- Services of which something is said by this row of that table.
CREATE FUNCTION directory_services_of(of_table text, r jsonb) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    hub uuid[] := ARRAY(SELECT DISTINCT v::uuid FROM unnest(ARRAY[
        CASE WHEN of_table IN ('service', 'organization', 'location', 'serviceatlocation')
             THEN r ->> 'id' END,
        r ->> 'service_id', r ->> 'service_at_location_id', r ->> 'link_id',
        CASE WHEN of_table NOT IN ('service', 'location') THEN r ->> 'organization_id' END,
        r ->> 'location_id']) v WHERE v IS NOT NULL);
    behind jsonb;
BEGIN
    IF of_table = 'taxonomyterm' THEN
        RETURN QUERY SELECT public.directory_services_of('attribute', to_jsonb(a))
          FROM public.directory_attribute a WHERE a.taxonomy_term_id = (r ->> 'id')::uuid;
        RETURN;
    END IF;
    IF of_table IN ('held', 'mark', 'translation') THEN
        IF to_regclass('public.directory_' || replace(r ->> 'table', '_', '')) IS NULL THEN
            RETURN;
        END IF;
        EXECUTE format('SELECT to_jsonb(x) FROM public.%I x WHERE x.id = $1',
                       'directory_' || replace(r ->> 'table', '_', ''))
           INTO behind USING (r ->> 'row_id')::uuid;
        IF behind IS NOT NULL THEN
            RETURN QUERY SELECT public.directory_services_of(replace(r ->> 'table', '_', ''), behind);
        END IF;
        RETURN;
    END IF;
    RETURN QUERY SELECT s.id FROM public.directory_service s WHERE s.id = ANY (hub)
        UNION SELECT s.id FROM public.directory_service s WHERE s.organization_id = ANY (hub)
        UNION SELECT a.service_id FROM public.directory_serviceatlocation a
               WHERE (a.id = ANY (hub) OR a.location_id = ANY (hub)) AND a.service_id IS NOT NULL
        UNION SELECT (r ->> 'id')::uuid WHERE of_table = 'service';
END $$;

CREATE FUNCTION directory_note_stale() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    word text := substr(TG_TABLE_NAME, length('directory_') + 1);
BEGIN
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO public.directory_stale (service_id)
        SELECT public.directory_services_of(word, to_jsonb(OLD)) ON CONFLICT DO NOTHING;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO public.directory_stale (service_id)
        SELECT public.directory_services_of(word, to_jsonb(NEW)) ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;

-- At the end of the transaction, once for all services it touched.
CREATE FUNCTION directory_refresh_stale() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    stale uuid[];
BEGIN
    WITH gone AS (DELETE FROM public.directory_stale WHERE transaction = pg_current_xact_id()
                  RETURNING service_id)
    SELECT array_agg(service_id) INTO stale FROM gone;
    IF stale IS NOT NULL THEN
        PERFORM public.directory_refresh_findings(stale);
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER directory_stale_end AFTER INSERT ON directory_stale
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION directory_refresh_stale();
