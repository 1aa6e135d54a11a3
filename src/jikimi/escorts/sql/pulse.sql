-- Beside the look over walks, each second by the same process: that it was looked, what nobody took
-- for too long, and what has been kept long enough. How many alarms were found unanswered.
CREATE FUNCTION escorts_look_rooms(unanswered_s float8, note_days integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    waiting uuid;
    found integer := 0;
BEGIN
    IF NOT public.access_is(22) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO public.escorts_watchlook AS l (id, looked_at) VALUES (1, clock_timestamp())
        ON CONFLICT (id) DO UPDATE SET looked_at = EXCLUDED.looked_at;
    FOR waiting IN SELECT a.id FROM public.escorts_alarm a
         WHERE a.stage = 'raised' AND a.unanswered_at IS NULL
           AND a.raised_at < now() - make_interval(secs => unanswered_s) FOR UPDATE SKIP LOCKED LOOP
        UPDATE public.escorts_alarm a SET unanswered_at = now(), version = a.version + 1 WHERE a.id = waiting;
        PERFORM public.escorts_step(waiting, 'unanswered');
        found := found + 1;
    END LOOP;
    IF extract(second FROM clock_timestamp()) < 2 THEN
        DELETE FROM public.escorts_ringheard h WHERE h.at < now() - interval '1 day';
        UPDATE public.escorts_shiftchange s SET note = ''
         WHERE s.note <> '' AND s.given_at < now() - make_interval(days => note_days);
    END IF;
    RETURN found;
END $$;

-- What a room still has to finish, for those who work there and those who keep it: how many.
CREATE FUNCTION escorts_burden(room bigint) RETURNS TABLE (open_alarms bigint, under_way bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT (SELECT count(*) FROM public.escorts_alarm a WHERE a.room_id = room AND a.stage <> 'ended'),
           (SELECT count(*) FROM public.escorts_journey j WHERE j.room_id = room AND j.ended_at IS NULL)
     WHERE public.access_is(room * 8 + 1) OR public.access_is(room * 8 + 7)
$$;
