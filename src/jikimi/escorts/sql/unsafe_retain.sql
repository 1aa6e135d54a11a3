-- Marks of places felt unsafe go when their time is over, whether or not somebody marks anew; the clock calls.
CREATE FUNCTION escorts_retain_marks(days integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    gone record;
    many bigint := 0;
BEGIN
    IF NOT public.access_is(22) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    FOR gone IN
        WITH went AS (DELETE FROM public.escorts_unsafemark m
             WHERE m.marked_on < current_date - days RETURNING m.room_id)
        SELECT w.room_id, count(*) AS n FROM went w GROUP BY w.room_id LOOP
        PERFORM public.escorts_deleted(gone.room_id, 'mark', gone.n);
        many := many + gone.n;
    END LOOP;
    RETURN many;
END $$;
