-- For the clock door alone: raise what clocks came to, tell of it, force the tasks that follow, mark
-- what was missed. All of a batch or nothing; the case is locked before its clocks, as every change
-- does it, and what somebody works on right now is looked at a minute later.
CREATE FUNCTION cases_raise_alerts(at timestamptz, points jsonb, kinds jsonb, most integer)
RETURNS TABLE (looked bigint, raised bigint, told bigint, lapsed bigint, forced bigint, missed bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    taken uuid[];
    whom jsonb;
BEGIN
    IF NOT public.access_is(22) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM FROM public.cases_case k WHERE k.id IN (
        SELECT c.case_id FROM public.cases_runningclock c WHERE c.looks_at <= at
         ORDER BY c.looks_at LIMIT most) ORDER BY k.id FOR NO KEY UPDATE SKIP LOCKED;
    SELECT array_agg(s.id) INTO taken FROM (
        SELECT c.id FROM public.cases_runningclock c JOIN public.cases_case k ON k.id = c.case_id
         WHERE c.looks_at <= at ORDER BY c.looks_at LIMIT most
           FOR NO KEY UPDATE OF c, k SKIP LOCKED) s;
    looked := coalesce(cardinality(taken), 0);
    IF looked = 0 THEN
        RETURN NEXT;
        RETURN;
    END IF;
    -- Nobody works on a case that is over: what ran on it falls away.
    UPDATE public.cases_runningclock c SET outcome = 'void', ended_at = at, version = c.version + 1
      FROM public.cases_case k
     WHERE c.id = ANY (taken) AND k.id = c.case_id AND k.stage IN ('closed', 'declined');
    -- An alert for each point passed, also while nothing ran; those overtaken are told no more.
    WITH reached AS (
        SELECT c.id, c.case_id, c.body_id, c.agency_id, t.*,
               row_number() OVER (PARTITION BY c.id ORDER BY t.reached_at DESC) = 1 AS is_last
          FROM public.cases_runningclock c
         CROSS JOIN LATERAL public.cases_alert_times(c, points) t
         WHERE c.id = ANY (taken) AND c.outcome IN ('', 'missed') AND t.reached_at <= at
    ), whom AS MATERIALIZED (  -- asked once for all clocks of a case
        SELECT w.*, public.cases_alert_told(w.case_id, w.body_id, w.agency_id, w.tells, NULL) AS told
          FROM (SELECT DISTINCT case_id, body_id, agency_id, tells FROM reached) w
    ), put AS (
        INSERT INTO public.cases_alert AS a (id, case_id, body_id, clock_id, agency_id, point,
            reached_at, raised_at, told, escalate_at, moot_at, answer)
        SELECT gen_random_uuid(), r.case_id, r.body_id, r.id, r.agency_id, r.point,
               r.reached_at, at, w.told,
               CASE WHEN r.is_last THEN at + r.escalate_after END,
               CASE WHEN NOT r.is_last THEN at END, ''
          FROM reached r JOIN whom w ON (w.case_id, w.body_id, w.tells)
               = (r.case_id, r.body_id, r.tells) AND w.agency_id IS NOT DISTINCT FROM r.agency_id
            ON CONFLICT (clock_id, point) DO UPDATE SET reached_at = excluded.reached_at,
               raised_at = excluded.raised_at, told = excluded.told, agency_id = excluded.agency_id,
               escalate_at = excluded.escalate_at, moot_at = excluded.moot_at,
               acknowledged_at = NULL, acknowledged_by_id = NULL, answer = '',
               escalated_at = NULL, escalated_to = NULL
         -- The clock has later days than when this was told, or runs again.
         WHERE excluded.reached_at > a.reached_at + interval '1 minute'
            OR (a.moot_at IS NOT NULL AND a.acknowledged_at IS NULL AND excluded.moot_at IS NULL)
        RETURNING a.told, a.case_id, a.point, a.moot_at
    ) SELECT count(*), coalesce(jsonb_agg(jsonb_build_object('told', p.told, 'which', p.case_id,
             'what', 'cases.alerts.' || p.point)) FILTER (WHERE p.moot_at IS NULL), '[]')
        INTO raised, whom FROM put p;
    told := public.cases_tell_of(whom, '/staff/alerts/');
    UPDATE public.cases_alert a SET moot_at = at, escalate_at = NULL
     WHERE a.clock_id = ANY (taken) AND a.acknowledged_at IS NULL AND a.moot_at IS NULL
       AND EXISTS (SELECT 1 FROM public.cases_alert b WHERE b.clock_id = a.clock_id
           AND b.reached_at > a.reached_at AND b.raised_at = at AND b.moot_at IS NULL);
    SELECT f.lapsed, f.forced INTO lapsed, forced
      FROM public.cases_force_tasks(at, taken, kinds) f;
    WITH over AS (
        UPDATE public.cases_runningclock c
           SET outcome = 'missed', ended_at = public.cases_clock_over(c), version = c.version + 1
         WHERE c.id = ANY (taken) AND c.ended_at IS NULL AND public.cases_clock_over(c) <= at
        RETURNING 1
    ) SELECT count(*) INTO missed FROM over;
    UPDATE public.cases_runningclock c SET looks_at = (
        SELECT min(n.reached_at) FROM (
            SELECT t.reached_at FROM public.cases_alert_times(c, points) t
            UNION ALL SELECT public.cases_clock_over(c)
            UNION ALL SELECT c.due_at) n WHERE n.reached_at > at)
     WHERE c.id = ANY (taken) AND c.outcome IN ('', 'missed');
    RETURN NEXT;
END $$;

-- An alert nobody has seen in time goes on to the next role, once.
CREATE FUNCTION cases_escalate_alerts(at timestamptz, points jsonb, most integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    number bigint;
    whom jsonb;
BEGIN
    IF NOT public.access_is(22) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    WITH taken AS (
        SELECT a.id FROM public.cases_alert a
         WHERE a.escalate_at <= at AND a.acknowledged_at IS NULL AND a.escalated_at IS NULL
         ORDER BY a.escalate_at LIMIT most FOR NO KEY UPDATE SKIP LOCKED
    ), carried AS (
        UPDATE public.cases_alert a SET escalated_at = at,
               escalated_to = public.cases_alert_told(
                   a.case_id, a.body_id, a.agency_id, p.escalates_to, a.told)
          FROM taken t, public.cases_alert_points(points) p
         WHERE a.id = t.id AND p.point = a.point
        RETURNING a.escalated_to, a.case_id
    ) SELECT count(*), coalesce(jsonb_agg(jsonb_build_object('told', c.escalated_to,
             'which', c.case_id, 'what', 'cases.alerts.escalated')), '[]')
        INTO number, whom FROM carried c;
    PERFORM public.cases_tell_of(whom, '/staff/alerts/');
    RETURN number;
END $$;

-- A protected person has moved: each running order that forbids approach is to be varied. Said to
-- those who must see to it; whoever notes the move learns nothing, not even whether there is one.
CREATE FUNCTION cases_person_moved(moved uuid, codes text[], kinds jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    who public.cases_party;
BEGIN
    SELECT p.* INTO who FROM public.cases_party p WHERE p.id = moved
       AND public.cases_holds(p.acl) AND NOT p.acl && public.access_refusals();
    IF who.id IS NULL THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF who.role IN ('victim', 'child', 'household') THEN
        PERFORM public.cases_put_tasks(now(), coalesce(jsonb_agg(jsonb_build_object(
                'case_id', m.case_id, 'measure_id', m.id, 'kind', k.kind,
                'due_at', now() + k.within, 'agency_kinds', k.agency_kinds)), '[]'))
          FROM public.cases_measure m
          JOIN public.cases_case c ON c.id = m.case_id AND c.closed_at IS NULL
         CROSS JOIN public.cases_task_kinds(kinds) k
         WHERE m.case_id = who.case_id AND m.ended_at IS NULL AND m.lapsed_at IS NULL
           AND m.code = ANY (codes) AND k.forces = 'vary';
    END IF;
END $$;
