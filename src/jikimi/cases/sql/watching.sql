-- Watching by rules: grades, escalation, the calendar of registered households. For the clock, and
-- after a report was linked for that one case. A rule that fits very many cases at once suggests for
-- so many of them a call; how many is told to the clock alone.
CREATE FUNCTION cases_may_watch(only_case uuid) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT (public.access_is(22) OR (only_case IS NOT NULL AND public.cases_sees(only_case))) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
END $$;

-- A lower grade that waits still becomes the higher one: one question, not two.
CREATE FUNCTION cases_propose_grades(rules jsonb, today date, only_case uuid, most integer)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    g record;
    made bigint := 0;
    fact jsonb;
BEGIN
    PERFORM public.cases_may_watch(only_case);
    FOR g IN
        SELECT r.*, CASE WHEN r.is_registered THEN 'higher_grade' ELSE 'grade' END AS kind,
               r.grade || ':' || r.latest AS about
          FROM public.cases_grades_reached(rules, today, only_case) r
         WHERE NOT EXISTS (
            SELECT FROM public.cases_proposal p
             WHERE p.case_id = r.case_id AND p.kind IN ('grade', 'higher_grade')
               AND (p.about = r.grade || ':' || r.latest
                    OR (p.answered_at IS NULL AND r.rank <= (
                        SELECT max((x ->> 'rank')::integer) FROM jsonb_array_elements(rules) x
                         WHERE x ->> 'grade' = split_part(p.about, ':', 1)))))
         LIMIT most
    LOOP
        fact := jsonb_build_object('grade', g.grade, 'dispatches', g.dispatches,
            'bookings', g.bookings, 'urgent_measures', g.urgent, 'latest', g.latest);
        UPDATE public.cases_proposal p
           SET about = g.about, rule = g.rule, facts = fact, proposed_at = now(),
               version = p.version + 1
         WHERE p.case_id = g.case_id AND p.kind = g.kind AND p.answered_at IS NULL;
        IF NOT FOUND THEN
            PERFORM public.cases_put_proposal(g.case_id, g.kind, g.about, g.rule, fact);
        END IF;
        made := made + 1;
    END LOOP;
    RETURN CASE WHEN public.access_is(22) THEN made ELSE 0 END;
END $$;

-- rules: rows of escalation_rules.csv. One that still waits for its kind is not asked again.
CREATE FUNCTION cases_propose_escalations(rules jsonb, today date, only_case uuid, most integer)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    found record;
    made bigint := 0;
BEGIN
    PERFORM public.cases_may_watch(only_case);
    FOR found IN
        SELECT c.id, r.proposes, r.counts, r.rule, r.higher, f.counted, f.latest
          FROM jsonb_to_recordset(rules) AS r (
                proposes text, counts text, at_least integer, within_months integer, rule text,
                needs_grade text, higher text, repeat_months integer, only_crimes boolean,
                sounds_like text, means text)
          JOIN public.cases_case c ON c.stage NOT IN ('closed', 'declined')
           AND (only_case IS NULL OR c.id = only_case)
           AND (r.needs_grade = '' OR EXISTS (
                SELECT FROM public.cases_registration g WHERE g.case_id = c.id
                   AND g.ended_on IS NULL AND g.grade = r.needs_grade))
         CROSS JOIN LATERAL public.cases_facts_of(c.id, today, r.counts, r.within_months,
                r.repeat_months, r.only_crimes, r.sounds_like, r.means) f
         WHERE f.counted >= r.at_least
           AND NOT EXISTS (
                SELECT FROM public.cases_proposal p
                 WHERE p.case_id = c.id AND p.kind = r.proposes
                   AND (p.answered_at IS NULL OR right(p.about, 10) >= f.latest::text))
         ORDER BY c.id, r.proposes, f.latest DESC LIMIT most
    LOOP
        CONTINUE WHEN EXISTS (
            SELECT FROM public.cases_proposal p WHERE p.case_id = found.id
               AND p.kind = found.proposes AND p.answered_at IS NULL);
        PERFORM public.cases_put_proposal(found.id, found.proposes,
            concat_ws(':', nullif(found.higher, ''), found.latest), found.rule,
            jsonb_build_object(CASE found.counts WHEN 'repeat' THEN 'repeats' ELSE found.counts END,
                found.counted, 'latest', found.latest));
        made := made + 1;
    END LOOP;
    RETURN CASE WHEN public.access_is(22) THEN made ELSE 0 END;
END $$;

