-- Clocks of a pathway (cases_runningclock without a measure) follow its milestones. They stand in the
-- group of risk, while a milestone may be recorded by whoever works on the case.

-- How each clock of the case's pathway stands by the milestones there are now: void when the step it
-- ran from was taken back; met or late by the first step of its kind that was not tried in vain; else
-- it runs, or stays missed. uncounted: outcomes of a step tried in vain; only_kind: clocks that wait
-- for this step, NULL for all.
CREATE FUNCTION cases_settle_clocks(which uuid, uncounted text[], only_kind text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH stands AS (
        SELECT k.id, k.outcome AS before, EXISTS (SELECT 1 FROM public.cases_milestone m
                    WHERE m.case_id = which AND m.code = k.event AND m.happened_at = k.starts_at
                      AND m.withdrawn_at IS NULL) AS is_grounded,
               (SELECT min(m.happened_at) FROM public.cases_milestone m
                 WHERE m.case_id = which AND m.code = k.kind AND m.withdrawn_at IS NULL
                   AND m.outcome <> ALL (uncounted) AND m.happened_at >= k.starts_at) AS met_at,
               k.due_at
          FROM public.cases_runningclock k
         WHERE k.case_id = which AND k.measure_id IS NULL AND k.outcome <> 'void'
           AND (only_kind IS NULL OR k.kind = only_kind)
    ), becomes AS (
        SELECT s.id, CASE WHEN NOT s.is_grounded THEN 'void'
                          WHEN s.met_at <= s.due_at THEN 'met'
                          WHEN s.met_at > s.due_at THEN 'late'
                          WHEN s.before = 'missed' THEN 'missed' ELSE '' END AS outcome,
               CASE WHEN NOT s.is_grounded THEN now() ELSE s.met_at END AS ended_at, s.before
          FROM stands s
    )
    UPDATE public.cases_runningclock k SET outcome = b.outcome, version = k.version + 1,
           ended_at = CASE WHEN b.outcome = 'missed' THEN k.ended_at ELSE b.ended_at END
      FROM becomes b
     WHERE k.id = b.id AND (b.outcome <> b.before
        OR (b.outcome IN ('met', 'late') AND b.ended_at IS DISTINCT FROM k.ended_at))
$$;
-- A stage reached is a step of the pathway too, noted by whoever moved the case there.
CREATE FUNCTION cases_stage_is_a_step() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF public.access_member() > 0 THEN
        INSERT INTO public.cases_milestone (id, case_id, code, outcome, happened_at, agency_id,
            recorded_by_id, recorded_at)
        VALUES (gen_random_uuid(), NEW.id, NEW.stage, '', NEW.stage_since, public.access_agency(),
            public.access_member(), now());
        PERFORM public.cases_settle_clocks(NEW.id, '{}', NEW.stage);
    END IF;
    RETURN NULL;
END $$;
