-- What was needed and not found within a year, for members of the council above: in how many cases,
-- by need and district. No number under 5; and where one district alone of a need is hidden, a
-- second one is, so that it cannot be worked out from the need's total. district '' is the total.
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
        SELECT counted.*, count(*) FILTER (WHERE counted.number < 5) OVER same AS small,
               row_number() OVER (PARTITION BY counted.need
                                      ORDER BY counted.number, counted.district) AS place
          FROM counted WINDOW same AS (PARTITION BY counted.need)
    )
    SELECT ranked.need, ranked.district,
           CASE WHEN ranked.number < 5 OR (ranked.small = 1 AND ranked.place = 2)
                THEN NULL ELSE ranked.number END
      FROM ranked
    UNION ALL
    SELECT noted.need, '', CASE WHEN count(DISTINCT noted.case_id) < 5 THEN NULL
                                ELSE count(DISTINCT noted.case_id) END
      FROM noted GROUP BY noted.need
    ORDER BY 1, 2
$$;
