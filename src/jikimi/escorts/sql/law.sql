-- What the clock, the control room and its auditor do about what is kept.

-- Delete what is over its time, days by code (retention.csv), a batch at a time; and gather the record
-- of earlier days. How much went, by code.
CREATE FUNCTION escorts_retain(days jsonb, batch integer) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    gone record;
    lines bigint := 0;
    answers bigint := 0;
    today date := (now() AT TIME ZONE 'Asia/Seoul')::date;
BEGIN
    IF NOT public.access_is(22) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT pg_try_advisory_xact_lock(hashtext('escorts_retain')) THEN RETURN '{}'; END IF;
    FOR gone IN
        WITH old AS (SELECT p.id FROM public.escorts_provision p
                      WHERE p.at < now() - make_interval(days => (days->>'provision')::integer) LIMIT batch),
             went AS (DELETE FROM public.escorts_provision p USING old WHERE p.id = old.id RETURNING p.room_id)
        SELECT w.room_id, count(*) AS n FROM went w GROUP BY w.room_id LOOP
        PERFORM public.escorts_deleted(gone.room_id, 'provision', gone.n);
        lines := lines + gone.n;
    END LOOP;
    FOR gone IN
        WITH went AS (DELETE FROM public.escorts_objection o
             WHERE o.answered_at < now() - make_interval(days => (days->>'objection')::integer) RETURNING o.room_id)
        SELECT w.room_id, count(*) AS n FROM went w GROUP BY w.room_id LOOP
        PERFORM public.escorts_deleted(gone.room_id, 'objection', gone.n);
        answers := answers + gone.n;
    END LOOP;
    DELETE FROM public.escorts_deletion d WHERE d.day < today - (days->>'deletion')::integer;
    WITH many AS (DELETE FROM public.escorts_deletion d WHERE d.day < today AND d.day >= today - 7 RETURNING d.day, d.room_id, d.what, d.rows)
    INSERT INTO public.escorts_deletion (day, room_id, what, rows)
    SELECT m.day, m.room_id, m.what, sum(m.rows) FROM many m GROUP BY m.day, m.room_id, m.what;
    RETURN jsonb_build_object('provision', lines, 'objection', answers,
        'alarm', public.escorts_retain_alarms((days->>'alarm')::integer, batch));
END $$;

-- Alarms with their steps.
CREATE FUNCTION escorts_retain_alarms(days integer, batch integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    old uuid[];
    gone record;
BEGIN
    IF NOT public.access_is(22) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT array_agg(o.id) INTO old FROM (SELECT a.id FROM public.escorts_alarm a
        WHERE a.stage = 'ended' AND a.ended_at < now() - make_interval(days => days) LIMIT batch) o;
    IF old IS NULL THEN RETURN 0; END IF;
    DELETE FROM public.escorts_alarmstep s WHERE s.alarm_id = ANY (old);
    FOR gone IN
        WITH went AS (DELETE FROM public.escorts_alarm a WHERE a.id = ANY (old) RETURNING a.room_id)
        SELECT w.room_id, count(*) AS n FROM went w GROUP BY w.room_id LOOP
        PERFORM public.escorts_deleted(gone.room_id, 'alarm', gone.n);
    END LOOP;
    RETURN cardinality(old);
END $$;

-- Lines held back while they might have reached whoever forced her: told when her phone asks next.
CREATE FUNCTION escorts_release(line uuid) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    UPDATE public.escorts_provision p SET is_held = false
     WHERE p.id = line AND p.is_held AND public.access_is(p.room_id * 8 + 5)
       AND NOT EXISTS (SELECT FROM public.escorts_journey j JOIN public.escorts_phone o ON o.id = j.phone_id
                        WHERE j.seems_over AND j.ended_at IS NULL
                          AND public.escorts_subject(o.secret) = p.subject)
    RETURNING true
$$;

-- Whoever ends an alarm holds its journey first, as the phone does: two who end at once wait, and neither fails.
CREATE FUNCTION escorts_hold(which uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT NULL FROM public.escorts_journey j JOIN public.escorts_alarm a ON a.journey_id = j.id
     WHERE a.id = which AND public.access_is(a.room_id * 8 + 1) FOR UPDATE OF j
$$;
