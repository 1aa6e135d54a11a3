-- What a phone may do for the person who holds it. Each function is reached by a secret that only
-- the phone knows; the public login calls them and has no grant on any table. Times come from the
-- database's clock, except what a phone says of its own fixes.

CREATE FUNCTION escorts_consent(phone_key bytea, wanted text[], days integer, child boolean, guardian boolean)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF child AND NOT guardian THEN RETURN false; END IF;
    INSERT INTO public.escorts_phone AS p
        (id, secret, purposes, consented_at, until, is_child, guardian_consented_at, cancel_code,
         duress_code, begun_at)
    VALUES (gen_random_uuid(), sha256(phone_key), wanted, now(), current_date + least(days, 365), child,
            CASE WHEN guardian THEN now() END, '', '', '{}')
    ON CONFLICT (secret) DO UPDATE SET purposes = EXCLUDED.purposes, consented_at = now(),
        until = EXCLUDED.until, is_child = EXCLUDED.is_child, paused_at = NULL, withdrawn_at = NULL,
        guardian_consented_at = EXCLUDED.guardian_consented_at;
    RETURN true;
END $$;

-- The code that takes a call back and the one that only seems to; which is which is known here alone.
CREATE FUNCTION escorts_codes(phone_key bytea, cancel text, duress text) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    UPDATE public.escorts_phone p SET cancel_code = public.escorts_code(phone_key, cancel),
           duress_code = public.escorts_code(phone_key, duress)
     WHERE p.secret = sha256(phone_key) RETURNING true
$$;

-- Pause: nothing new begins and what runs ends; withdraw: the phone is forgotten as well.
CREATE FUNCTION escorts_pause(phone_key bytea, pause boolean) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE mine uuid;
BEGIN
    UPDATE public.escorts_phone p SET paused_at = CASE WHEN pause THEN now() END
     WHERE p.secret = sha256(phone_key) RETURNING p.id INTO mine;
    IF pause THEN PERFORM public.escorts_let_go(mine); END IF;
    RETURN mine IS NOT NULL;
END $$;