-- Registered households whose turns are all past, for the clock alone: since when the calendar runs,
-- the day of the newest turn, and the rule of the grade on the day of registration.
CREATE FUNCTION cases_turns_over(today date)
RETURNS TABLE (
    registration uuid, scheme text, grade text, decided_on date, registered_on date, newest date
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT g.id, g.scheme, g.grade, g.decided_on,
           (g.registered_at AT TIME ZONE 'Asia/Seoul')::date, n.newest
      FROM public.cases_registration g
     CROSS JOIN LATERAL (SELECT max(m.due_on) AS newest FROM public.cases_monitoringcontact m
                          WHERE m.registration_id = g.id) n
     WHERE g.ended_on IS NULL AND (n.newest IS NULL OR n.newest < today) AND public.access_is(22)
     ORDER BY g.id
$$;

-- Plan the turns that have come and mark those missed that are past, in one step that may be done
-- again. The next turn falls to the agency of the one before, or to the lead when it takes part no
-- more. What was missed stays and counts. Cases are locked first, as everybody locks them.
CREATE FUNCTION cases_keep_turns(
    registrations uuid[], dues date[], today date, OUT planned bigint, OUT missed bigint
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    gone record;
    touched uuid[] := '{}';
    agencies bigint[] := '{}';
BEGIN
    IF NOT public.access_is(22) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM FROM public.cases_case c
      WHERE c.id IN (
            SELECT g.case_id FROM public.cases_registration g WHERE g.id = ANY (registrations)
            UNION
            SELECT m.case_id FROM public.cases_monitoringcontact m
             WHERE m.registration_id IS NOT NULL AND m.ended_at IS NULL AND m.due_on < today)
      ORDER BY c.id FOR NO KEY UPDATE;
    INSERT INTO public.cases_monitoringcontact (id, case_id, agency_id, due_on, face_to_face,
        registration_id, reason, outcome, note, version)
    SELECT gen_random_uuid(), g.case_id, coalesce(n.agency_id, c.lead_agency_id), t.due_on, false,
           g.id, '', '', '', 1
      FROM unnest(registrations, dues) AS t (registration, due_on)
      JOIN public.cases_registration g ON g.id = t.registration AND g.ended_on IS NULL
      JOIN public.cases_case c ON c.id = g.case_id AND c.stage <> 'closed'
      LEFT JOIN LATERAL (
            SELECT m.agency_id FROM public.cases_monitoringcontact m
             WHERE m.registration_id = g.id AND public.cases_takes_part(m.case_id, m.agency_id)
             ORDER BY m.due_on DESC LIMIT 1) n ON true
    ON CONFLICT (registration_id, due_on) DO NOTHING;
    GET DIAGNOSTICS planned = ROW_COUNT;
    missed := 0;
    FOR gone IN
        UPDATE public.cases_monitoringcontact m
           SET outcome = 'missed', ended_at = now(), version = m.version + 1
         WHERE m.registration_id IS NOT NULL AND m.ended_at IS NULL AND m.due_on < today
        RETURNING m.case_id, m.agency_id
    LOOP
        missed := missed + 1;
        touched := touched || gone.case_id;
        agencies := agencies || gone.agency_id;
    END LOOP;
    PERFORM public.access_tell(array_agg(DISTINCT u.member_id), 'cases.monitoring.missed', c.id,
            '/staff/cases/' || c.number || '/monitoring/')
       FROM (SELECT DISTINCT t.which, t.agency FROM unnest(touched, agencies) AS t (which, agency)) t
       JOIN public.cases_case c ON c.id = t.which
      CROSS JOIN LATERAL public.access_members_under(
             ARRAY[t.agency * 8 + 1, c.body_id * 8 + 3]) u
      WHERE NOT -(u.member_id * 8 + 2) = ANY (c.acl)
      GROUP BY c.id, c.number;
END $$;

-- Bodies in which flags of a repeat run out between two days, for the clock alone.
CREATE FUNCTION cases_flags_ending(first date, last date) RETURNS TABLE (body bigint, flags bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT c.body_id, count(*) FROM public.cases_case c
     WHERE c.is_repeat AND c.repeat_until BETWEEN first AND last AND public.access_is(22)
     GROUP BY c.body_id
$$;

-- Consent taken back ends what rests on it at once, whatever way it was taken back.
CREATE FUNCTION cases_end_registrations() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE public.cases_registration
       SET ended_on = NEW.consent_withdrawn_on, ended_how = 'consent_withdrawn',
           version = version + 1
     WHERE case_id = NEW.id AND ended_on IS NULL;
    RETURN NULL;
END $$;
CREATE FUNCTION cases_call_off_turns() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE public.cases_monitoringcontact
       SET outcome = CASE WHEN due_on < NEW.ended_on THEN 'missed' ELSE 'called_off' END,
           ended_at = now(), version = version + 1
     WHERE registration_id = NEW.id AND ended_at IS NULL;
    RETURN NULL;
END $$;
