-- Rows for research. They leave here only, for one extract that somebody else than who asked for it
-- approved, to who asked for it, with a key that is not kept beside them. A link is a keyed digest
-- (HMAC-SHA-256) of who a row is about; without the key nobody comes back from it to a person.
-- No name, number, address or day leaves: a row is what the chosen fields say of it.
CREATE FUNCTION insights_pseudonym(word text, inner_pad bytea, outer_pad bytea) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT left(encode(sha256(outer_pad || sha256(inner_pad || convert_to(word, 'UTF8'))), 'hex'), 24)
$$;

-- How far apart, without the day: 30, 90, 180, 365, later, or never.
CREATE FUNCTION insights_soon(days integer) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN days IS NULL THEN 'never' WHEN days <= 30 THEN '30' WHEN days <= 90 THEN '90'
                WHEN days <= 180 THEN '180' WHEN days <= 365 THEN '365' ELSE 'later' END
$$;

CREATE FUNCTION insights_extract_rows(which uuid, inner_pad bytea, outer_pad bytea)
RETURNS TABLE (link text, cells text[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    e public.insights_extract;
    since timestamptz;
    until timestamptz;
BEGIN
    SELECT * INTO e FROM public.insights_extract WHERE id = which AND stage = 'keyed'
       AND sealed_key IS NOT NULL AND destroy_on >= (now() AT TIME ZONE 'Asia/Seoul')::date
       AND asked_by_id = public.access_member() AND public.access_is(24)
       AND decided_by_id IS NOT NULL AND decided_by_id <> asked_by_id;
    IF e.id IS NULL OR octet_length(inner_pad) <> 64 OR octet_length(outer_pad) <> 64 THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    since := e.since::timestamp AT TIME ZONE 'Asia/Seoul';
    until := e.until::timestamp AT TIME ZONE 'Asia/Seoul';
    IF e.unit = 'reports' THEN
        RETURN QUERY
        SELECT public.insights_pseudonym(coalesce('pair ' || t.pair, 'report ' || t.report),
                   inner_pad, outer_pad), ARRAY(SELECT f.told ->> u.code
                   FROM unnest(e.fields) WITH ORDINALITY AS u(code, place) ORDER BY u.place)
          FROM public.cases_tie t
          CROSS JOIN LATERAL (SELECT jsonb_build_object(
              'month', to_char(t.at AT TIME ZONE 'Asia/Seoul', 'YYYY-MM'),
              'kind', t.kind, 'area', left(t.area, 5),
              'booked', CASE WHEN t.is_booked THEN 'yes' ELSE 'no' END,
              'urgent', CASE WHEN t.is_urgent THEN 'yes' ELSE 'no' END,
              'first', CASE WHEN t.pair IS NULL THEN '' WHEN t.pair_first THEN 'yes' ELSE 'no' END,
              'next', CASE WHEN t.pair IS NULL THEN '' ELSE public.insights_soon(t.pair_next::int) END
          ) AS told) f
         WHERE t.at >= since AND t.at < until;
        RETURN;
    END IF;
    RETURN QUERY
    SELECT public.insights_pseudonym('person ' || coalesce(v.person, c.id), inner_pad, outer_pad),
           ARRAY(SELECT f.told ->> u.code
                   FROM unnest(e.fields) WITH ORDINALITY AS u(code, place) ORDER BY u.place)
      FROM public.cases_case c
      JOIN public.access_agency n ON n.id = c.nominated_by_id
      LEFT JOIN LATERAL (SELECT min(p.person_id::text)::uuid AS person FROM public.cases_party p
            WHERE p.case_id = c.id AND p.role = 'victim') v ON true
      LEFT JOIN LATERAL (SELECT count(*) FILTER (WHERE a.stage = 'done') AS done
            FROM public.cases_action a WHERE a.case_id = c.id) s ON true
      CROSS JOIN LATERAL (SELECT jsonb_build_object(
          'month', to_char(c.opened_at AT TIME ZONE 'Asia/Seoul', 'YYYY-MM'),
          'kind', c.kind,
          'nominator', CASE WHEN n.kind = 'police' THEN 'police' ELSE 'other' END,
          'stage', c.stage,
          'repeat', CASE WHEN c.is_repeat OR c.repeat_of_id IS NOT NULL THEN 'yes' ELSE 'no' END,
          'supports', CASE WHEN s.done = 0 THEN '0' WHEN s.done <= 2 THEN '1-2'
                           WHEN s.done <= 5 THEN '3-5' ELSE '6+' END,
          'length', CASE WHEN c.closed_at IS NULL THEN 'open'
                         WHEN c.closed_at - c.opened_at <= interval '30 days' THEN '30'
                         WHEN c.closed_at - c.opened_at <= interval '90 days' THEN '90'
                         WHEN c.closed_at - c.opened_at <= interval '180 days' THEN '180'
                         ELSE 'later' END
      ) AS told) f
     WHERE c.opened_at >= since AND c.opened_at < until;
END $$;
