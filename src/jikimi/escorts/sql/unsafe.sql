-- Places that somebody felt unsafe at, and alarms that go into the figures. Nobody's name is in them.

-- A phone whose owner was on the way within the last hours calls a place unsafe. The row says nothing of
-- her: the phone counts its marks by the month alone, so that no day of it leads to a place. Of one room
-- at most a thousand a day: whoever makes keys of phones up by the thousand neither fills the table nor
-- drowns what people say.
CREATE FUNCTION escorts_mark_unsafe(phone_key bytea, room bigint, area text, east integer, north integer, why text)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    mine public.escorts_phone;
    this_month date := date_trunc('month', now())::date;
BEGIN
    SELECT * INTO mine FROM public.escorts_phone p WHERE p.secret = sha256(phone_key) FOR UPDATE;
    IF mine.id IS NULL OR mine.withdrawn_at IS NOT NULL THEN RETURN 'no_consent'; END IF;
    IF NOT EXISTS (SELECT FROM unnest(mine.begun_at) AS at WHERE at > now() - interval '12 hours') THEN
        RETURN 'no_walk';
    END IF;
    IF mine.marking_in = this_month AND mine.marks >= 6 THEN RETURN 'enough'; END IF;
    IF NOT EXISTS (SELECT FROM public.escorts_controlroom r
                    WHERE r.agency_id = room AND r.closed_at IS NULL) THEN RETURN 'no_room'; END IF;
    IF (SELECT count(*) FROM public.escorts_unsafemark m
         WHERE m.room_id = room AND m.marked_on = current_date) >= 1000 THEN RETURN 'full'; END IF;
    UPDATE public.escorts_phone p
       SET marks = CASE WHEN p.marking_in = this_month THEN p.marks + 1 ELSE 1 END, marking_in = this_month
     WHERE p.id = mine.id;
    INSERT INTO public.escorts_unsafemark (id, room_id, x, y, area_code, reason, marked_on)
    VALUES (gen_random_uuid(), room, east, north, left(area, 10), left(why, 20), current_date);
    RETURN 'kept';
END $$;
GRANT EXECUTE ON FUNCTION escorts_mark_unsafe(bytea, bigint, text, integer, integer, text) TO jikimi_public;

-- Alarms that ended and were not counted yet, each given out once; drills are passed over for good. What
-- is given out is counted in the same transaction, and stays counted when the alarm is deleted.
CREATE FUNCTION escorts_take_ended(most integer)
RETURNS TABLE (raised timestamptz, area text, kind text, ending text, shown_s integer, taken_s integer,
               police_s integer, way_s integer, ended_s integer)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH due AS (
        SELECT a.id FROM public.escorts_alarm a WHERE a.stage = 'ended' AND a.counted_at IS NULL
         ORDER BY a.ended_at LIMIT most FOR UPDATE SKIP LOCKED),
    taken AS (
        UPDATE public.escorts_alarm a SET counted_at = now() FROM due WHERE a.id = due.id RETURNING a.*)
    SELECT t.raised_at, t.area_code, CASE WHEN t.is_drill THEN '' ELSE t.kind END, t.ending,
           extract(epoch FROM t.shown_at - t.raised_at)::integer,
           extract(epoch FROM t.taken_at - t.raised_at)::integer,
           extract(epoch FROM t.police_asked_at - t.raised_at)::integer,
           extract(epoch FROM t.on_the_way_at - t.raised_at)::integer,
           extract(epoch FROM t.ended_at - t.raised_at)::integer
      FROM taken t
$$;
