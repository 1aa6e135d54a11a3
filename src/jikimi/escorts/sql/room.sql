-- What the control room does that reaches further than its own rows.

-- An alarm has ended: the journey it came from is over, and with it all it held.
CREATE FUNCTION escorts_alarm_over(which uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE mine public.escorts_alarm;
BEGIN
    SELECT * INTO mine FROM public.escorts_alarm a WHERE a.id = which;
    IF mine.id IS NULL OR NOT public.access_is(mine.room_id * 8 + 1) OR mine.stage <> 'ended' THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF mine.journey_id IS NOT NULL THEN PERFORM public.escorts_finish(mine.journey_id, 'room'); END IF;
    UPDATE public.escorts_alarmstep s SET note = '' WHERE s.alarm_id = which;
    UPDATE public.escorts_alarm a SET journey_id = NULL WHERE a.id = which;
END $$;

-- Police get the place: it is written down, and the person's phone says so.
CREATE FUNCTION escorts_provided(which uuid, new_recipient text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM public.escorts_log(a.room_id, p.secret, 'provided', new_recipient, a.kind)
       FROM public.escorts_alarm a JOIN public.escorts_journey j ON j.id = a.journey_id
       JOIN public.escorts_phone p ON p.id = j.phone_id
      WHERE a.id = which AND public.access_is(a.room_id * 8 + 1);
END $$;

-- Somebody calls and is worried about a person whose number they give. Whether she is under way is
-- not answered; her phone asks her.
CREATE FUNCTION escorts_ask_wish(room bigint, digits text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT public.access_is(room * 8 + 1) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE public.escorts_journey j SET wish_asked_at = now()
     WHERE j.room_id = room AND j.ended_at IS NULL AND NOT j.seems_over AND digits <> ''
       AND regexp_replace(j.number, '[^0-9]', '', 'g') = digits AND NOT j.is_told;
END $$;

-- How many walk under this room's eyes; not who.
CREATE FUNCTION escorts_under_way(room bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT count(*) FROM public.escorts_journey j
     WHERE j.room_id = room AND j.ended_at IS NULL AND public.access_is(room * 8 + 1)
$$;
