-- Steps that the functions of a phone, of the watch and of the control room share; nobody calls
-- them from outside.

-- What is kept of a code: nothing without the secret of its phone.
CREATE FUNCTION escorts_code(phone_key bytea, code text) RETURNS bytea
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN coalesce(code, '') = '' THEN ''::bytea
           ELSE sha256(phone_key || convert_to(code, 'UTF8')) END
$$;

CREATE FUNCTION escorts_off_route(px float8, py float8, route float8[]) RETURNS float8
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    nearest float8 := 'Infinity';
    dx float8; dy float8; t float8;
BEGIN
    FOR i IN 1 .. cardinality(route) - 3 BY 2 LOOP
        dx := route[i + 2] - route[i];
        dy := route[i + 3] - route[i + 1];
        t := CASE WHEN dx = 0 AND dy = 0 THEN 0 ELSE
             greatest(0, least(1, ((px - route[i]) * dx + (py - route[i + 1]) * dy) / (dx * dx + dy * dy))) END;
        nearest := least(nearest, sqrt((px - route[i] - t * dx) ^ 2 + (py - route[i + 1] - t * dy) ^ 2));
    END LOOP;
    RETURN nearest;
END $$;

CREATE FUNCTION escorts_log(room bigint, phone_secret bytea, new_what text, new_recipient text, new_purpose text)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    INSERT INTO public.escorts_provision (id, room_id, subject, at, what, recipient, purpose, told_at)
    VALUES (gen_random_uuid(), room, sha256(phone_secret || 'log'::bytea), now(), new_what, new_recipient,
            new_purpose, now())
$$;