CREATE FUNCTION escorts_withdraw(phone_key bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE mine uuid;
BEGIN
    SELECT p.id INTO mine FROM public.escorts_phone p WHERE p.secret = sha256(phone_key) FOR UPDATE;
    IF mine IS NULL THEN RETURN false; END IF;
    PERFORM public.escorts_let_go(mine);
    UPDATE public.escorts_phone p SET withdrawn_at = now() WHERE p.id = mine;
    PERFORM public.escorts_forget();
    RETURN true;
END $$;

-- Begin a journey. The phone chooses its number, so that asking twice begins it once. A call for
-- help is never refused: the tap is the consent, for that call alone.
CREATE FUNCTION escorts_begin(phone_key bytea, journey_key bytea, journey uuid, room bigint, facts jsonb)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    mine public.escorts_phone;
    is_sos boolean := facts->>'kind' = 'sos';
    lately integer;
BEGIN
    IF is_sos THEN
        INSERT INTO public.escorts_phone
            (id, secret, purposes, consented_at, until, is_child, cancel_code, duress_code, begun_at)
        VALUES (gen_random_uuid(), sha256(phone_key), '{sos}', now(), current_date, false, '', '', '{}')
        ON CONFLICT DO NOTHING;
    END IF;
    SELECT * INTO mine FROM public.escorts_phone p WHERE p.secret = sha256(phone_key) FOR UPDATE;
    IF EXISTS (SELECT FROM public.escorts_journey j
                WHERE j.id = journey AND j.phone_id = mine.id AND j.token = sha256(journey_key)) THEN
        RETURN 'begun';
    END IF;
    IF NOT EXISTS (SELECT FROM public.escorts_controlroom r
                    WHERE r.agency_id = room AND r.closed_at IS NULL) THEN RETURN 'no_room'; END IF;
    SELECT count(*) INTO lately FROM unnest(mine.begun_at) AS at WHERE at > now() - interval '1 hour';
    IF NOT is_sos THEN
        IF mine.id IS NULL OR mine.withdrawn_at IS NOT NULL OR mine.until < current_date
           OR NOT 'walk' = ANY (mine.purposes) THEN RETURN 'no_consent'; END IF;
        IF mine.cancel_code = '' THEN RETURN 'no_code'; END IF;
        IF mine.paused_at IS NOT NULL THEN RETURN 'paused'; END IF;
        IF lately >= 12 THEN RETURN 'too_many'; END IF;
        IF (SELECT count(*) FROM public.escorts_journey j
             WHERE j.phone_id = mine.id AND j.ended_at IS NULL) >= 2 THEN RETURN 'too_many'; END IF;
    END IF;
    UPDATE public.escorts_phone p SET begun_at = (p.begun_at || now())[greatest(1, cardinality(p.begun_at) - 18):]
     WHERE p.id = mine.id;
    INSERT INTO public.escorts_journey
        (id, room_id, phone_id, kind, stage, token, is_told, is_silent, is_drill, language, name,
         number, looks, destination, cancel_code, duress_code, seems_over, wrong_codes, route, rule,
         begun_at, expected_at, moved_at, last_seq, asked_why)
    VALUES (journey, room, mine.id, facts->>'kind', 'under_way', sha256(journey_key), false,
         coalesce((facts->>'is_silent')::boolean, false), coalesce((facts->>'is_drill')::boolean, false),
         coalesce(facts->>'language', 'ko'), left(coalesce(facts->>'name', ''), 60),
         left(coalesce(facts->>'number', ''), 20), left(coalesce(facts->>'looks', ''), 200),
         left(coalesce(facts->>'destination', ''), 120),
         mine.cancel_code, mine.duress_code, false, 0,
         ARRAY(SELECT v::float8 FROM jsonb_array_elements_text(coalesce(facts->'route', '[]')) AS v),
         coalesce(facts->'rule', '{}'), now(), (facts->>'expected_at')::timestamptz, now(), -1, '');
    PERFORM public.escorts_log(room, mine.secret, 'collected', 'control_room', facts->>'kind');
    IF is_sos THEN
        PERFORM public.escorts_raise(journey, CASE WHEN (facts->>'is_silent')::boolean THEN 'silent' ELSE 'sos' END);
        IF lately >= 5 THEN
            PERFORM public.escorts_step(a.id, 'many_calls') FROM public.escorts_alarm a
              WHERE a.journey_id = journey;
        END IF;
    END IF;
    RETURN 'begun';
END $$;

-- Fixes as they come, late ones and doubles included; what is acknowledged is committed. Answers
-- what the screen may truthfully say.
CREATE FUNCTION escorts_send(journey_key bytea, fixes jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    mine public.escorts_journey;
    newest record;
    off_m float8;
BEGIN
    SELECT * INTO mine FROM public.escorts_journey j WHERE j.token = sha256(journey_key) FOR UPDATE;
    IF mine.id IS NULL THEN RETURN NULL; END IF;
    IF mine.ended_at IS NOT NULL THEN RETURN '{"stage": "over"}'; END IF;
    INSERT INTO public.escorts_fix
        (journey_id, room_id, is_told, seq, sent_at, received_at, longitude, latitude, x, y,
         accuracy_m, speed_m_s, heading, battery, is_late, is_doubtful)
    SELECT mine.id, mine.room_id, mine.is_told, f.seq, least(f.sent_at, now() + interval '2 minutes'),
           now(), f.longitude, f.latitude, f.x, f.y, f.accuracy_m, f.speed_m_s, f.heading, round(least(f.battery, 100))::smallint,
           f.sent_at < now() - make_interval(secs => (mine.rule->>'late_fix_s')::float8),
           coalesce(sqrt((f.x - b.x) ^ 2 + (f.y - b.y) ^ 2) >
                    (mine.rule->>'fastest_m_s')::float8
                    * greatest(1, abs(extract(epoch FROM f.sent_at - b.sent_at))), false)
      FROM jsonb_to_recordset(fixes) AS f(seq integer, sent_at timestamptz, longitude float8,
           latitude float8, x float8, y float8, accuracy_m float8, speed_m_s float8, heading float8,
           battery float8)
      LEFT JOIN LATERAL (SELECT x, y, sent_at FROM public.escorts_fix e
            WHERE e.journey_id = mine.id AND e.seq < f.seq AND NOT e.is_doubtful
            ORDER BY e.seq DESC LIMIT 1) b ON true
     ORDER BY f.seq
    ON CONFLICT DO NOTHING;
    SELECT e.seq, e.x, e.y, e.accuracy_m, e.is_doubtful INTO newest FROM public.escorts_fix e
     WHERE e.journey_id = mine.id ORDER BY e.seq DESC LIMIT 1;
    IF newest.seq > mine.last_seq AND NOT newest.is_doubtful AND mine.kind = 'walk' AND NOT mine.is_told
       AND cardinality(mine.route) >= 4 THEN
        IF sqrt((newest.x - mine.route[cardinality(mine.route) - 1]) ^ 2
                + (newest.y - mine.route[cardinality(mine.route)]) ^ 2)
           <= (mine.rule->>'arrive_m')::float8 THEN
            PERFORM public.escorts_finish(mine.id, 'arrived');
            RETURN '{"stage": "arrived"}';
        END IF;
        off_m := public.escorts_off_route(newest.x, newest.y, mine.route) - coalesce(newest.accuracy_m, 0);
    END IF;
    UPDATE public.escorts_journey j SET
        seen_at = now(), last_seq = greatest(j.last_seq, newest.seq),
        off_since = CASE WHEN off_m > (j.rule->>'off_m')::float8 THEN coalesce(j.off_since, now()) END,
        moved_at = CASE WHEN moved THEN now() ELSE j.moved_at END,
        anchor_x = CASE WHEN moved THEN newest.x ELSE j.anchor_x END,
        anchor_y = CASE WHEN moved THEN newest.y ELSE j.anchor_y END
      FROM (SELECT coalesce(sqrt((newest.x - mine.anchor_x) ^ 2 + (newest.y - mine.anchor_y) ^ 2)
                            > (mine.rule->>'still_m')::float8, true) AS moved) m
     WHERE j.id = mine.id;
    IF mine.is_told THEN PERFORM pg_notify('escorts', mine.room_id::text); END IF;
    RETURN public.escorts_state(mine.id);
END $$;

-- Help is wanted on a walk that runs.
CREATE FUNCTION escorts_call(journey_key bytea, silent boolean) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE mine uuid;
BEGIN
    SELECT j.id INTO mine FROM public.escorts_journey j
     WHERE j.token = sha256(journey_key) AND j.ended_at IS NULL FOR UPDATE;
    IF mine IS NULL THEN RETURN NULL; END IF;
    UPDATE public.escorts_journey j SET is_silent = silent, seems_over = false WHERE j.id = mine;
    PERFORM public.escorts_raise(mine, CASE WHEN silent THEN 'silent' ELSE 'sos' END);
    RETURN public.escorts_state(mine);
END $$;

-- "I am well": the answer to a question, before it becomes an alarm.
CREATE FUNCTION escorts_well(journey_key bytea, later_minutes integer) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE mine uuid;
BEGIN
    UPDATE public.escorts_journey j SET stage = 'under_way', asked_at = NULL, asked_why = '',
        off_since = NULL, moved_at = now(), seen_at = now(),
        expected_at = CASE WHEN later_minutes > 0 OR j.asked_why = 'late'
            THEN greatest(j.expected_at, now()) + make_interval(mins => least(greatest(later_minutes, 5), 240))
            ELSE j.expected_at END
     WHERE j.token = sha256(journey_key) AND j.stage IN ('under_way', 'asked')
     RETURNING j.id INTO mine;
    RETURN public.escorts_state(mine);
END $$;

-- A code takes a call back; the duress code is answered in the very same words.
CREATE FUNCTION escorts_cancel(phone_key bytea, journey_key bytea, code text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    mine public.escorts_journey;
    given bytea := public.escorts_code(phone_key, code);
BEGIN
    SELECT * INTO mine FROM public.escorts_journey j WHERE j.token = sha256(journey_key) FOR UPDATE;
    IF mine.id IS NULL OR mine.ended_at IS NOT NULL OR mine.seems_over THEN RETURN 'over'; END IF;
    IF given = mine.duress_code AND mine.duress_code <> '' THEN
        UPDATE public.escorts_journey j SET seems_over = true, is_silent = true WHERE j.id = mine.id;
        PERFORM public.escorts_raise(mine.id, 'duress');
        RETURN 'over';
    END IF;
    IF given = mine.cancel_code THEN
        PERFORM public.escorts_finish(mine.id, 'cancelled');
        RETURN 'over';
    END IF;
    UPDATE public.escorts_journey j SET wrong_codes = least(j.wrong_codes + 1, 99) WHERE j.id = mine.id;
    IF mine.wrong_codes + 1 = 3 THEN
        PERFORM public.escorts_step(a.id, 'wrong_codes') FROM public.escorts_alarm a
          WHERE a.journey_id = mine.id AND a.stage <> 'ended';
    END IF;
    RETURN 'wrong';
END $$;

-- Somebody may look on: at most five, by a link with a secret of its own.
CREATE FUNCTION escorts_watch(journey_key bytea, watcher uuid, watcher_token bytea, called text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE mine public.escorts_journey;
BEGIN
    SELECT * INTO mine FROM public.escorts_journey j
     WHERE j.token = sha256(journey_key) AND j.ended_at IS NULL FOR UPDATE;
    IF mine.id IS NULL OR (SELECT count(*) FROM public.escorts_watcher w
        WHERE w.journey_id = mine.id AND w.ended_at IS NULL) >= 5 THEN RETURN false; END IF;
    INSERT INTO public.escorts_watcher (id, journey_id, room_id, is_told, name, token, looks)
    VALUES (watcher, mine.id, mine.room_id, mine.is_told, left(called, 60), sha256(watcher_token), 0)
    ON CONFLICT DO NOTHING;
    RETURN true;
END $$;

CREATE FUNCTION escorts_unwatch(journey_key bytea, watcher uuid) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    UPDATE public.escorts_watcher w SET ended_at = coalesce(w.ended_at, now())
      FROM public.escorts_journey j
     WHERE w.id = watcher AND j.id = w.journey_id AND j.token = sha256(journey_key)
    RETURNING true
$$;

-- What somebody who was given the link sees, while the walk lasts and they may look. A link that
-- was taken back, a walk that is over and one that never was are the same.
CREATE FUNCTION escorts_look_on(watcher_token bytea) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    looker public.escorts_watcher;
    walk public.escorts_journey;
BEGIN
    SELECT w.* INTO looker FROM public.escorts_watcher w
     WHERE w.token = sha256(watcher_token) AND w.ended_at IS NULL FOR UPDATE;
    SELECT * INTO walk FROM public.escorts_journey j WHERE j.id = looker.journey_id AND j.ended_at IS NULL;
    IF walk.id IS NULL OR walk.seems_over THEN RETURN NULL; END IF;
    UPDATE public.escorts_watcher w SET looks = w.looks + 1, looked_at = now() WHERE w.id = looker.id;
    IF looker.looked_at IS NULL OR looker.looked_at < now() - interval '1 minute' THEN
        PERFORM public.escorts_log(walk.room_id, p.secret, 'provided', 'watcher', walk.kind)
           FROM public.escorts_phone p WHERE p.id = walk.phone_id;
    END IF;
    -- A silent call is nobody's to know but the control room's: whoever looks on may be the danger.
    RETURN jsonb_build_object('stage', CASE WHEN walk.is_silent THEN 'under_way' ELSE walk.stage END,
        'expected_at', walk.expected_at,
        'destination', walk.destination, 'seen_at', walk.seen_at,
        'fix', (SELECT jsonb_build_object('longitude', f.longitude, 'latitude', f.latitude,
                       'accuracy_m', f.accuracy_m, 'sent_at', f.sent_at, 'battery', f.battery)
                  FROM public.escorts_fix f WHERE f.journey_id = walk.id AND NOT f.is_doubtful
                 ORDER BY f.seq DESC LIMIT 1));
END $$;

-- Somebody else called and asked after the person; nothing is told before she answers.
CREATE FUNCTION escorts_answer_wish(journey_key bytea, yes boolean) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE mine uuid;
BEGIN
    UPDATE public.escorts_journey j SET wish_asked_at = NULL
     WHERE j.token = sha256(journey_key) AND j.wish_asked_at IS NOT NULL
    RETURNING j.id INTO mine;
    IF mine IS NOT NULL AND yes THEN PERFORM public.escorts_raise(mine, 'third_party'); END IF;
    RETURN public.escorts_state(mine);
END $$;

-- The person ends it. kept: days she wants it kept for herself as evidence, at most a year.
CREATE FUNCTION escorts_end(journey_key bytea, kept integer) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE mine public.escorts_journey;
BEGIN
    SELECT * INTO mine FROM public.escorts_journey j WHERE j.token = sha256(journey_key) FOR UPDATE;
    -- A call for help ends by a code or by the control room, not by whoever holds the phone.
    IF mine.id IS NULL OR mine.ended_at IS NOT NULL OR mine.seems_over THEN RETURN 'over'; END IF;
    IF kept > 0 THEN
        UPDATE public.escorts_journey j SET evidence_until = current_date + least(kept, 365) WHERE j.id = mine.id;
    END IF;
    IF mine.is_told THEN RETURN 'code'; END IF;
    PERFORM public.escorts_finish(mine.id, 'arrived');
    RETURN 'over';
END $$;

-- What was kept as evidence, for whoever holds the phone's secret; then it may be deleted.
CREATE FUNCTION escorts_evidence(journey_key bytea, done boolean) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    mine public.escorts_journey;
    kept jsonb;
BEGIN
    SELECT * INTO mine FROM public.escorts_journey j
     WHERE j.token = sha256(journey_key) AND j.evidence_until IS NOT NULL FOR UPDATE;
    IF mine.id IS NULL THEN RETURN NULL; END IF;
    SELECT coalesce(jsonb_agg(jsonb_build_object('seq', f.seq, 'sent_at', f.sent_at,
               'received_at', f.received_at, 'longitude', f.longitude, 'latitude', f.latitude,
               'accuracy_m', f.accuracy_m, 'is_late', f.is_late) ORDER BY f.seq), '[]')
      INTO kept FROM public.escorts_fix f WHERE f.journey_id = mine.id;
    IF done AND mine.ended_at IS NOT NULL THEN
        UPDATE public.escorts_journey j SET evidence_until = NULL WHERE j.id = mine.id;
        DELETE FROM public.escorts_fix f WHERE f.journey_id = mine.id;
    END IF;
    RETURN jsonb_build_object('begun_at', mine.begun_at, 'ended_at', mine.ended_at,
                              'until', mine.evidence_until, 'fixes', kept);
END $$;

-- The lines of the log about this phone, newest first.
CREATE FUNCTION escorts_log_of(phone_key bytea) RETURNS jsonb
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object('at', l.at, 'what', l.what, 'recipient', l.recipient,
               'purpose', l.purpose) ORDER BY l.at DESC), '[]')
      FROM (SELECT * FROM public.escorts_provision p
             WHERE p.subject = sha256(sha256(phone_key) || 'log'::bytea)
             ORDER BY p.at DESC LIMIT 200) l
$$;

-- Who answers where, and how they are called; it holds nobody.
CREATE FUNCTION escorts_rooms() RETURNS TABLE (agency bigint, areas text[], phone text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT r.agency_id, r.areas::text[], r.phone FROM public.escorts_controlroom r
     WHERE r.closed_at IS NULL ORDER BY r.agency_id
$$;

-- A bell rang: its gateway says so by the key of its control room. A second press within a minute is
-- a step of the same alarm; a bell nobody knows raises one too, without a place.
CREATE FUNCTION escorts_ring(bell_key bytea, bell text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    room bigint;
    site record;
    alarm uuid;
BEGIN
    SELECT r.agency_id INTO room FROM public.escorts_controlroom r
     WHERE r.bell_key = sha256(escorts_ring.bell_key) AND r.closed_at IS NULL;
    IF room IS NULL THEN RETURN 'unknown'; END IF;
    SELECT s.id, s.area_code INTO site FROM public.places_site s
     WHERE s.kind = 'bell' AND s.number = left(bell, 60) AND s.removed_on IS NULL
     ORDER BY s.id LIMIT 1;
    SELECT a.id INTO alarm FROM public.escorts_alarm a
     WHERE a.room_id = room AND a.kind = 'bell' AND a.site_id IS NOT DISTINCT FROM site.id
       AND a.stage <> 'ended' AND a.raised_at > now() - interval '1 minute' FOR UPDATE;
    IF alarm IS NOT NULL THEN
        PERFORM public.escorts_step(alarm, 'bell');
        RETURN 'again';
    END IF;
    alarm := gen_random_uuid();
    INSERT INTO public.escorts_alarm (id, room_id, site_id, kind, stage, stage_since, is_silent, is_drill,
            area_code, raised_at, ending, version)
    VALUES (alarm, room, site.id, 'bell', 'raised', now(), false, false, coalesce(site.area_code, ''),
            now(), '', 1);
    INSERT INTO public.escorts_alarmstep (id, alarm_id, room_id, code, at, note)
    VALUES (gen_random_uuid(), alarm, room, 'bell', now(), CASE WHEN site.id IS NULL THEN left(bell, 60) ELSE '' END);
    IF site.id IS NOT NULL THEN
        INSERT INTO public.places_siteevent (id, site_id, kind, happened_at, note, before)
        VALUES (gen_random_uuid(), site.id, 'rung', now(), '', '{}');
    END IF;
    PERFORM pg_notify('escorts', room::text);
    RETURN 'raised';
END $$;

DO $grant$ DECLARE f text; BEGIN
    FOREACH f IN ARRAY ARRAY['consent(bytea, text[], integer, boolean, boolean)',
        'pause(bytea, boolean)', 'withdraw(bytea)', 'begin(bytea, bytea, uuid, bigint, jsonb)',
        'send(bytea, jsonb)', 'call(bytea, boolean)', 'well(bytea, integer)', 'cancel(bytea, bytea, text)', 'codes(bytea, text, text)',
        'watch(bytea, uuid, bytea, text)', 'unwatch(bytea, uuid)', 'look_on(bytea)',
        'answer_wish(bytea, boolean)', 'end(bytea, integer)', 'evidence(bytea, boolean)',
        'log_of(bytea)', 'rooms()', 'ring(bytea, text)'] LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION escorts_%s TO jikimi_public', f);
    END LOOP;
END $grant$;
