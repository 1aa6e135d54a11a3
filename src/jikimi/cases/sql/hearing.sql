-- How many sealed fields each of these cases holds, for those who see the case (SR-55).
CREATE FUNCTION cases_sealed_counts(which uuid[]) RETURNS TABLE (case_id uuid, number bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT s.case_id, count(*) FROM public.cases_sealedfield s
      JOIN public.cases_case c ON c.id = s.case_id
     WHERE s.case_id = ANY (which) AND s.ended_at IS NULL
       AND c.acl OPERATOR(pg_catalog.&&) (SELECT public.access_principals())
       AND NOT c.acl OPERATOR(pg_catalog.&&) (SELECT public.access_refusals())
     GROUP BY s.case_id
$$;

-- Figures for members of a council over the cases of the councils below it: numbers by stage and by
-- kind, never a row of a case (SR-24). A number under 5 is hidden; where only one would be, the next
-- smallest is hidden too, so that no sum gives it away.
CREATE FUNCTION cases_council_figures() RETURNS TABLE (dimension text, code text, number bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH below AS (
        SELECT b.id FROM public.bodies_body b JOIN public.access_role r ON r.body_id = b.above_id
         WHERE r.member_id = public.access_member() AND r.kind = 'council_member'
           AND r.ended_at IS NULL AND public.access_is(r.member_id * 8 + 2)
    ), counted AS (
        SELECT d.dimension, d.code, count(*) AS number
          FROM public.cases_case c JOIN below ON below.id = c.body_id,
               LATERAL (VALUES ('stage', c.stage), ('kind', c.kind)) d (dimension, code)
         GROUP BY d.dimension, d.code
    ), ranked AS (
        SELECT counted.*, count(*) FILTER (WHERE counted.number < 5) OVER same AS small,
               row_number() OVER (PARTITION BY counted.dimension ORDER BY counted.number, counted.code)
                   AS place
          FROM counted WINDOW same AS (PARTITION BY counted.dimension)
    )
    SELECT ranked.dimension, ranked.code,
           CASE WHEN ranked.number < 5 OR (ranked.small = 1 AND ranked.place = 2)
                THEN NULL ELSE ranked.number END
      FROM ranked ORDER BY 1, 2
$$;
