-- What is deleted is written down: how much, of what, on which day in Korea. Whichever way a journey
-- or a phone goes, these triggers see it.

CREATE FUNCTION escorts_deleted(room bigint, new_what text, how_many bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    INSERT INTO public.escorts_deletion (day, room_id, what, rows)
    SELECT (now() AT TIME ZONE 'Asia/Seoul')::date, room, new_what, how_many WHERE how_many > 0
$$;

-- Since when it seems over, which nobody who holds the phone may tell from a cancel.
CREATE FUNCTION escorts_seems_over() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    NEW.seemed_over_at := clock_timestamp();
    NEW.wish_asked_at := NULL;
    RETURN NEW;
END $$;

CREATE FUNCTION escorts_journey_over() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM public.escorts_deleted(NEW.room_id, 'journey', 1);
    -- What came after the duress code is not part of what she asked to keep.
    IF NEW.seemed_over_at IS NOT NULL THEN
        DELETE FROM public.escorts_fix f WHERE f.journey_id = NEW.id AND f.received_at > NEW.seemed_over_at;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION escorts_evidence_gone() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM public.escorts_deleted(OLD.room_id, 'evidence', 1);
    RETURN NULL;
END $$;

-- Consent taken back takes what was kept for her along: nobody could fetch it any more (§24④).
CREATE FUNCTION escorts_withdrawn() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    DELETE FROM public.escorts_fix f USING public.escorts_journey j
     WHERE f.journey_id = j.id AND j.phone_id = NEW.id AND j.ended_at IS NOT NULL;
    UPDATE public.escorts_journey j SET evidence_until = NULL
     WHERE j.phone_id = NEW.id AND j.evidence_until IS NOT NULL;
    RETURN NULL;
END $$;

-- A consent is gone; when it was taken back, so is the log about it (§24④).
CREATE FUNCTION escorts_phone_gone() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    mine bytea := public.escorts_subject(OLD.secret);
    gone record;
BEGIN
    PERFORM public.escorts_deleted(NULL, 'consent', 1);
    IF OLD.withdrawn_at IS NULL THEN RETURN NULL; END IF;
    FOR gone IN WITH went AS (DELETE FROM public.escorts_provision p WHERE p.subject = mine RETURNING p.room_id)
                SELECT w.room_id, count(*) AS n FROM went w GROUP BY w.room_id LOOP
        PERFORM public.escorts_deleted(gone.room_id, 'provision', gone.n);
    END LOOP;
    FOR gone IN WITH went AS (DELETE FROM public.escorts_objection o WHERE o.subject = mine RETURNING o.room_id)
                SELECT w.room_id, count(*) AS n FROM went w GROUP BY w.room_id LOOP
        PERFORM public.escorts_deleted(gone.room_id, 'objection', gone.n);
    END LOOP;
    RETURN NULL;
END $$;

-- The person is told of what is provided by her phone, afterwards; of what is written under duress not
-- before the auditor lets it go: whoever forced her may hold the phone (§29⑥).
CREATE FUNCTION escorts_provision_written() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    NEW.is_held := NEW.purpose = 'duress';
    NEW.told_at := CASE WHEN NEW.what = 'provided' OR NEW.is_held THEN NULL ELSE NEW.at END;
    RETURN NEW;
END $$;
