-- What the figures of a half-year are counted from, for guard functions alone (never for staff).

-- Who may know the figures of a council: its members and its coordinators.
CREATE FUNCTION cases_sits_in(council bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM public.access_role r
        WHERE r.body_id = council AND r.kind IN ('council_member', 'coordinator')
          AND r.ended_at IS NULL AND r.member_id = public.access_member()
          AND public.access_is(r.member_id * 8 + 2))
$$;

-- What happened to the cases of the councils below one council from one instant to another, one row
-- a thing counted. dimension: what it belongs to; code: within it; is_part: the codes of the
-- dimension are parts of one whole; case_id: behind whom it stands.
CREATE FUNCTION cases_half_things(council bigint, since timestamptz, until timestamptz)
RETURNS TABLE (dimension text, code text, is_part boolean, case_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH below AS (
        SELECT c.* FROM public.cases_case c JOIN public.bodies_body b ON b.id = c.body_id
         WHERE b.above_id = council AND c.opened_at < until
    ), named AS (
        SELECT c.id, c.kind, c.stage, g.kind AS by_kind FROM below c
          JOIN public.access_agency g ON g.id = c.nominated_by_id WHERE c.opened_at >= since
    ), ended AS (
        SELECT a.case_id, a.stage, g.kind AS by_kind, coalesce(u.code, '-') AS cause,
               (a.ended_at AT TIME ZONE 'Asia/Seoul')::date > a.due_on AS is_late
          FROM public.cases_action a JOIN below c ON c.id = a.case_id
          JOIN public.access_agency g ON g.id = a.agency_id
          LEFT JOIN public.cases_cause u ON u.id = a.cause_id
         WHERE a.ended_at >= since AND a.ended_at < until
    )
    SELECT 'cases', 'nominated', false, n.id FROM named n
    UNION ALL SELECT 'cases', 'declined', false, n.id FROM named n WHERE n.stage = 'declined'
    UNION ALL SELECT 'cases', 'open', false, c.id FROM below c
     WHERE c.stage <> 'declined' AND (c.closed_at IS NULL OR c.closed_at >= until)
    UNION ALL SELECT 'cases', 'repeat', false, c.id FROM below c
     WHERE c.is_repeat AND c.repeat_until - interval '1 year' >= since
       AND c.repeat_until - interval '1 year' < until
    UNION ALL SELECT 'cases', 'closed', false, e.case_id FROM public.cases_closure e
      JOIN below c ON c.id = e.case_id WHERE e.closed_at >= since AND e.closed_at < until
    UNION ALL SELECT 'cases', 'reopened', false, e.case_id FROM public.cases_closure e
      JOIN below c ON c.id = e.case_id WHERE e.reopened_at >= since AND e.reopened_at < until
    UNION ALL SELECT 'kind', n.kind, true, n.id FROM named n
    UNION ALL SELECT 'police', CASE n.by_kind WHEN 'police' THEN 'police' ELSE 'other' END,
                     true, n.id FROM named n
    UNION ALL SELECT 'nominator', n.by_kind, true, n.id FROM named n WHERE n.by_kind <> 'police'
    UNION ALL SELECT DISTINCT 'cause', u.code, true, u.case_id FROM public.cases_cause u
      JOIN below c ON c.id = u.case_id
     WHERE u.withdrawn_at IS NULL AND u.recorded_at >= since AND u.recorded_at < until
    UNION ALL SELECT DISTINCT 'unmet', u.need, true, u.case_id FROM public.cases_unmetneed u
      JOIN below c ON c.id = u.case_id
     WHERE u.ending <> 'mistaken' AND u.noted_at >= since AND u.noted_at < until
    UNION ALL SELECT 'supports', 'done', false, e.case_id FROM ended e WHERE e.stage = 'done'
    UNION ALL SELECT 'done', CASE WHEN e.is_late THEN 'late' ELSE 'in_time' END, true, e.case_id
      FROM ended e WHERE e.stage = 'done'
    UNION ALL SELECT 'helper', e.by_kind, true, e.case_id FROM ended e WHERE e.stage = 'done'
    UNION ALL SELECT 'failed', e.stage, true, e.case_id FROM ended e WHERE e.stage <> 'done'
    UNION ALL SELECT 'failed_cause', e.cause, true, e.case_id FROM ended e WHERE e.stage <> 'done'
    UNION ALL SELECT 'supports', 'overdue', false, a.case_id FROM public.cases_action a
      JOIN below c ON c.id = a.case_id
     WHERE a.due_on < (least(until, now()) AT TIME ZONE 'Asia/Seoul')::date
       AND (a.ended_at IS NULL OR a.ended_at >= until)
$$;
