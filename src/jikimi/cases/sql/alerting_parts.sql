-- What the clock door works with, and triggers: never called by staff. Small functions are those of
-- the caller, who is the guard, so that the planner takes them into its statement.
-- When a clock is over: the written end, or the later of the earliest end and the end by art. 161.
CREATE FUNCTION cases_clock_over(c public.cases_runningclock) RETURNS timestamptz
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN c.is_written THEN c.due_at ELSE greatest(c.due_at, c.calendar_at) END
$$;

-- The points of alert_points.csv, as the clock door hands them in.
CREATE FUNCTION cases_alert_points(given jsonb) RETURNS TABLE (
    point text, share float, after_share float, after_most interval, tells text[],
    escalate_share float, escalate_most interval, escalates_to text[]
)
LANGUAGE sql IMMUTABLE AS $$
    SELECT * FROM jsonb_to_recordset(given) AS p (
        point text, share float, after_share float, after_most interval, tells text[],
        escalate_share float, escalate_most interval, escalates_to text[])
$$;

-- When one clock comes to each point: a share of its span, or so long after it is over. In seconds,
-- for a day is not always as long in every time zone.
CREATE FUNCTION cases_alert_times(c public.cases_runningclock, given jsonb)
RETURNS TABLE (point text, reached_at timestamptz, escalate_after interval, tells text[])
LANGUAGE sql IMMUTABLE AS $$
    SELECT p.point, CASE WHEN p.share IS NOT NULL THEN c.starts_at + s.span * p.share
               ELSE public.cases_clock_over(c) + least(s.span * p.after_share, p.after_most) END,
           least(s.span * p.escalate_share, p.escalate_most), p.tells
      FROM public.cases_alert_points(given) p,
           (SELECT make_interval(secs => extract(epoch FROM c.due_at - c.starts_at)::float)
                AS span) s
$$;

-- Who answers for an agency in a body: the first who sits there for it and can open the page.
CREATE FUNCTION cases_answering(in_body bigint, for_agency bigint, which uuid) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT (SELECT m.id FROM public.bodies_representative r
      JOIN public.bodies_seat s ON s.id = r.seat_id AND s.left_on IS NULL
      JOIN public.access_member m ON m.id = r.member_id AND m.is_active
     WHERE s.body_id = in_body AND s.agency_id = for_agency AND m.agency_id = for_agency
       AND r.until IS NULL
       AND EXISTS (SELECT 1 FROM public.access_role o WHERE o.member_id = m.id
           AND o.ended_at IS NULL AND o.kind IN ('practitioner', 'coordinator', 'council_member'))
       AND NOT EXISTS (SELECT 1 FROM public.cases_bar b
           WHERE b.case_id = which AND b.member_id = m.id AND b.ended_at IS NULL)
     ORDER BY r.is_deputy, r.since, r.id LIMIT 1)
$$;

-- Whether anybody works under an agency (or coordinates a body) who is not barred from the case.
CREATE FUNCTION cases_somebody_works(at_agency bigint, in_body bigint, which uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM public.access_role r
        JOIN public.access_member m ON m.id = r.member_id AND m.is_active
       WHERE r.ended_at IS NULL AND (
            (r.agency_id = at_agency AND r.kind IN ('practitioner', 'coordinator'))
            OR (r.body_id = in_body AND r.kind = 'coordinator'))
         AND NOT EXISTS (SELECT 1 FROM public.cases_bar b
            WHERE b.case_id = which AND b.member_id = m.id AND b.ended_at IS NULL))
$$;

-- The first of these roles that holds somebody who may know of it, other than who was told before;
-- in the end the coordinators of the body.
CREATE FUNCTION cases_alert_told(
    which uuid, in_body bigint, for_agency bigint, roles text[], before bigint
) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    role text;
    found bigint;
