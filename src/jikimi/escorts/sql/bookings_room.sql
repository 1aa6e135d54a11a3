-- What the control room, a pair and the clock do with meetings.

-- The pair, or the room, ends a booking of theirs.
CREATE FUNCTION escorts_booking_over(which uuid, how text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.escorts_booking b WHERE b.id = which
                    AND (public.access_is(b.room_id * 8 + 1) OR b.scouts && public.access_principals())) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM public.escorts_end_booking(which, how);
END $$;

-- A pair gets to know when and where: written down, and the person finds it in her log.
CREATE FUNCTION escorts_booking_provided(which uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT public.escorts_log(b.room_id, p.secret, 'provided', 'scouts', 'scouts')
      FROM public.escorts_booking b JOIN public.escorts_phone p ON p.id = b.phone_id
     WHERE b.id = which AND public.access_is(b.room_id * 8 + 1)
$$;

-- Each second: what does not go as promised is told to the room, once each; what nobody ended in
-- hours is over; shells are forgotten. rule: minutes, as in booking_rules.csv.
CREATE FUNCTION escorts_look_at_bookings(rule jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE told integer;
BEGIN
    IF NOT public.access_is(22) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT pg_try_advisory_xact_lock(hashtext('escorts_look_at_bookings')) THEN RETURN '{}'; END IF;
    WITH late AS (
        UPDATE public.escorts_booking b SET late_at = now(), late_why = w.why, version = b.version + 1
          FROM (SELECT id, CASE
                  WHEN stage = 'met' AND now() > met_at + make_interval(mins => (rule->>'home_min')::integer) THEN 'long'
                  WHEN stage IN ('assigned', 'on_the_way')
                   AND now() > starts_at + make_interval(mins => (rule->>'late_min')::integer) THEN 'late'
                  WHEN stage = 'booked'
                   AND now() > starts_at - make_interval(mins => (rule->>'unassigned_min')::integer) THEN 'unassigned'
                END AS why FROM public.escorts_booking WHERE stage <> 'ended') w
         WHERE b.id = w.id AND b.stage <> 'ended' AND w.why IS NOT NULL AND b.late_why NOT IN (w.why, 'waits')
        RETURNING b.room_id)
    SELECT count(*) INTO told FROM (SELECT pg_notify('escorts', room_id::text) FROM late) n;
    PERFORM public.escorts_end_booking(b.id, 'lapsed') FROM public.escorts_booking b
      WHERE b.stage <> 'ended' AND b.starts_at < now() - make_interval(mins => (rule->>'lapse_min')::integer);
    UPDATE public.escorts_booking b SET token = NULL
     WHERE b.token IS NOT NULL AND b.ended_at < now() - interval '15 minutes';
    RETURN jsonb_build_object('told', told);
END $$;

-- The room books for somebody who called: whether a pair is free, and nobody else takes it meanwhile.
CREATE FUNCTION escorts_take_turn(room bigint, at timestamptz, minutes integer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT public.access_is(room * 8 + 1) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('escorts_book'), room::integer);
    RETURN public.escorts_is_free(room, at, minutes);
END $$;

-- Meetings of which only times and dong are left, after so many days.
CREATE FUNCTION escorts_retain_meetings(days integer, batch integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    gone record;
    went bigint := 0;
BEGIN
    IF NOT public.access_is(22) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    FOR gone IN
        WITH old AS (SELECT b.id FROM public.escorts_booking b WHERE b.stage = 'ended'
                        AND b.ended_at < now() - make_interval(days => days) LIMIT batch),
             past AS (DELETE FROM public.escorts_booking b USING old WHERE b.id = old.id RETURNING b.room_id)
        SELECT p.room_id, count(*) AS n FROM past p GROUP BY p.room_id LOOP
        PERFORM public.escorts_deleted(gone.room_id, 'meeting', gone.n);
        went := went + gone.n;
    END LOOP;
    RETURN went;
END $$;
