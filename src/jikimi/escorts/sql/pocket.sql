-- The person's phone beyond a journey itself: what she chose to send with a call, what is kept for her,
-- a guardian's consent. As in person.sql each is reached by a secret alone.

CREATE FUNCTION escorts_choose_recordings(phone_key bytea, kinds text[]) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    UPDATE public.escorts_phone p SET recordings = kinds WHERE p.secret = sha256(phone_key) RETURNING true
$$;

-- A photo or a sound of a call for help, each once. It is kept only if the person chose it beforehand and help
-- was called; once it is over, or seems so, the phone hears the same. Without content: whether it may come, so that
-- nobody's photo is drawn for a key that is none.
CREATE FUNCTION escorts_record(journey_key bytea, recording uuid, new_kind text, new_content bytea,
                               recorded_at timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    mine public.escorts_journey;
    owner public.escorts_phone;
BEGIN
    SELECT * INTO mine FROM public.escorts_journey j WHERE j.token = sha256(journey_key) FOR UPDATE;
    IF mine.id IS NULL OR mine.ended_at IS NOT NULL OR mine.seems_over THEN RETURN 'over'; END IF;
    SELECT * INTO owner FROM public.escorts_phone p WHERE p.id = mine.phone_id;
    IF NOT mine.is_told THEN RETURN 'not_called'; END IF;
    IF NOT new_kind = ANY (coalesce(owner.recordings, '{}')) OR length(new_content) > 100000 THEN
        RETURN 'not_chosen';
    END IF;
    IF EXISTS (SELECT FROM public.escorts_recording r WHERE r.journey_id = mine.id AND r.kind = new_kind) THEN
        RETURN 'kept';
    END IF;
    IF new_content IS NULL THEN RETURN 'may'; END IF;
    INSERT INTO public.escorts_recording (id, journey_id, room_id, is_told, kind, content, sent_at, received_at)
    VALUES (recording, mine.id, mine.room_id, true, new_kind, new_content,
            least(recorded_at, now() + interval '2 minutes'), now())
    ON CONFLICT DO NOTHING;
    PERFORM public.escorts_log(mine.room_id, owner.secret, 'collected', 'control_room', new_kind);
    PERFORM pg_notify('escorts', mine.room_id::text);
    RETURN 'kept';
END $$;

-- Whether this journey is to be kept for her when it is over: days, at most a year; 0 for not at all.
CREATE FUNCTION escorts_keep(journey_key bytea, days integer) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    UPDATE public.escorts_journey j
       SET evidence_until = CASE WHEN days > 0 THEN current_date + least(days, 365) END
     WHERE j.token = sha256(journey_key) AND j.ended_at IS NULL AND NOT j.seems_over RETURNING true
$$;

-- Photo and sound of what was kept, in base64 by their kind.
CREATE FUNCTION escorts_kept_recordings(journey_key bytea) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce(jsonb_object_agg(r.kind, jsonb_build_object('sent_at', r.sent_at,
               'content', translate(encode(r.content, 'base64'), E'\n', ''))), '{}')
      FROM public.escorts_recording r JOIN public.escorts_journey j ON j.id = r.journey_id
     WHERE j.token = sha256(journey_key) AND j.evidence_until IS NOT NULL
$$;

-- What hangs on a journey is told with it and goes with it, whichever way it ends.
CREATE FUNCTION escorts_recordings_follow() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM public.escorts_recording r WHERE r.journey_id = OLD.id;
        RETURN OLD;
    END IF;
    IF NEW.ended_at IS NOT NULL AND (NEW.evidence_until IS NULL OR NEW.evidence_until < current_date) THEN
        DELETE FROM public.escorts_recording r WHERE r.journey_id = NEW.id;
    ELSE
        UPDATE public.escorts_recording r SET is_told = NEW.is_told
         WHERE r.journey_id = NEW.id AND r.is_told <> NEW.is_told;
    END IF;
    RETURN NEW;
END $$;

-- A child's phone asks for a guardian: purposes and days the child chose, and a link with a secret of its own.
-- Asking anew makes an older question void.
CREATE FUNCTION escorts_ask_guardian(phone_key bytea, link_key bytea, wanted text[], wanted_days integer, band text)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    DELETE FROM public.escorts_guardianship g WHERE g.child = sha256(phone_key) AND g.applied_at IS NULL;
    INSERT INTO public.escorts_guardianship
        (id, child, token, guardian, purposes, days, age_band, relation, asked_at)
    VALUES (gen_random_uuid(), sha256(phone_key), sha256(link_key), '', wanted, least(wanted_days, 365), band, '', now());
    RETURN true;
END $$;

-- What the guardian's phone sees: what it is asked, or that it agreed and until when. Nothing of where the child
-- is, was or whether help was called. A link that is not this phone's to see and one that never was are the same.
CREATE FUNCTION escorts_guardian_asked(link_key bytea, guardian_key bytea) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT CASE WHEN g.child = sha256(guardian_key) THEN '{"stage": "own_phone"}'::jsonb
      ELSE jsonb_build_object('stage', CASE WHEN g.ended_at IS NOT NULL THEN 'ended'
               WHEN g.agreed_at IS NOT NULL THEN 'agreed' ELSE 'asked' END,
           'purposes', to_jsonb(g.purposes), 'days', g.days, 'age_band', g.age_band, 'agreed_at', g.agreed_at,
           'until', (coalesce(g.applied_at, g.agreed_at))::date + g.days) END
      FROM public.escorts_guardianship g
     WHERE g.token = sha256(link_key)
       AND CASE WHEN g.agreed_at IS NULL THEN g.asked_at > now() - interval '1 day'
                ELSE g.guardian = sha256(guardian_key) END
$$;

CREATE FUNCTION escorts_guardian_answer(link_key bytea, guardian_key bytea, yes boolean, kind text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE mine public.escorts_guardianship;
BEGIN
    SELECT * INTO mine FROM public.escorts_guardianship g
     WHERE g.token = sha256(link_key) AND g.agreed_at IS NULL AND g.asked_at > now() - interval '1 day' FOR UPDATE;
    IF mine.id IS NULL OR mine.child = sha256(guardian_key) THEN RETURN 'over'; END IF;
    IF NOT yes THEN
        DELETE FROM public.escorts_guardianship g WHERE g.id = mine.id;
        RETURN 'refused';
    END IF;
    UPDATE public.escorts_guardianship g SET agreed_at = now(), guardian = sha256(guardian_key), relation = left(kind, 20)
     WHERE g.id = mine.id;
    RETURN 'agreed';
END $$;

-- The guardian takes it back: walks end, and nothing new begins. A call for help goes on, and what the child
-- wanted kept stays the child's: whoever is the guardian may be whom the child is afraid of.
CREATE FUNCTION escorts_guardian_end(link_key bytea, guardian_key bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    mine public.escorts_guardianship;
    phone uuid;
BEGIN
    UPDATE public.escorts_guardianship g SET ended_at = now()
     WHERE g.token = sha256(link_key) AND g.guardian = sha256(guardian_key) AND g.ended_at IS NULL
    RETURNING * INTO mine;
    IF mine.id IS NULL THEN RETURN false; END IF;
    SELECT p.id INTO phone FROM public.escorts_phone p WHERE p.secret = mine.child AND p.is_child FOR UPDATE;
    PERFORM public.escorts_let_go(phone);
    UPDATE public.escorts_phone p SET purposes = '{}', guardian_consented_at = NULL,
        withdrawn_at = CASE WHEN NOT EXISTS (SELECT FROM public.escorts_journey j
            WHERE j.phone_id = p.id AND (j.evidence_until IS NOT NULL OR j.ended_at IS NULL)) THEN now() END
     WHERE p.id = phone;
    RETURN true;
END $$;

-- What the child's phone may say: asked, agreed (and its consent stands now), ended; nothing otherwise.
CREATE FUNCTION escorts_guardian_of(phone_key bytea) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE mine public.escorts_guardianship;
BEGIN
    SELECT * INTO mine FROM public.escorts_guardianship g
     WHERE g.child = sha256(phone_key) AND (g.agreed_at IS NOT NULL OR g.asked_at > now() - interval '1 day')
     ORDER BY g.asked_at DESC LIMIT 1 FOR UPDATE;
    IF mine.id IS NULL THEN RETURN NULL; END IF;
    IF mine.agreed_at IS NOT NULL AND mine.applied_at IS NULL AND mine.ended_at IS NULL THEN
        PERFORM public.escorts_consent(phone_key, mine.purposes, mine.days, true, true);
        UPDATE public.escorts_guardianship g SET applied_at = now() WHERE g.id = mine.id;
        UPDATE public.escorts_guardianship g SET ended_at = now()
         WHERE g.child = mine.child AND g.id <> mine.id AND g.ended_at IS NULL;
        mine.applied_at := now();
    END IF;
    RETURN jsonb_build_object('stage', CASE WHEN mine.ended_at IS NOT NULL THEN 'ended'
               WHEN mine.agreed_at IS NOT NULL THEN 'agreed' ELSE 'asked' END,
           'age_band', mine.age_band, 'until', mine.applied_at::date + mine.days);
END $$;

-- A phone was forgotten: so is who agreed for it.
CREATE FUNCTION escorts_guardian_goes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    DELETE FROM public.escorts_guardianship g WHERE g.child = OLD.secret AND g.ended_at IS NULL;
    RETURN OLD;
END $$;

-- Questions nobody answered and consents taken back are forgotten after a day.
CREATE FUNCTION escorts_forget_guardians() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    DELETE FROM public.escorts_guardianship g
     WHERE (g.ended_at < now() - interval '1 day'
            OR g.applied_at IS NULL AND coalesce(g.agreed_at, g.asked_at) < now() - interval '1 day')
       AND public.access_is(22)
$$;
GRANT EXECUTE ON FUNCTION escorts_forget_guardians() TO jikimi_staff;

DO $grant$ DECLARE f text; BEGIN
    FOREACH f IN ARRAY ARRAY['choose_recordings(bytea, text[])', 'record(bytea, uuid, text, bytea, timestamptz)',
        'keep(bytea, integer)', 'kept_recordings(bytea)', 'ask_guardian(bytea, bytea, text[], integer, text)',
        'guardian_asked(bytea, bytea)', 'guardian_answer(bytea, bytea, boolean, text)',
        'guardian_end(bytea, bytea)', 'guardian_of(bytea)'] LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION escorts_%s TO jikimi_public', f);
    END LOOP;
END $grant$;
