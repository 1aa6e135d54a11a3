-- Being met by a pair of escorts. The phone reaches its own booking by a secret; the room and the
-- pair read rows by the row policies.

-- Whether one more can be met at that moment: while it would last, there are at every moment more
-- pairs on duty than meetings.
CREATE FUNCTION escorts_is_free(room bigint, at timestamptz, minutes integer) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce(bool_and((
        SELECT count(*) FROM public.escorts_scoutevening e JOIN public.escorts_scoutpair s ON s.id = e.pair_id
         WHERE e.room_id = room AND e.withdrawn_at IS NULL AND s.ended_at IS NULL
           AND e.opens_at <= moment.at AND moment.at < e.closes_at) > (
        SELECT count(*) FROM public.escorts_booking b
         WHERE b.room_id = room AND b.stage <> 'ended' AND b.starts_at <= moment.at
           AND moment.at < b.starts_at + make_interval(mins => b.minutes))), false)
      FROM (SELECT escorts_is_free.at UNION
            SELECT b.starts_at FROM public.escorts_booking b
             WHERE b.room_id = room AND b.stage <> 'ended' AND b.starts_at > escorts_is_free.at
               AND b.starts_at < escorts_is_free.at + make_interval(mins => escorts_is_free.minutes)) moment(at)
$$;