BEGIN
    FOREACH role IN ARRAY roles LOOP
        found := CASE role
            WHEN 'agency' THEN (SELECT for_agency * 8 + 1
                 WHERE public.cases_takes_part(which, for_agency)
                   AND public.cases_somebody_works(for_agency, NULL, which))
            WHEN 'representative' THEN (SELECT public.cases_answering(in_body, for_agency, which)
                 * 8 + 2 WHERE public.cases_takes_part(which, for_agency))
            WHEN 'coordinators' THEN (SELECT in_body * 8 + 3
                 WHERE public.cases_somebody_works(NULL, in_body, which))
            WHEN 'lead' THEN (SELECT c.lead_agency_id * 8 + 1 FROM public.cases_case c
                 WHERE c.id = which
                   AND c.lead_agency_id * 8 + 1 = ANY (public.cases_acl(which, 'risk'))
                   AND public.cases_somebody_works(c.lead_agency_id, NULL, which)) END;
        IF found IS DISTINCT FROM before AND found IS NOT NULL THEN RETURN found; END IF;
    END LOOP;
    RETURN in_body * 8 + 3;
END $$;

-- The agency that must do a task: of these kinds, taking part, knowing of risk, and known to all who
-- know of risk; the station of the body first, then the lead. None: the coordinators see to it.
CREATE FUNCTION cases_task_agency(which uuid, kinds text[]) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT (SELECT a.id FROM public.cases_case c
      JOIN public.bodies_body b ON b.id = c.body_id
      JOIN public.cases_participation s ON s.case_id = c.id AND s.ended_at IS NULL
       AND s.accepted_at IS NOT NULL AND (s.until IS NULL OR s.until > now())
       AND 'risk' = ANY (s.fields) AND s.field_group IN ('', 'risk')
      JOIN public.access_agency a ON a.id = s.agency_id AND a.kind = ANY (kinds)
     WHERE c.id = which
     ORDER BY array_position(kinds, a.kind::text), a.id IS DISTINCT FROM b.station_id,
              a.id IS DISTINCT FROM c.lead_agency_id, a.id LIMIT 1)
$$;

