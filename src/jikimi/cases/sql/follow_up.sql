-- Actions that agencies have still to do, due between two days, for the clock alone: as
-- bodies_unfinished tells undertakings.
CREATE FUNCTION cases_unfinished(first date, last date)
RETURNS TABLE (
    subject uuid, agency bigint, body bigint, owner bigint, due_on date, moved_on date, link text
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT a.id, a.agency_id, a.body_id, a.owner_id, a.due_on,
           (a.stage_since AT TIME ZONE 'Asia/Seoul')::date, '/staff/follow-up/#a' || a.id
      FROM public.cases_action a
     WHERE a.ended_at IS NULL AND a.due_on BETWEEN first AND last AND public.access_is(22)
$$;
-- Actions are told at the set points of follow_up_points.csv; the rest as before.
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
$$;
-- A mark that changes when anything in a meeting room does that the reader may see: asked with the
-- reader's own rights, in one round trip, so that a page may ask every second.
CREATE FUNCTION cases_room_mark(which uuid, at_item uuid) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
    WITH here AS (
        SELECT i.subject_id, i.kind FROM public.bodies_agendaitem i
         WHERE i.id = at_item AND i.meeting_id = which
    ), seen AS (
        SELECT concat_ws('|', 'm', m.stage, m.current_item, m.version, m.chair_id, m.clerk_id) AS mark
          FROM public.bodies_meeting m WHERE m.id = which
        UNION ALL
        SELECT concat_ws('|', 'i', i.id, i.position, i.started_at, i.closed_at, i.minutes_planned)
          FROM public.bodies_agendaitem i WHERE i.meeting_id = which AND i.withdrawn_at IS NULL
        UNION ALL
        SELECT concat_ws('|', 'a', a.id, a.answer, a.attended, a.accepted_at, a.has_sent_information)
          FROM public.bodies_attendance a WHERE a.meeting_id = which
        UNION ALL
        SELECT concat_ws('|', 'd', d.id, d.version)
          FROM public.bodies_decision d WHERE d.meeting_id = which
        UNION ALL
        SELECT concat_ws('|', 'u', u.id, u.version, u.stage)
          FROM public.bodies_undertaking u WHERE u.meeting_id = which
        UNION ALL
        SELECT concat_ws('|', 'r', r.id, r.lifted_at)
          FROM public.bodies_recusal r WHERE r.meeting_id = which
        UNION ALL
        SELECT concat_ws('|', 'h', h.version)
          FROM public.cases_hearing h WHERE h.item_id = at_item
        UNION ALL
        SELECT concat_ws('|', 'c', a.id, a.version, a.stage)
          FROM here JOIN public.cases_action a ON a.case_id = here.subject_id
        UNION ALL
        SELECT concat_ws('|', 'g', c.id, c.version)
          FROM here JOIN public.cases_cause c ON c.case_id = here.subject_id AND c.withdrawn_at IS NULL
        UNION ALL
        SELECT concat_ws('|', 'f', u.id, u.version, u.stage)
          FROM here JOIN public.bodies_meeting m ON m.id = which AND here.kind = 'follow_up'
          JOIN public.bodies_undertaking u ON u.body_id = m.body_id AND u.ended_at IS NULL
        UNION ALL
        SELECT concat_ws('|', 'f', a.id, a.version, a.stage)
          FROM here JOIN public.bodies_meeting m ON m.id = which AND here.kind = 'follow_up'
          JOIN public.cases_action a ON a.body_id = m.body_id AND a.ended_at IS NULL
    )
    SELECT left(md5(string_agg(mark, ',' ORDER BY mark)), 16) FROM seen
$$;
