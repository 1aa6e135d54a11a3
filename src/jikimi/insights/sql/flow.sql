-- How far cases that were named in a time came: each counted once, where it stands. Analysts ask for
-- any months and any kind. Everybody else is told whole half-years that are over, of all kinds, and no
-- number of 1 to 4 nor one from which such a number could be worked out from the others and their sum.
CREATE FUNCTION insights_flow(since date, until date, of_kind text)
RETURNS TABLE (code text, cases bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    counts boolean := public.access_is(24);
BEGIN
    IF public.access_principals() = '{}' OR since >= until THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT counts AND (of_kind <> '' OR until > (now() AT TIME ZONE 'Asia/Seoul')::date
            OR extract(day FROM since) <> 1 OR extract(month FROM since) NOT IN (1, 7)
            OR until <> (since + interval '6 months')::date) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
        WITH named AS (
            SELECT c.stage, EXISTS (SELECT 1 FROM public.cases_action a
                       WHERE a.case_id = c.id AND a.stage = 'done') AS is_helped
              FROM public.cases_case c
             WHERE c.opened_at >= since::timestamp AT TIME ZONE 'Asia/Seoul'
               AND c.opened_at < until::timestamp AT TIME ZONE 'Asia/Seoul'
               AND (of_kind = '' OR c.kind = of_kind)
        ), placed AS (
            SELECT CASE WHEN n.stage = 'declined' THEN 'declined'
                        WHEN n.stage = 'nominated' THEN 'waiting'
                        WHEN n.stage = 'closed' AND n.is_helped THEN 'closed'
                        WHEN n.stage = 'closed' THEN 'unhelped'
                        WHEN n.is_helped THEN 'helped'
                        ELSE 'begun' END AS code FROM named n
        ), counted AS (
            SELECT p.code, count(d.code) AS found
              FROM unnest(ARRAY['declined', 'waiting', 'unhelped', 'begun', 'helped', 'closed'])
                   AS p(code) LEFT JOIN placed d ON d.code = p.code GROUP BY p.code
        ), judged AS (
            SELECT c.*, c.found BETWEEN 1 AND 4 AS is_small,
                   count(*) FILTER (WHERE c.found BETWEEN 1 AND 4) OVER () AS smalls,
                   sum(c.found) FILTER (WHERE c.found BETWEEN 1 AND 4) OVER () AS behind,
                   row_number() OVER (PARTITION BY c.found >= 5 ORDER BY c.found, c.code) AS place
              FROM counted c
        )
        SELECT j.code, CASE WHEN counts OR NOT (j.is_small
                   OR (j.smalls > 0 AND (j.smalls = 1 OR j.behind < 5)
                       AND j.found >= 5 AND j.place = 1)) THEN j.found END FROM judged j
        UNION ALL
        SELECT 'named', CASE WHEN counts OR count(*) NOT BETWEEN 1 AND 4 THEN count(*) END
          FROM named;
END $$;
