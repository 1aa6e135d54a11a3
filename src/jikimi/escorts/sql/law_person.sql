-- What a person asks about the log of her phone, and what no answer may tell whoever holds it: after
-- the duress code everything is answered as after a cancel, until it is really over.

-- A code takes a call back; the duress code is answered in the very same words. After ten wrong ones
-- nothing typed ends it any more, so that nobody tries them all; the duress code is heard all the same.
CREATE OR REPLACE FUNCTION escorts_cancel(phone_key bytea, journey_key bytea, code text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    mine public.escorts_journey;
    given bytea := public.escorts_code(phone_key, code);
    locked boolean;
BEGIN
    SELECT * INTO mine FROM public.escorts_journey j WHERE j.token = sha256(journey_key) FOR UPDATE;
    IF mine.id IS NULL OR mine.ended_at IS NOT NULL OR mine.seems_over THEN RETURN 'over'; END IF;
    locked := mine.wrong_codes >= 10;
    IF given = mine.duress_code AND mine.duress_code <> '' THEN
        UPDATE public.escorts_journey j SET seems_over = NOT locked, is_silent = true WHERE j.id = mine.id;
        PERFORM public.escorts_raise(mine.id, 'duress');
        RETURN CASE WHEN locked THEN 'wrong' ELSE 'over' END;
    END IF;
    IF given = mine.cancel_code AND mine.cancel_code <> '' AND NOT locked THEN
        PERFORM public.escorts_finish(mine.id, 'cancelled');
        RETURN 'over';
    END IF;
    UPDATE public.escorts_journey j SET wrong_codes = least(j.wrong_codes + 1, 99) WHERE j.id = mine.id;
    IF mine.wrong_codes + 1 IN (3, 10) THEN
        PERFORM public.escorts_step(a.id, CASE mine.wrong_codes + 1 WHEN 3 THEN 'wrong_codes' ELSE 'codes_locked' END)
           FROM public.escorts_alarm a WHERE a.journey_id = mine.id AND a.stage <> 'ended';
    END IF;
    RETURN 'wrong';
END $$;

CREATE OR REPLACE FUNCTION escorts_call(journey_key bytea, silent boolean) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE mine public.escorts_journey;
BEGIN
    SELECT * INTO mine FROM public.escorts_journey j
     WHERE j.token = sha256(journey_key) AND j.ended_at IS NULL FOR UPDATE;
    IF mine.id IS NULL THEN RETURN NULL; END IF;
    IF NOT mine.seems_over THEN
        UPDATE public.escorts_journey j SET is_silent = silent WHERE j.id = mine.id;
    END IF;
    PERFORM public.escorts_raise(mine.id, CASE WHEN silent THEN 'silent' ELSE 'sos' END);
    RETURN CASE WHEN mine.seems_over THEN NULL ELSE public.escorts_state(mine.id) END;
END $$;

CREATE OR REPLACE FUNCTION escorts_watch(journey_key bytea, watcher uuid, watcher_token bytea, called text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE mine public.escorts_journey;
BEGIN
    SELECT * INTO mine FROM public.escorts_journey j
     WHERE j.token = sha256(journey_key) AND j.ended_at IS NULL AND NOT j.seems_over FOR UPDATE;
    IF mine.id IS NULL OR (SELECT count(*) FROM public.escorts_watcher w
        WHERE w.journey_id = mine.id AND w.ended_at IS NULL) >= 5 THEN RETURN false; END IF;
    INSERT INTO public.escorts_watcher (id, journey_id, room_id, is_told, name, token, looks)
    VALUES (watcher, mine.id, mine.room_id, mine.is_told, left(called, 60), sha256(watcher_token), 0)
    ON CONFLICT DO NOTHING;
    RETURN true;
END $$;

CREATE OR REPLACE FUNCTION escorts_unwatch(journey_key bytea, watcher uuid) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    UPDATE public.escorts_watcher w SET ended_at = coalesce(w.ended_at, now())
      FROM public.escorts_journey j
     WHERE w.id = watcher AND j.id = w.journey_id AND j.token = sha256(journey_key) AND NOT j.seems_over
    RETURNING true
$$;

CREATE OR REPLACE FUNCTION escorts_evidence(journey_key bytea, done boolean) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    mine public.escorts_journey;
    over timestamptz;
    kept jsonb;
BEGIN
    SELECT * INTO mine FROM public.escorts_journey j
     WHERE j.token = sha256(journey_key) AND j.evidence_until IS NOT NULL FOR UPDATE;
    IF mine.id IS NULL THEN RETURN NULL; END IF;
    over := coalesce(mine.seemed_over_at, mine.ended_at);
    SELECT coalesce(jsonb_agg(jsonb_build_object('seq', f.seq, 'sent_at', f.sent_at,
               'received_at', f.received_at, 'longitude', f.longitude, 'latitude', f.latitude,
               'accuracy_m', f.accuracy_m, 'is_late', f.is_late) ORDER BY f.seq), '[]')
      INTO kept FROM public.escorts_fix f
     WHERE f.journey_id = mine.id AND (over IS NULL OR f.received_at <= over);
    IF done AND over IS NOT NULL THEN
        UPDATE public.escorts_journey j SET evidence_until = NULL WHERE j.id = mine.id;
        DELETE FROM public.escorts_fix f WHERE f.journey_id = mine.id AND mine.ended_at IS NOT NULL;
    END IF;
    RETURN jsonb_build_object('begun_at', mine.begun_at, 'ended_at', over,
                              'until', mine.evidence_until, 'fixes', kept);
END $$;

-- Lines of the log are about a phone; only who holds its secret can name them.
CREATE FUNCTION escorts_subject(phone_secret bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE AS $$ SELECT sha256(phone_secret || 'log'::bytea) $$;

-- The lines of the log about this phone, newest first, but for those held back. Reading them is being told.
CREATE OR REPLACE FUNCTION escorts_log_of(phone_key bytea) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    mine bytea := public.escorts_subject(sha256(phone_key));
    found jsonb;
BEGIN
    UPDATE public.escorts_provision p SET told_at = now()
     WHERE p.subject = mine AND p.told_at IS NULL AND NOT p.is_held;
    SELECT coalesce(jsonb_agg(jsonb_build_object('at', l.at, 'what', l.what, 'recipient', l.recipient,
               'purpose', CASE l.purpose WHEN 'duress' THEN 'sos' ELSE l.purpose END, 'told_at', l.told_at,
               'room_ko', a.name_ko, 'room_en', a.name_en) ORDER BY l.at DESC), '[]')
      INTO found
      FROM (SELECT * FROM public.escorts_provision p
             WHERE p.subject = mine AND NOT p.is_held ORDER BY p.at DESC LIMIT 200) l
      LEFT JOIN public.access_agency a ON a.id = l.room_id;
    RETURN found;
END $$;

-- The phone has told the person of what was provided: at once, or all together when she agreed to that.
CREATE FUNCTION escorts_told(phone_key bytea) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH mine AS (
        SELECT public.escorts_subject(p.secret) AS subject, p.bundle_days FROM public.escorts_phone p
         WHERE p.secret = sha256(phone_key)),
    due AS (
        UPDATE public.escorts_provision l SET told_at = now() FROM mine
         WHERE l.subject = mine.subject AND l.told_at IS NULL AND NOT l.is_held
           AND (mine.bundle_days = 0 OR EXISTS (
                SELECT FROM public.escorts_provision o WHERE o.subject = mine.subject AND o.told_at IS NULL
                   AND NOT o.is_held AND o.at < now() - make_interval(days => mine.bundle_days)))
        RETURNING 1)
    SELECT count(*)::integer FROM due
$$;

-- To be told of all provisions together after so many days, or at once (0).
CREATE FUNCTION escorts_bundle(phone_key bytea, days integer) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    UPDATE public.escorts_phone p SET bundle_days = least(greatest(days, 0), 30)
     WHERE p.secret = sha256(phone_key) RETURNING true
$$;

-- What was agreed to on this phone, for her to read again.
CREATE FUNCTION escorts_agreed(phone_key bytea) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT jsonb_build_object('consented_at', p.consented_at, 'until', p.until, 'purposes', p.purposes,
             'bundle_days', p.bundle_days, 'paused_at', p.paused_at)
      FROM public.escorts_phone p WHERE p.secret = sha256(phone_key) AND p.withdrawn_at IS NULL
$$;

-- A request about the log: to the control room that wrote its newest line. A key nobody knows leaves none.
CREATE FUNCTION escorts_object(phone_key bytea, new_kind text, words text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    mine bytea := public.escorts_subject(sha256(phone_key));
    room bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext(encode(mine, 'hex')));
    SELECT p.room_id INTO room FROM public.escorts_provision p WHERE p.subject = mine ORDER BY p.at DESC LIMIT 1;
    IF room IS NULL THEN RETURN 'nothing'; END IF;
    IF (SELECT count(*) FROM public.escorts_objection o
         WHERE o.subject = mine AND o.said_at > now() - interval '30 days') >= 5 THEN RETURN 'too_many'; END IF;
    INSERT INTO public.escorts_objection (id, room_id, subject, kind, text, stage, stage_since, said_at, due_on, answer)
    VALUES (gen_random_uuid(), room, mine, new_kind, left(words, 1000), 'said', now(), now(), current_date + 10, '');
    RETURN 'kept';
END $$;

CREATE FUNCTION escorts_objections(phone_key bytea) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object('kind', o.kind, 'text', o.text, 'said_at', o.said_at,
               'due_on', o.due_on, 'answer', o.answer, 'answered_at', o.answered_at) ORDER BY o.said_at DESC), '[]')
      FROM public.escorts_objection o WHERE o.subject = public.escorts_subject(sha256(phone_key))
$$;

DO $grant$ DECLARE f text; BEGIN
    FOREACH f IN ARRAY ARRAY['told(bytea)', 'bundle(bytea, integer)', 'agreed(bytea)',
        'object(bytea, text, text)', 'objections(bytea)'] LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION escorts_%s TO jikimi_public', f);
    END LOOP;
END $grant$;
