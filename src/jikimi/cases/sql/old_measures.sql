-- For the clock door alone: measures recorded before their time limits were kept, and their clocks.
CREATE FUNCTION cases_old_measures(most integer)
RETURNS TABLE (id uuid, code text, started_at timestamptz, ends_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT m.id, m.code, m.started_at, m.ends_on FROM public.cases_measure m
      JOIN public.cases_case c ON c.id = m.case_id AND c.closed_at IS NULL
     WHERE m.rule = '' AND m.ended_at IS NULL AND public.access_is(22)
     ORDER BY m.started_at LIMIT most
$$;

-- The rule is kept with the measure, so that it is not looked at again; what is already past is left
-- to those who know what happened.
CREATE FUNCTION cases_start_old_clocks(which uuid, kept text, given jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    started bigint;
BEGIN
    IF NOT public.access_is(22) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE public.cases_measure m SET rule = kept, version = m.version + 1
     WHERE m.id = which AND m.rule = '' AND m.ended_at IS NULL;
    IF NOT FOUND THEN
        RETURN 0;
    END IF;
    INSERT INTO public.cases_runningclock (id, case_id, body_id, measure_id, code, rule, article,
           kind, event, who, forces, start_rule, holiday_rule, starts_at, due_at, calendar_at,
           extendable_to, is_written, outcome, version)
    SELECT gen_random_uuid(), m.case_id, m.body_id, m.id, g.code, g.rule, g.article, g.kind,
           g.event, g.who, g.forces, g.start_rule, g.holiday_rule, g.starts, g.due,
           coalesce(g.calendar, g.due), g.extendable_to, g.is_written, '', 1
      FROM public.cases_measure m, jsonb_to_recordset(given) AS g (
           code text, rule text, article text, kind text, event text, who text, forces text,
           start_rule text, holiday_rule text, starts timestamptz, due timestamptz,
           calendar timestamptz, extendable_to timestamptz, is_written boolean)
     WHERE m.id = which AND greatest(g.due, g.calendar) > now() AND NOT EXISTS (
           SELECT 1 FROM public.cases_runningclock r WHERE r.measure_id = which AND r.code = g.code);
    GET DIAGNOSTICS started = ROW_COUNT;
    RETURN started;
END $$;
