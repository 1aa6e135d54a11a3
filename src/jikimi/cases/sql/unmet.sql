-- What was needed and not found within a year, for members of the council above: in how many cases,
-- by need and district. No number under 5; and of a need with a hidden district so many districts
-- are hidden, the smallest first, that together they stand for 5 cases or more: the need's total
-- (district '') minus what is shown tells nothing smaller.
CREATE OR REPLACE FUNCTION cases_unmet_figures()
RETURNS TABLE (need text, district text, number bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH below AS (
        SELECT b.id FROM public.bodies_body b JOIN public.access_role r ON r.body_id = b.above_id
         WHERE r.member_id = public.access_member() AND r.kind = 'council_member'
           AND r.ended_at IS NULL AND public.access_is(r.member_id * 8 + 2)
    ), noted AS (
        SELECT u.need, coalesce(nullif(u.district, ''), '-') AS district, u.case_id
          FROM public.cases_unmetneed u JOIN public.cases_case c ON c.id = u.case_id
          JOIN below ON below.id = c.body_id
         WHERE u.ending <> 'mistaken' AND u.noted_at > now() - interval '1 year'
    ), counted AS (
        SELECT noted.need, noted.district, count(DISTINCT noted.case_id) AS number
          FROM noted GROUP BY noted.need, noted.district
    ), ranked AS (
        SELECT counted.*, bool_or(counted.number < 5) OVER (PARTITION BY counted.need) AS is_hiding,
               coalesce(sum(counted.number) OVER (PARTITION BY counted.need
                   ORDER BY counted.number, counted.district
                   ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS smaller
          FROM counted
    )
    SELECT ranked.need, ranked.district,
           CASE WHEN ranked.number < 5 OR (ranked.is_hiding AND ranked.smaller < 5)
                THEN NULL ELSE ranked.number END
      FROM ranked
    UNION ALL
    SELECT noted.need, '', CASE WHEN count(DISTINCT noted.case_id) < 5 THEN NULL
                                ELSE count(DISTINCT noted.case_id) END
      FROM noted GROUP BY noted.need
    ORDER BY 1, 2
$$;
