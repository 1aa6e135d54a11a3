-- What staff call while a step of a pathway is recorded or taken back. Nothing is answered.

-- Start one clock, unless it runs from this instant already. of: the columns that come from the row of
-- pathway_clocks.csv; kind is the step that meets it, who is lead or a kind of agency. The agency that
-- must act is the lead, or the only one of that kind that takes part or is asked to (it sees the clock
-- once it has accepted), where whoever may know of risk may know that too; else the coordinators watch.
CREATE FUNCTION cases_start_pathway_clock(which uuid, of jsonb, start timestamptz, due timestamptz)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    whose bigint;
BEGIN
    IF NOT public.cases_sees(which) OR NOT (public.cases_takes_part(which, public.access_agency())
        OR public.cases_leads(which)) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF of->>'who' = 'lead' THEN
        SELECT c.lead_agency_id INTO whose FROM public.cases_case c WHERE c.id = which;
    ELSE
        SELECT min(s.agency_id) INTO whose FROM public.cases_participation s
          JOIN public.access_agency g ON g.id = s.agency_id
         WHERE s.case_id = which AND g.kind = of->>'who' AND s.ended_at IS NULL
           AND (s.until IS NULL OR s.until > now())
           AND (s.field_group IN ('', 'risk') OR (of->>'shares_no_risk')::boolean)
        HAVING count(DISTINCT s.agency_id) = 1;
    END IF;
    INSERT INTO public.cases_runningclock (id, case_id, code, rule, article, kind, event, who, forces,
        start_rule, holiday_rule, starts_at, due_at, calendar_at, is_written, agency_id, outcome,
        version)
    SELECT gen_random_uuid(), which, of->>'code', of->>'rule', of->>'article', of->>'kind',
           of->>'event', of->>'who', of->>'forces', of->>'start_rule', of->>'holiday_rule', start, due,
           due, false, whose, '', 1
     WHERE NOT EXISTS (SELECT 1 FROM public.cases_runningclock k
        WHERE k.case_id = which AND k.measure_id IS NULL AND k.code = of->>'code'
          AND k.starts_at = start AND k.outcome <> 'void');
END $$;

CREATE FUNCTION cases_settle_pathway_clocks(which uuid, uncounted text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT public.cases_sees(which) OR NOT (public.cases_takes_part(which, public.access_agency())
        OR public.cases_leads(which)) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM public.cases_settle_clocks(which, uncounted, NULL);
END $$;

-- Reports linked to the case that repeat within so many months before or after what was found make a
-- proposal. Whoever found it may know of no report, so nothing is answered.
CREATE FUNCTION cases_propose_when_reported(
    which uuid, new_kind text, new_rule text, kinds text[], at_least integer, months integer,
    found_at timestamptz, facts jsonb
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    counted bigint;
    latest timestamptz;
BEGIN
    IF NOT public.cases_sees(which) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT max(r.received_at) INTO latest FROM public.cases_casereport r
     WHERE r.case_id = which AND r.kind = ANY (kinds);
    SELECT count(*) INTO counted FROM public.cases_casereport r
     WHERE r.case_id = which AND r.kind = ANY (kinds)
       AND (r.received_at AT TIME ZONE 'Asia/Seoul')::date
           >= (latest AT TIME ZONE 'Asia/Seoul')::date - make_interval(months => months);
    IF counted >= at_least THEN
        PERFORM public.cases_put_proposal(which, new_kind,
            to_char(greatest(latest, found_at) AT TIME ZONE 'Asia/Seoul', 'YYYY-MM-DD'), new_rule,
            facts || jsonb_build_object('reports', counted));
    END IF;
END $$;
