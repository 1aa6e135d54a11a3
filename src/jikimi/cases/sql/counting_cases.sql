-- Counts of cases by the month in which they were opened and the police station of their body. Asked by
-- the guard function of insights alone. Cells in which something moved are counted whole; a row with
-- part '' names such a cell. open_since: from that day on actions may have become overdue by themselves.
CREATE FUNCTION cases_case_step(moved uuid[], provisional text[], open_since date, today date)
RETURNS TABLE (part text, month date, station bigint, kind text, span integer, found bigint)
LANGUAGE plpgsql AS $$
BEGIN
    CREATE TEMP TABLE cell ON COMMIT DROP AS
        WITH late AS (
            SELECT DISTINCT a.case_id FROM public.cases_action a
             WHERE open_since < today AND a.ended_at IS NULL
               AND a.due_on >= open_since AND a.due_on < today),
        gone AS (
            DELETE FROM public.cases_casetie t WHERE t.case_id = ANY (moved) RETURNING t.*)
        SELECT t.station, t.month FROM gone t
        UNION SELECT t.station, t.month FROM late l JOIN public.cases_casetie t USING (case_id);
    INSERT INTO public.cases_casetie (case_id, station, month)
    SELECT c.id, coalesce(b.station_id, 0), date_trunc('month', public.cases_day(c.opened_at))::date
      FROM public.cases_case c JOIN public.bodies_body b ON b.id = c.body_id
     WHERE c.id = ANY (moved);
    INSERT INTO pg_temp.cell
    SELECT t.station, t.month FROM public.cases_casetie t WHERE t.case_id = ANY (moved);
    CREATE TEMP TABLE chosen ON COMMIT DROP AS
        SELECT c.id, t.station, t.month, c.kind::text AS kind, g.kind <> 'police' AS is_other,
               c.stage NOT IN ('nominated', 'declined') AS is_taken, c.opened_at
          FROM (SELECT DISTINCT * FROM pg_temp.cell) x
          JOIN public.cases_casetie t ON t.station = x.station AND t.month = x.month
          JOIN public.cases_case c ON c.id = t.case_id
          JOIN public.access_agency g ON g.id = c.nominated_by_id;
    ANALYZE pg_temp.chosen;
    RETURN QUERY SELECT DISTINCT '', x.month, x.station, '', 0, 0::bigint FROM pg_temp.cell x;
    RETURN QUERY
    WITH counted AS (
        SELECT 'cases' AS part, c.month, c.station, c.kind, 0 AS span FROM pg_temp.chosen c
        UNION ALL SELECT 'cases_other', c.month, c.station, c.kind, 0 FROM pg_temp.chosen c
         WHERE c.is_other
        UNION ALL SELECT 'cases_taken', c.month, c.station, c.kind, 0 FROM pg_temp.chosen c
         WHERE c.is_taken
        UNION ALL SELECT 'cases_provisional', c.month, c.station, c.kind, 0 FROM pg_temp.chosen c
         WHERE c.is_taken AND EXISTS (SELECT 1 FROM public.cases_measure m
               WHERE m.case_id = c.id AND m.code = ANY (provisional))
        UNION ALL SELECT v.part, c.month, c.station, c.kind, 0 FROM pg_temp.chosen c
          JOIN public.cases_action a ON a.case_id = c.id
          CROSS JOIN LATERAL (VALUES
              ('supports', a.stage = 'done'),
              ('actions_due', a.ended_at IS NOT NULL OR a.due_on < today),
              ('actions_done', a.stage = 'done'),
              ('actions_failed', a.stage = 'not_possible')) v(part, counts)
         WHERE c.is_taken AND v.counts
        UNION ALL SELECT 'unmet', c.month, c.station, c.kind, 0 FROM pg_temp.chosen c
          JOIN public.cases_unmetneed u ON u.case_id = c.id AND u.ending <> 'mistaken'
         WHERE c.is_taken
        UNION ALL SELECT 'support_days', c.month, c.station, c.kind,
               greatest(0, least(365, public.cases_day(f.at) - public.cases_day(c.opened_at)))
          FROM pg_temp.chosen c
          JOIN LATERAL (SELECT min(a.ended_at) AS at FROM public.cases_action a
                         WHERE a.case_id = c.id AND a.stage = 'done') f ON f.at IS NOT NULL
         WHERE c.is_taken
    )
    SELECT c.part, c.month, c.station, c.kind, c.span, count(*) FROM counted c
     GROUP BY 1, 2, 3, 4, 5;
    DROP TABLE pg_temp.cell, pg_temp.chosen;
END $$;
