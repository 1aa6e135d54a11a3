-- Steps of counting reports, run by the guard function of insights alone. Each takes reports that
-- moved, ties them anew, and answers by how much each count changed: what a report was counted for
-- before, taken away, and what it is counted for now. So a report that is noted twice changes nothing
-- the second time, and one that is gone leaves nothing behind.

-- Who somebody is, as far as it is told: name and birth date, or else name and number; else unknown.
CREATE FUNCTION cases_person_word(name text, born_on date, phone text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN replace(name, ' ', '') = '' THEN NULL
                WHEN born_on IS NOT NULL THEN lower(replace(name, ' ', '')) || '|' || (born_on - date '1900-01-01')
                WHEN phone <> '' THEN lower(replace(name, ' ', '')) || '|' || phone END
$$;

-- Where it was, if it is one building: by road and number, or else as written, when that has a number.
CREATE FUNCTION cases_address_word(
    province text, city text, road text, building text, detail text, written text
) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN road <> '' AND building <> ''
                    THEN replace(province || city || '|' || road || '|' || building || '|' || detail, ' ', '')
                WHEN written ~ '[0-9]' AND length(written) > 7 THEN replace(written, ' ', '') END
$$;

-- The reports that moved (tie_moved) as they are now.
CREATE FUNCTION cases_ties_now(sounds_like text, means text, urgent text)
RETURNS TABLE (report uuid, at timestamptz, station bigint, area text, kind text, is_booked boolean,
    is_urgent boolean, pair uuid, address uuid)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT r.id, r.received_at, r.station_id, r.legal_dong_code::text, r.kind::text, b.is_booked,
           b.is_booked AND replace(r.result || r.actions_taken, ' ', '') ~ urgent,
           md5(p.victim || '>' || p.perpetrator)::uuid,
           md5(public.cases_address_word(r.province, r.city, r.road, r.building, r.detail,
                                         r.place_as_written))::uuid
      FROM pg_temp.tie_moved m
      JOIN public.cases_report r ON r.id = m.report
      CROSS JOIN LATERAL (
        SELECT min(w.word) FILTER (WHERE w.role = 'victim') AS victim,
               min(w.word) FILTER (WHERE w.role = 'perpetrator') AS perpetrator
          FROM (SELECT p.role, public.cases_person_word(coalesce(nullif(h.name, ''), p.name),
                       coalesce(h.born_on, p.born_on), coalesce(nullif(h.phone, ''), p.phone)) AS word
                  FROM public.cases_reportparty p
                  LEFT JOIN public.cases_person h ON h.id = p.person_id
                 WHERE p.report_id = r.id) w) p
      CROSS JOIN LATERAL (SELECT public.cases_is_booked(r.result || ' ' || r.actions_taken,
                                                        sounds_like, means) AS is_booked) b;
END $$;

-- Days are kept to these steps: fine enough for a curve, few enough to add up quickly.
CREATE FUNCTION cases_span(days integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN days <= 1 THEN 1 WHEN days <= 3 THEN 3 WHEN days <= 7 THEN 7
                WHEN days <= 14 THEN 14 WHEN days <= 30 THEN 30 WHEN days <= 60 THEN 60
                WHEN days <= 90 THEN 90 WHEN days <= 120 THEN 120 WHEN days <= 180 THEN 180
                WHEN days <= 240 THEN 240 WHEN days <= 300 THEN 300 WHEN days <= 365 THEN 365 END
$$;

CREATE FUNCTION cases_day(at timestamptz) RETURNS date LANGUAGE sql IMMUTABLE AS $$
    SELECT (at AT TIME ZONE 'Asia/Seoul')::date
$$;
CREATE FUNCTION cases_midnight(day date) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$
    SELECT day::timestamp AT TIME ZONE 'Asia/Seoul'
$$;

-- Tie the reports that moved; by how much each count changed. Only rows on the day of a change, and
-- on the nearest days before and after with a report of the same pair or address, can be counted
-- otherwise than before. A row with part '' holds the last day that was met.
CREATE FUNCTION cases_tie_step(moved uuid[], sounds_like text, means text, urgent text)
RETURNS TABLE (part text, month date, station bigint, area text, kind text, span integer, change bigint)
LANGUAGE plpgsql SET enable_seqscan = off SET enable_mergejoin = off SET enable_hashjoin = off
SET enable_material = off AS $$
BEGIN
    CREATE TEMP TABLE tie_moved (report uuid PRIMARY KEY) ON COMMIT DROP;
    INSERT INTO pg_temp.tie_moved SELECT DISTINCT unnest(moved);
    ANALYZE pg_temp.tie_moved;
    CREATE TEMP TABLE tie_before ON COMMIT DROP AS
        WITH gone AS (DELETE FROM public.cases_tie t USING pg_temp.tie_moved m
                       WHERE t.report = m.report RETURNING t.*)
        SELECT * FROM gone;
    INSERT INTO public.cases_tie (report, at, station, area, kind, is_booked, is_urgent, pair,
        address, pair_first, address_first)
    SELECT n.*, n.pair IS NOT NULL, n.address IS NOT NULL
      FROM public.cases_ties_now(sounds_like, means, urgent) n;
    CREATE TEMP TABLE tie_near (report uuid PRIMARY KEY) ON COMMIT DROP;
    INSERT INTO pg_temp.tie_near SELECT * FROM public.cases_ties_near();
    ANALYZE pg_temp.tie_near;
    PERFORM public.cases_retie();
    RETURN QUERY
    WITH both_times AS (
        SELECT -1 AS sign, b.* FROM pg_temp.tie_before b
        UNION ALL SELECT 1, t.* FROM public.cases_tie t
          JOIN (SELECT report FROM pg_temp.tie_new UNION SELECT report FROM pg_temp.tie_moved) n
            ON n.report = t.report),
    placed AS (
        SELECT b.*, date_trunc('month', b.at AT TIME ZONE 'Asia/Seoul')::date AS of_month,
               left(b.area, 5) AS district FROM both_times b)
    SELECT c.part, c.month, c.station, c.area, p.kind, c.span, sum(p.sign)
      FROM placed p CROSS JOIN LATERAL (VALUES
        ('reports', p.of_month, p.station, p.district, 0, true),
        ('reports_dong', date_trunc('year', p.of_month)::date, 0, p.area, 0, length(p.area) = 10),
        ('booked', p.of_month, p.station, p.district, 0, p.is_booked),
        ('urgent', p.of_month, p.station, p.district, 0, p.is_urgent),
        ('pair_unknown', p.of_month, p.station, p.district, 0, p.pair IS NULL),
        ('pair_index', p.of_month, p.station, p.district, 0, p.pair_first),
        ('pair_repeat', p.of_month, p.station, p.district, public.cases_span(p.pair_next),
            p.pair_first AND p.pair_next IS NOT NULL),
        ('address_unknown', p.of_month, p.station, p.district, 0, p.address IS NULL),
        ('address_index', p.of_month, p.station, p.district, 0, p.address_first),
        ('address_repeat', p.of_month, p.station, p.district, public.cases_span(p.address_next),
            p.address_first AND p.address_next IS NOT NULL)
      ) c(part, month, station, area, span, counts)
     WHERE c.counts GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(p.sign) <> 0
    UNION ALL
    SELECT '', max(public.cases_day(t.at)), 0, '', '', 0, 0 FROM public.cases_tie t
      JOIN pg_temp.tie_moved m ON m.report = t.report;
    DROP TABLE pg_temp.tie_moved, pg_temp.tie_before, pg_temp.tie_near, pg_temp.tie_new;
END $$;

-- Reports that may be counted otherwise now that these moved.
CREATE FUNCTION cases_ties_near() RETURNS TABLE (report uuid)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY WITH spot AS (
        SELECT DISTINCT s.pair, s.address, public.cases_day(s.at) AS day FROM (
            SELECT b.pair, b.address, b.at FROM pg_temp.tie_before b
            UNION ALL SELECT t.pair, t.address, t.at FROM public.cases_tie t
              JOIN pg_temp.tie_moved m ON m.report = t.report) s),
    near AS (
        SELECT t.report FROM (SELECT DISTINCT pair, day FROM spot WHERE pair IS NOT NULL) s
          CROSS JOIN LATERAL (
            SELECT s.day AS day
            UNION ALL (SELECT public.cases_day(o.at) FROM public.cases_tie o WHERE o.pair = s.pair
                AND o.at < public.cases_midnight(s.day) ORDER BY o.at DESC LIMIT 1)
            UNION ALL (SELECT public.cases_day(o.at) FROM public.cases_tie o WHERE o.pair = s.pair
                AND o.at >= public.cases_midnight(s.day + 1) ORDER BY o.at LIMIT 1)) d
          JOIN public.cases_tie t ON t.pair = s.pair AND t.at >= public.cases_midnight(d.day)
           AND t.at < public.cases_midnight(d.day + 1)
        UNION ALL
        SELECT t.report FROM (SELECT DISTINCT address, day FROM spot WHERE address IS NOT NULL) s
          CROSS JOIN LATERAL (
            SELECT s.day AS day
            UNION ALL (SELECT public.cases_day(o.at) FROM public.cases_tie o WHERE o.address = s.address
                AND o.at < public.cases_midnight(s.day) ORDER BY o.at DESC LIMIT 1)
            UNION ALL (SELECT public.cases_day(o.at) FROM public.cases_tie o WHERE o.address = s.address
                AND o.at >= public.cases_midnight(s.day + 1) ORDER BY o.at LIMIT 1)) d
          JOIN public.cases_tie t ON t.address = s.address AND t.at >= public.cases_midnight(d.day)
           AND t.at < public.cases_midnight(d.day + 1))
    SELECT DISTINCT n.report FROM near n;
END $$;

-- Which of those is the first of its pair or address for a year, and when the next one came. Those of
-- which that is something else than before stand in tie_new, and as they were in tie_before.
CREATE FUNCTION cases_retie() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    CREATE TEMP TABLE tie_new ON COMMIT DROP AS
    WITH f AS MATERIALIZED (
        SELECT m.report,
            m.pair IS NOT NULL AND NOT EXISTS (SELECT 1 FROM public.cases_tie o
                WHERE o.pair = m.pair AND (o.at, o.report) < (m.at, m.report)
                  AND o.at >= public.cases_midnight(public.cases_day(m.at) - 365)) AS pair_first,
            (SELECT public.cases_day(o.at) - public.cases_day(m.at) FROM public.cases_tie o
              WHERE o.pair = m.pair AND o.at >= public.cases_midnight(public.cases_day(m.at) + 1)
                AND o.at < public.cases_midnight(public.cases_day(m.at) + 366)
              ORDER BY o.at LIMIT 1) AS pair_next,
            m.address IS NOT NULL AND NOT EXISTS (SELECT 1 FROM public.cases_tie o
                WHERE o.address = m.address AND (o.at, o.report) < (m.at, m.report)
                  AND o.at >= public.cases_midnight(public.cases_day(m.at) - 365)) AS address_first,
            (SELECT public.cases_day(o.at) - public.cases_day(m.at) FROM public.cases_tie o
              WHERE o.address = m.address AND o.at >= public.cases_midnight(public.cases_day(m.at) + 1)
                AND o.at < public.cases_midnight(public.cases_day(m.at) + 366)
              ORDER BY o.at LIMIT 1) AS address_next
          FROM pg_temp.tie_near n JOIN public.cases_tie m ON m.report = n.report)
    SELECT f.* FROM f JOIN public.cases_tie t ON t.report = f.report
     WHERE (t.pair_first, t.pair_next, t.address_first, t.address_next)
           IS DISTINCT FROM (f.pair_first, f.pair_next, f.address_first, f.address_next);
    ANALYZE pg_temp.tie_new;
    INSERT INTO pg_temp.tie_before
    SELECT t.* FROM pg_temp.tie_new n JOIN public.cases_tie t ON t.report = n.report
     WHERE NOT EXISTS (SELECT 1 FROM pg_temp.tie_moved m WHERE m.report = n.report);
    UPDATE public.cases_tie t
       SET pair_first = f.pair_first, pair_next = f.pair_next,
           address_first = f.address_first, address_next = f.address_next
      FROM pg_temp.tie_new f WHERE t.report = f.report;
END $$;
