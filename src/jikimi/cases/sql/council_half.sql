-- The figures of a half-year for those who sit in a council (SR-24, SR-45). Never a row of a case.

-- How many things, by dimension and code, and how many cases stand behind them. No number behind
-- which 1 to 4 cases stand; and of a whole in which one part is hidden so many parts are hidden, the
-- smallest first, that together they stand for 5 cases or more: the whole minus what is shown tells
-- nothing smaller. Who nominated is told by kind of agency only where police and others are told. How
-- many cases are open is rounded to fives: with what came and went it would tell a number left out.
CREATE FUNCTION cases_council_half(council bigint, since timestamptz, until timestamptz)
RETURNS TABLE (dimension text, code text, number bigint, cases bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH counted AS (
        SELECT t.dimension, t.code, t.is_part, count(*) AS number,
               count(DISTINCT t.case_id) AS cases
          FROM public.cases_half_things(council, since, until) t
         WHERE public.cases_sits_in(council) GROUP BY 1, 2, 3
    ), ranked AS (
        SELECT counted.*, bool_or(counted.cases < 5) OVER whole AS is_hiding,
               coalesce(sum(counted.cases) OVER (PARTITION BY counted.dimension
                   ORDER BY counted.cases, counted.code
                   ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS smaller
          FROM counted WINDOW whole AS (PARTITION BY counted.dimension)
    ), judged AS (
        SELECT ranked.*, ranked.cases < 5
               OR (ranked.is_part AND ranked.is_hiding AND ranked.smaller < 5) AS is_hidden
          FROM ranked
    )
    SELECT j.dimension, j.code,
           CASE WHEN NOT j.is_hidden AND NOT hides.everything
                THEN CASE j.code WHEN 'open' THEN (round(j.number / 5.0) * 5)::bigint
                                 ELSE j.number END END,
           CASE WHEN NOT j.is_hidden AND NOT hides.everything AND j.code <> 'open'
                THEN j.cases END
      FROM judged j, LATERAL (SELECT j.dimension = 'nominator' AND EXISTS (
               SELECT 1 FROM judged p WHERE p.dimension = 'police' AND p.is_hidden)
               AS everything) hides
     ORDER BY 1, 2
$$;

-- Days from nomination to the first hearing and to the first support that was given, for the cases
-- that got so far between the two instants: the median and of how many. Hidden for fewer than 5.
CREATE FUNCTION cases_council_days(council bigint, since timestamptz, until timestamptz)
RETURNS TABLE (code text, days numeric, cases bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH reached AS (
        SELECT 'hearing' AS code, c.opened_at, min(h.heard_at) AS at
          FROM public.cases_case c JOIN public.bodies_body b ON b.id = c.body_id
          JOIN public.cases_hearing h ON h.case_id = c.id AND h.heard_at IS NOT NULL
         WHERE b.above_id = council GROUP BY c.id
        UNION ALL
        SELECT 'support', c.opened_at, min(a.ended_at)
          FROM public.cases_case c JOIN public.bodies_body b ON b.id = c.body_id
          JOIN public.cases_action a ON a.case_id = c.id AND a.stage = 'done'
         WHERE b.above_id = council GROUP BY c.id
    )
    SELECT r.code,
           CASE WHEN count(*) >= 5 THEN round((percentile_cont(0.5) WITHIN GROUP (
               ORDER BY extract(epoch FROM r.at - r.opened_at) / 86400))::numeric, 1) END,
           CASE WHEN count(*) >= 5 THEN count(*) END
      FROM reached r
     WHERE r.at >= since AND r.at < until AND public.cases_sits_in(council)
     GROUP BY r.code ORDER BY 1
$$;

-- How many meetings the councils below one council held between the two instants, and over how many
-- hearings; a meeting is nobody's, a hearing stands for a case.
CREATE FUNCTION cases_council_meetings(council bigint, since timestamptz, until timestamptz)
RETURNS TABLE (meetings bigint, hearings bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT (SELECT count(*) FROM public.bodies_meeting m
              JOIN public.bodies_body b ON b.id = m.body_id
             WHERE b.above_id = council AND m.stage = 'closed'
               AND m.starts_at >= since AND m.starts_at < until),
           (SELECT CASE WHEN count(DISTINCT h.case_id) NOT BETWEEN 1 AND 4 THEN count(*) END
              FROM public.cases_hearing h JOIN public.cases_case c ON c.id = h.case_id
              JOIN public.bodies_body b ON b.id = c.body_id
             WHERE b.above_id = council AND h.heard_at >= since AND h.heard_at < until)
     WHERE public.cases_sits_in(council)
$$;

-- Of a case that may be told of: which of these causes, together with its kind, fewer than 5 cases
-- under the same council share; '' when that is so of the kind with all of them. For those who lead.
CREATE FUNCTION cases_rare(which uuid, kind text, causes text[]) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH alike AS (
        SELECT o.id FROM public.cases_case c JOIN public.bodies_body b ON b.id = c.body_id
          JOIN public.bodies_body s ON s.above_id = b.above_id
          JOIN public.cases_case o ON o.body_id = s.id AND o.kind = cases_rare.kind
         WHERE c.id = which AND public.cases_leads(which)
    ), wanted AS (
        SELECT cause AS told, ARRAY[cause] AS codes FROM unnest(causes) AS cause
        UNION ALL SELECT '', causes
    )
    SELECT w.told FROM wanted w
     WHERE (SELECT count(*) FROM alike a WHERE NOT EXISTS (
                SELECT 1 FROM unnest(w.codes) AS asked WHERE NOT EXISTS (
                    SELECT 1 FROM public.cases_cause u WHERE u.case_id = a.id
                       AND u.code = asked AND u.withdrawn_at IS NULL))) < 5
     ORDER BY 1
$$;