CREATE FUNCTION escorts_step(which uuid, new_code text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    INSERT INTO public.escorts_alarmstep (id, alarm_id, room_id, code, at, note)
    SELECT gen_random_uuid(), a.id, a.room_id, new_code, now(), ''
      FROM public.escorts_alarm a WHERE a.id = which
$$;

-- Tell the control room. A journey has one alarm at a time; what comes after it is a step of it.
CREATE FUNCTION escorts_raise(which uuid, new_kind text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    mine public.escorts_journey;
    alarm uuid;
BEGIN
    SELECT * INTO mine FROM public.escorts_journey j WHERE j.id = which FOR UPDATE;
    SELECT a.id INTO alarm FROM public.escorts_alarm a
     WHERE a.journey_id = which AND a.stage <> 'ended' FOR UPDATE;
    UPDATE public.escorts_journey j SET stage = 'alarmed', is_told = true, asked_at = NULL WHERE j.id = which;
    UPDATE public.escorts_fix f SET is_told = true WHERE f.journey_id = which AND NOT f.is_told;
    UPDATE public.escorts_watcher w SET is_told = true WHERE w.journey_id = which AND NOT w.is_told;
    IF alarm IS NULL THEN
        alarm := gen_random_uuid();
        INSERT INTO public.escorts_alarm
            (id, room_id, journey_id, kind, stage, stage_since, is_silent, is_drill, area_code, raised_at, ending, version)
        VALUES (alarm, mine.room_id, which, new_kind, 'raised', now(), mine.is_silent OR new_kind IN ('silent', 'duress'),
                mine.is_drill, coalesce(mine.rule->>'area_code', ''), now(), '', 1);
        PERFORM public.escorts_log(mine.room_id, p.secret, 'used', 'control_room', new_kind)
           FROM public.escorts_phone p WHERE p.id = mine.phone_id;
    ELSIF new_kind = 'duress' THEN
        UPDATE public.escorts_alarm a SET kind = 'duress', is_silent = true, version = a.version + 1 WHERE a.id = alarm;
    END IF;
    PERFORM public.escorts_step(alarm, new_kind);
    PERFORM pg_notify('escorts', mine.room_id::text);
END $$;

-- A journey is over: all of it goes, but a shell that answers the phone "over" for a while, and
-- what the person asked to be kept for her.
CREATE FUNCTION escorts_finish(which uuid, how text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE mine public.escorts_journey;
BEGIN
    SELECT * INTO mine FROM public.escorts_journey j WHERE j.id = which AND j.ended_at IS NULL FOR UPDATE;
    IF mine.id IS NULL THEN RETURN; END IF;
    IF how = 'cancelled' OR how = 'withdrawn' THEN
        UPDATE public.escorts_alarm a SET cancelled_at = coalesce(a.cancelled_at, now()), version = a.version + 1
         WHERE a.journey_id = which AND a.stage <> 'ended';
        PERFORM public.escorts_step(a.id, how) FROM public.escorts_alarm a
          WHERE a.journey_id = which AND a.stage <> 'ended';
        UPDATE public.escorts_alarm a SET stage = 'ended', stage_since = now(), ended_at = now(), ending = how
         WHERE a.journey_id = which AND a.stage IN ('raised', 'taken');
    END IF;
    UPDATE public.escorts_alarmstep s SET note = '' FROM public.escorts_alarm a
     WHERE a.journey_id = which AND s.alarm_id = a.id AND s.note <> '';
    UPDATE public.escorts_alarm a SET journey_id = NULL WHERE a.journey_id = which AND a.stage = 'ended';
    DELETE FROM public.escorts_watcher w WHERE w.journey_id = which;
    IF mine.evidence_until IS NULL THEN DELETE FROM public.escorts_fix f WHERE f.journey_id = which;
    ELSE UPDATE public.escorts_fix f SET is_told = false WHERE f.journey_id = which; END IF;
    UPDATE public.escorts_journey j SET stage = 'shadowed', ended_at = now(), is_told = false, name = '',
        number = '', looks = '', destination = '', route = '{}', cancel_code = '', duress_code = '',
        anchor_x = NULL, anchor_y = NULL, expected_at = NULL, asked_at = NULL, wish_asked_at = NULL
     WHERE j.id = which;
    PERFORM pg_notify('escorts', mine.room_id::text);
END $$;

-- Consent is paused or taken back: walks end at once. Whoever called for help may be forced to it, so
-- her alarm stays until its code or the control room ends it; the phone looks as if it were over.
CREATE FUNCTION escorts_let_go(which uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM public.escorts_finish(j.id, 'withdrawn') FROM public.escorts_journey j
      WHERE j.phone_id = which AND j.ended_at IS NULL AND NOT j.is_told;
    PERFORM public.escorts_step(a.id, 'withdrawn') FROM public.escorts_alarm a
      JOIN public.escorts_journey j ON j.id = a.journey_id
     WHERE j.phone_id = which AND a.stage <> 'ended' AND NOT j.seems_over;
    UPDATE public.escorts_journey j SET seems_over = true
     WHERE j.phone_id = which AND j.ended_at IS NULL;
END $$;

-- Shells, evidence and consents whose time is over.
CREATE FUNCTION escorts_forget() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    DELETE FROM public.escorts_fix f USING public.escorts_journey j
     WHERE f.journey_id = j.id AND j.ended_at IS NOT NULL AND j.evidence_until < current_date;
    DELETE FROM public.escorts_journey j
     WHERE j.ended_at < now() - interval '15 minutes'
       AND (j.evidence_until IS NULL OR j.evidence_until < current_date);
    DELETE FROM public.escorts_phone p
     WHERE (p.withdrawn_at IS NOT NULL OR p.until < current_date)
       AND NOT EXISTS (SELECT FROM public.escorts_journey j WHERE j.phone_id = p.id);
END $$;

-- What the phone's screen may say: only what has happened. Under duress it says "over".
CREATE FUNCTION escorts_state(which uuid) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT CASE WHEN j.seems_over OR j.ended_at IS NOT NULL THEN '{"stage": "over"}'::jsonb
      ELSE jsonb_build_object('stage', j.stage, 'seq', j.last_seq, 'expected_at', j.expected_at,
        'ask', nullif(j.asked_why, ''), 'asked_at', j.asked_at, 'wish', j.wish_asked_at IS NOT NULL,
        'alarm', (SELECT jsonb_build_object('raised_at', a.raised_at, 'shown_at', a.shown_at,
              'taken_at', a.taken_at, 'police_asked_at', a.police_asked_at, 'on_the_way_at', a.on_the_way_at)
             FROM public.escorts_alarm a WHERE a.journey_id = j.id AND a.stage <> 'ended'
            ORDER BY a.raised_at DESC LIMIT 1),
        'watchers', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', w.id, 'name', w.name,
              'looks', w.looks, 'looked_at', w.looked_at) ORDER BY w.id), '[]')
             FROM public.escorts_watcher w WHERE w.journey_id = j.id AND w.ended_at IS NULL)) END
      FROM public.escorts_journey j WHERE j.id = which
$$;
