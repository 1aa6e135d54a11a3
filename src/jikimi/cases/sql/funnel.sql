-- How far the cases of a body came on a pathway: for each step, in the order of the list, how many
-- cases took it and the median of days since the step before. The cases are those opened from one
-- instant to another. Whoever coordinates the body knows each case and is told all. Who sits in the
-- body is told whole half-years only, and no number that is under 5 or differs by less than 5 from the
-- one told before, so that nobody can be counted out of two of them. step '' is how many cases began.
CREATE FUNCTION cases_funnel(
    of_body bigint, of_pathway text, steps text[], uncounted text[], since timestamptz,
    until timestamptz
) RETURNS TABLE (step text, cases bigint, days double precision)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    steers boolean := public.access_is(of_body * 8 + 3);
    told bigint := 0;
    is_half boolean := extract(month FROM since AT TIME ZONE 'Asia/Seoul') IN (1, 7)
        AND date_trunc('month', since AT TIME ZONE 'Asia/Seoul') = since AT TIME ZONE 'Asia/Seoul'
        AND until AT TIME ZONE 'Asia/Seoul' = since AT TIME ZONE 'Asia/Seoul' + interval '6 months';
BEGIN
    IF NOT steers AND NOT (public.cases_sits_in(of_body) AND is_half AND until <= now()) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    FOR step, cases, days IN
        WITH chosen AS (
            SELECT c.id FROM public.cases_case c
             WHERE c.body_id = of_body AND c.pathway = of_pathway
               AND c.opened_at >= since AND c.opened_at < until
        ), taken AS (
            SELECT m.case_id, m.code, min(m.happened_at) AS at FROM public.cases_milestone m
              JOIN chosen ON chosen.id = m.case_id
             WHERE m.withdrawn_at IS NULL AND m.outcome <> ALL (uncounted) AND m.code = ANY (steps)
             GROUP BY m.case_id, m.code
        ), spans AS (
            SELECT t.*, t.at - lag(t.at) OVER (PARTITION BY t.case_id
                        ORDER BY t.at, array_position(steps, t.code::text)) AS span FROM taken t
        ), counted AS (
            SELECT s.place, s.code, count(t.case_id) AS found, percentile_cont(0.5) WITHIN GROUP (
                       ORDER BY extract(epoch FROM t.span) / 86400) AS median
              FROM unnest(steps) WITH ORDINALITY AS s(code, place)
              LEFT JOIN spans t ON t.code = s.code GROUP BY s.code, s.place
            UNION ALL SELECT 0, '', count(*), NULL FROM chosen
        )
        SELECT c.code, c.found, CASE WHEN c.found > 0 THEN c.median END FROM counted c
         ORDER BY c.place
    LOOP
        IF NOT steers AND (cases < 5 OR abs(cases - told) BETWEEN 1 AND 4) THEN
            cases := NULL;
            days := NULL;
        END IF;
        told := coalesce(cases, told);
        RETURN NEXT;
    END LOOP;
END $$;