-- Of the moments somebody could be met at, those at which a pair is free.
CREATE FUNCTION escorts_free_times(room bigint, wanted timestamptz[], minutes integer) RETURNS timestamptz[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce(array_agg(at ORDER BY at), '{}') FROM unnest(wanted) AS at
     WHERE public.escorts_is_free(room, at, minutes)
$$;

-- A booking is over: nothing about the person is left but when and in which dong. A shell that knows
-- how it ended answers the phone for a while.
CREATE FUNCTION escorts_end_booking(which uuid, how text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE there bigint;
BEGIN
    UPDATE public.escorts_booking b SET stage = 'ended', stage_since = now(), ended_at = now(), ending = how,
        phone_id = NULL, scouts = '{}', language = '', name = '', number = '', people = 0, meet_at = '',
        longitude = NULL, latitude = NULL, destination = '', notes = '', word = '', digits = '',
        version = b.version + 1
     WHERE b.id = which AND b.stage <> 'ended' RETURNING b.room_id INTO there;
    IF there IS NULL THEN RETURN; END IF;
    PERFORM public.escorts_deleted(there, 'booking', 1);
    PERFORM pg_notify('escorts', there::text);
END $$;

-- Ask to be met. The phone chooses the number, so that asking twice books once. Answers booked, or
-- why not.
CREATE FUNCTION escorts_book(phone_key bytea, booking_key bytea, booking uuid, room bigint, facts jsonb)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    mine public.escorts_phone;
    meet_on timestamptz := (facts->>'starts_at')::timestamptz;
    takes integer := (facts->>'minutes')::integer;
BEGIN
    SELECT * INTO mine FROM public.escorts_phone p WHERE p.secret = sha256(phone_key) FOR UPDATE;
    IF EXISTS (SELECT FROM public.escorts_booking b WHERE b.id = booking AND b.phone_id = mine.id
                AND b.token = sha256(booking_key)) THEN RETURN 'booked'; END IF;
    IF mine.id IS NULL OR mine.withdrawn_at IS NOT NULL OR mine.until < meet_on::date
       OR NOT 'scouts' = ANY (mine.purposes) THEN RETURN 'no_consent'; END IF;
    IF mine.paused_at IS NOT NULL THEN RETURN 'paused'; END IF;
    IF NOT EXISTS (SELECT FROM public.escorts_controlroom r
                    WHERE r.agency_id = room AND r.closed_at IS NULL) THEN RETURN 'no_room'; END IF;
    IF (SELECT count(*) FROM public.escorts_booking b
         WHERE b.phone_id = mine.id AND b.stage <> 'ended') >= 2 THEN RETURN 'too_many'; END IF;
    PERFORM pg_advisory_xact_lock(hashtext('escorts_book'), room::integer);
    IF NOT public.escorts_is_free(room, meet_on, takes) THEN RETURN 'full'; END IF;
    INSERT INTO public.escorts_booking
        (id, room_id, phone_id, token, stage, stage_since, scouts, language, name, number, people, meet_at,
         longitude, latitude, destination, notes, word, digits, area_code, starts_at, minutes, booked_at,
         ending, late_why, version)
    VALUES (booking, room, mine.id, sha256(booking_key), 'booked', now(), '{}', left(facts->>'language', 5),
         left(facts->>'name', 60), left(facts->>'number', 20), (facts->>'people')::smallint,
         left(facts->>'meet_at', 120), (facts->>'longitude')::float8, (facts->>'latitude')::float8,
         left(facts->>'destination', 120), left(facts->>'notes', 200), left(facts->>'word', 20),
         left(facts->>'digits', 4), left(facts->>'area_code', 10), meet_on, takes, now(), '', '', 1);
    PERFORM public.escorts_log(room, mine.secret, 'collected', 'control_room', 'scouts');
    PERFORM pg_notify('escorts', room::text);
    RETURN 'booked';
END $$;

-- What the phone's screen may say of a booking: only what has happened. The word is told once a pair
-- is known. NULL when it never was, or was over a while ago.
CREATE FUNCTION escorts_booking(booking_key bytea) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT CASE WHEN b.stage = 'ended' THEN jsonb_build_object('stage', 'ended', 'ending', b.ending)
      ELSE jsonb_build_object('stage', b.stage, 'since', b.stage_since, 'starts_at', b.starts_at,
        'meet_at', b.meet_at, 'destination', b.destination, 'told', nullif(b.late_why, ''),
        'pair', s.name, 'phone', nullif(s.phone, ''),
        'word', CASE WHEN b.stage <> 'booked' THEN b.word END,
        'digits', CASE WHEN b.stage <> 'booked' THEN b.digits END) END
      FROM public.escorts_booking b LEFT JOIN public.escorts_scoutpair s ON s.id = b.pair_id
     WHERE b.token = sha256(booking_key)
$$;

-- The person takes it back; there is nothing to type.
CREATE FUNCTION escorts_unbook(booking_key bytea) RETURNS text
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT public.escorts_end_booking(b.id, 'cancelled') FROM public.escorts_booking b
     WHERE b.token = sha256(booking_key);
    SELECT 'over'
$$;

-- She is there and nobody has come: the room is told.
CREATE FUNCTION escorts_nobody_here(booking_key bytea) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE there bigint;
BEGIN
    UPDATE public.escorts_booking b SET late_at = now(), late_why = 'waits', version = b.version + 1
     WHERE b.token = sha256(booking_key) AND b.stage IN ('booked', 'assigned', 'on_the_way', 'here')
       AND now() >= b.starts_at AND b.late_why <> 'waits' RETURNING b.room_id INTO there;
    PERFORM pg_notify('escorts', there::text) WHERE there IS NOT NULL;
    RETURN public.escorts_booking(booking_key);
END $$;

-- Pausing, taking consent back and being forgotten end what was booked on a phone.
CREATE FUNCTION escorts_phone_rests() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM public.escorts_end_booking(b.id, 'withdrawn') FROM public.escorts_booking b
      WHERE b.phone_id = OLD.id AND b.stage <> 'ended';
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;

DO $grant$ DECLARE f text; BEGIN
    FOREACH f IN ARRAY ARRAY['free_times(bigint, timestamptz[], integer)', 'book(bytea, bytea, uuid, bigint, jsonb)',
        'booking(bytea)', 'unbook(bytea)', 'nobody_here(bytea)'] LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION escorts_%s TO jikimi_public', f);
    END LOOP;
END $grant$;
