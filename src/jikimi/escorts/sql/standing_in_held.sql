-- Stand in (standing_in.sql), but only for alarms whose journeys are held: one that is raised while this
-- waits is taken the next time.
CREATE OR REPLACE FUNCTION escorts_stand_in(room bigint) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    mine bigint;
    held uuid[];
    one record;
    hanging text;
    moved integer := 0;
BEGIN
    SELECT r.deputy_id INTO mine FROM public.escorts_controlroom r
     WHERE r.agency_id = room AND public.access_is(r.deputy_id * 8 + 1);
    IF mine IS NULL THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- Journeys before their alarms, as everybody holds them: what a phone is saying just now does not fail.
    held := ARRAY(SELECT a.journey_id FROM public.escorts_alarm a WHERE a.room_id = room
        AND a.stage = 'raised' AND a.unanswered_at IS NOT NULL AND a.journey_id IS NOT NULL);
    PERFORM 1 FROM public.escorts_journey j WHERE j.id = ANY (held) ORDER BY j.id FOR UPDATE;
    FOR one IN SELECT a.id, a.journey_id, a.kind FROM public.escorts_alarm a
         WHERE a.room_id = room AND a.stage = 'raised' AND a.unanswered_at IS NOT NULL
           AND NOT a.is_drill AND (a.journey_id IS NULL OR a.journey_id = ANY (held)) FOR UPDATE LOOP
        UPDATE public.escorts_alarm a SET room_id = mine, version = a.version + 1 WHERE a.id = one.id;
        UPDATE public.escorts_alarmstep s SET room_id = mine WHERE s.alarm_id = one.id;
        PERFORM public.escorts_step(one.id, 'stood_in');
        IF one.journey_id IS NOT NULL THEN
            UPDATE public.escorts_journey j SET room_id = mine WHERE j.id = one.journey_id;
            PERFORM public.escorts_log(mine, p.secret, 'provided', 'control_room', one.kind)
               FROM public.escorts_phone p JOIN public.escorts_journey j ON j.phone_id = p.id
              WHERE j.id = one.journey_id;
            -- Whatever hangs on a journey and is told to a room: positions, watchers, later ones too.
            FOR hanging IN SELECT t.attrelid::regclass::text FROM pg_attribute t
                 JOIN pg_attribute r ON r.attrelid = t.attrelid AND r.attname = 'room_id'
                 JOIN pg_class c ON c.oid = t.attrelid AND c.relkind = 'r'
                WHERE t.attname = 'journey_id' AND c.relname LIKE 'escorts\_%'
                  AND c.relname <> 'escorts_alarm' AND NOT t.attisdropped LOOP
                EXECUTE format('UPDATE %s SET room_id = $1 WHERE journey_id = $2', hanging)
                  USING mine, one.journey_id;
            END LOOP;
        END IF;
        moved := moved + 1;
    END LOOP;
    PERFORM pg_notify('escorts', room::text), pg_notify('escorts', mine::text);
    RETURN moved;
END $$;