-- Neutral words to each member who is not barred, once for each kind however many alerts there are.
CREATE FUNCTION cases_tell_of(whom jsonb, at_link text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    number bigint;
BEGIN
    IF whom = '[]' THEN RETURN 0; END IF;
    WITH given AS (
        SELECT * FROM jsonb_to_recordset(whom) AS g (told bigint, which uuid, what text)
    ), under AS MATERIALIZED (
        SELECT t.told, m.member_id FROM (SELECT DISTINCT told FROM given) t
         CROSS JOIN LATERAL public.access_members_under(ARRAY[t.told]) m
        UNION  -- who answers for an agency may hold a role in a body above alone
        SELECT t.told, m.id FROM (SELECT DISTINCT told FROM given) t
          JOIN public.access_member m ON m.id * 8 + 2 = t.told AND m.is_active
    ), put AS (
        INSERT INTO public.access_notice (id, member_id, kind, subject_id, link, created_at)
        SELECT gen_random_uuid(), w.member_id, w.what, NULL, at_link, clock_timestamp()
          FROM (SELECT DISTINCT u.member_id, g.what FROM given g JOIN under u USING (told)
                 WHERE NOT EXISTS (SELECT 1 FROM public.cases_bar b WHERE b.case_id = g.which
                       AND b.member_id = u.member_id AND b.ended_at IS NULL)) w
        RETURNING 1
    ) SELECT count(*) INTO number FROM put;
    RETURN number;
END $$;

-- A clock is looked at from its start on, a missed one until its last point is told; after a change
-- of its days from the beginning again.
-- Runs as who writes: only the guard moves the next look on.
CREATE FUNCTION cases_keep_looks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' OR (NEW.starts_at, NEW.due_at, NEW.calendar_at, NEW.is_written, NEW.outcome)
        IS DISTINCT FROM (OLD.starts_at, OLD.due_at, OLD.calendar_at, OLD.is_written, OLD.outcome)
    THEN
        NEW.looks_at := CASE WHEN NEW.outcome IN ('', 'missed') THEN NEW.starts_at END;
    ELSIF current_user <> 'jikimi_guard' THEN
        NEW.looks_at := OLD.looks_at;
    END IF;
    RETURN NEW;
END $$;

-- What was told of a clock is beside the point once it is met, void, or has other days; a missed
-- one stays until somebody has seen it.
CREATE FUNCTION cases_clock_changes_alerts() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.outcome IN ('met', 'late', 'void') OR NEW.due_at <> OLD.due_at THEN
        UPDATE public.cases_alert SET moot_at = clock_timestamp(), escalate_at = NULL
         WHERE clock_id = NEW.id AND acknowledged_at IS NULL AND moot_at IS NULL;
    END IF;
    RETURN NULL;
END $$;

-- An alert is seen by who may know of risk, by the agency whose clock it is while it takes part, and
-- by who answers for that agency once it was carried to him.
CREATE FUNCTION cases_keep_alert_acl() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    NEW.acl := public.cases_acl(NEW.case_id, 'risk');
    IF public.cases_takes_part(NEW.case_id, NEW.agency_id) THEN
        NEW.acl := NEW.acl || (NEW.agency_id * 8 + 1);
        IF NEW.escalated_to % 8 = 2 AND EXISTS (SELECT 1 FROM public.bodies_representative r
            JOIN public.bodies_seat s ON s.id = r.seat_id AND s.left_on IS NULL
            JOIN public.access_member m ON m.id = r.member_id AND m.is_active
             AND m.agency_id = NEW.agency_id
            WHERE s.body_id = NEW.body_id AND s.agency_id = NEW.agency_id AND r.until IS NULL
              AND r.member_id * 8 + 2 = NEW.escalated_to)
        THEN
            NEW.acl := NEW.acl || NEW.escalated_to;
        END IF;
    END IF;
    RETURN NEW;
END $$;

-- Who answers for an agency no more sees from the same moment no alert that was carried to him.
CREATE FUNCTION cases_representative_changes_alerts() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE public.cases_alert SET acl = acl WHERE escalated_to = NEW.member_id * 8 + 2;
    RETURN NULL;
END $$;

-- The kinds of task_kinds.csv, as rules hand them in.
CREATE FUNCTION cases_task_kinds(given jsonb) RETURNS TABLE (
    kind text, forces text, due_from text, within interval, lapses boolean, agency_kinds text[]
)
LANGUAGE sql IMMUTABLE AS $$
    SELECT * FROM jsonb_to_recordset(given) AS k (kind text, forces text, due_from text,
        "within" interval, lapses boolean, agency_kinds text[])
$$;

-- Put tasks before those who must do them, and tell them; how many. One of a kind for each measure
-- at a time.
CREATE FUNCTION cases_put_tasks(at timestamptz, given jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    number bigint;
    whom jsonb;
BEGIN
    IF given = '[]' THEN RETURN 0; END IF;
    WITH put AS (
        INSERT INTO public.cases_task (id, case_id, measure_id, clock_id, kind, agency_id,
            raised_at, due_at, outcome, note, version)
        SELECT gen_random_uuid(), g.case_id, g.measure_id, g.clock_id, g.kind,
               coalesce(public.cases_task_agency(g.case_id, g.agency_kinds), g.agency_id),
               at, g.due_at, '', '', 1
          FROM jsonb_to_recordset(given) AS g (case_id uuid, measure_id uuid, clock_id uuid,
               kind text, due_at timestamptz, agency_kinds text[], agency_id bigint)
            ON CONFLICT (measure_id, kind) WHERE ended_at IS NULL DO NOTHING
        RETURNING case_id, coalesce(agency_id * 8 + 1, body_id * 8 + 3) AS told
    ) SELECT count(*), coalesce(jsonb_agg(jsonb_build_object('told', p.told, 'which', p.case_id,
             'what', 'cases.tasks.raise')), '[]') INTO number, whom FROM put p;
    PERFORM public.cases_tell_of(whom, '/staff/alerts/');
    RETURN number;
END $$;

-- What follows when a time is up: a measure without a decision lapses, and somebody must act.
CREATE FUNCTION cases_force_tasks(at timestamptz, taken uuid[], kinds jsonb)
RETURNS TABLE (lapsed bigint, forced bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    due jsonb;
BEGIN
    SELECT coalesce(jsonb_agg(jsonb_build_object('case_id', c.case_id, 'measure_id', c.measure_id,
               'clock_id', c.id, 'kind', k.kind, 'lapses', k.lapses, 'agency_id', c.agency_id,
               'agency_kinds', k.agency_kinds, 'over', public.cases_clock_over(c),
               'due_at', k.within + CASE k.due_from WHEN 'now' THEN at
                    ELSE public.cases_clock_over(c) END)), '[]')
      INTO due
      FROM public.cases_runningclock c
      JOIN public.cases_task_kinds(kinds) k ON k.forces = c.forces
      LEFT JOIN public.cases_measure m ON m.id = c.measure_id
     WHERE c.id = ANY (taken) AND c.outcome IN ('', 'missed') AND m.ended_at IS NULL
       AND CASE k.due_from WHEN 'over' THEN public.cases_clock_over(c) ELSE c.due_at END <= at
       AND (c.measure_id IS NOT NULL OR NOT EXISTS (SELECT 1 FROM public.cases_task t
            WHERE t.clock_id = c.id AND t.kind = k.kind))
       -- Of a measure that has lapsed the cancelling is recorded, not the end of its time besides.
       AND (k.lapses OR m.lapsed_at IS NULL AND NOT EXISTS (
           SELECT 1 FROM public.cases_runningclock o
             JOIN public.cases_task_kinds(kinds) j ON j.forces = o.forces AND j.lapses
            WHERE o.measure_id = c.measure_id AND o.outcome IN ('', 'missed')
              AND public.cases_clock_over(o) <= at));
    lapsed := 0;
    forced := 0;
    IF due = '[]' THEN
        RETURN NEXT;
        RETURN;
    END IF;
    WITH gone AS (
        UPDATE public.cases_measure m SET lapsed_at = d."over", version = m.version + 1
          FROM jsonb_to_recordset(due) AS d (measure_id uuid, "over" timestamptz, lapses boolean)
         WHERE m.id = d.measure_id AND d.lapses AND m.lapsed_at IS NULL
        RETURNING m.id, m.lapsed_at
    ), stopped AS (  -- what else ran for it runs for nothing
        UPDATE public.cases_runningclock c
           SET outcome = 'void', ended_at = g.lapsed_at, version = c.version + 1
          FROM gone g
         WHERE c.measure_id = g.id AND c.ended_at IS NULL AND public.cases_clock_over(c) > at
    ) SELECT count(*) INTO lapsed FROM gone;
    forced := public.cases_put_tasks(at, due);
    RETURN NEXT;
END $$;

-- What falls due until a day: measures that run no clock, and tasks beside monitoring and reviews.
CREATE OR REPLACE FUNCTION cases_due(until_day date)
RETURNS TABLE (what text, subject uuid, principal bigint, due_on date, link text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT 'cases.monitoring', m.id, m.agency_id * 8 + 1, m.due_on,
           '/staff/cases/' || c.number || '/monitoring/'
      FROM public.cases_monitoringcontact m JOIN public.cases_case c ON c.id = m.case_id
     WHERE m.ended_at IS NULL AND m.due_on <= until_day AND public.access_is(22)
    UNION ALL
    SELECT 'cases.review', c.id, c.lead_agency_id * 8 + 1, c.review_due_on,
           '/staff/cases/' || c.number || '/review/'
      FROM public.cases_case c
     WHERE c.closed_at IS NULL AND c.review_due_on <= until_day AND public.access_is(22)
    UNION ALL
    SELECT 'cases.measures', m.id, c.body_id * 8 + 3, m.ends_on,
           '/staff/cases/' || c.number || '/measures/'
      FROM public.cases_measure m JOIN public.cases_case c ON c.id = m.case_id
     WHERE m.ended_at IS NULL AND m.ends_on <= until_day AND public.access_is(22)
       AND NOT EXISTS (SELECT 1 FROM public.cases_runningclock k WHERE k.measure_id = m.id)
    UNION ALL
    SELECT 'cases.tasks', t.id, coalesce(t.agency_id * 8 + 1, t.body_id * 8 + 3),
           ((t.due_at - interval '1 microsecond') AT TIME ZONE 'Asia/Seoul')::date, '/staff/alerts/'
      FROM public.cases_task t
     WHERE t.ended_at IS NULL AND public.access_is(22)
       AND ((t.due_at - interval '1 microsecond') AT TIME ZONE 'Asia/Seoul')::date <= until_day
$$;
