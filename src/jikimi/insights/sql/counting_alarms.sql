-- Counting alarms that ended, called by the clock and the command line. Each is given out once by its room
-- (escorts_take_ended) and counted in the same transaction; it may be deleted afterwards.

-- How many alarms were counted; 0 when none waits, -1 while another is counting. groups: kind → group as
-- published; bands: hour → part of the day; not_needed: endings of false alarms. Spans are seconds here.
CREATE FUNCTION insights_count_alarms(most integer, groups jsonb, bands jsonb, not_needed text[])
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    many bigint;
BEGIN
    IF NOT public.insights_may_count() THEN RETURN -1; END IF;
    CREATE TEMP TABLE given ON COMMIT DROP AS
        SELECT date_trunc('month', e.raised AT TIME ZONE 'Asia/Seoul')::date AS month,
               date_trunc('year', e.raised AT TIME ZONE 'Asia/Seoul')::date AS year,
               left(e.area, 5) AS district, e.area AS dong, coalesce(groups ->> e.kind, 'other') AS called,
               bands ->> extract(hour FROM e.raised AT TIME ZONE 'Asia/Seoul')::integer::text AS band,
               e.ending = ANY (not_needed) AS is_false, e.kind = '' AS is_drill,
               e.shown_s, e.taken_s, e.police_s, e.way_s, e.ended_s
          FROM public.escorts_take_ended(most) e;
    SELECT count(*) INTO many FROM pg_temp.given;
    INSERT INTO public.insights_tally AS t (part, month, station_id, area, kind, span, count)
    SELECT p.part, p.at, 0, p.area, p.kind, p.span, count(*)
      FROM pg_temp.given g, LATERAL (VALUES
            ('alarms', g.month, g.district, g.called, 0),
            ('alarms_hour', g.month, g.district, g.band, 0),
            ('alarms_dong', g.year, g.dong, g.called, 0),
            (CASE WHEN g.is_false THEN 'alarms_false' END, g.month, g.district, g.called, 0),
            (CASE WHEN g.taken_s <= 60 THEN 'alarms_minute' END, g.month, g.district, g.called, 0),
            (CASE WHEN g.police_s IS NOT NULL THEN 'alarms_police' END, g.month, g.district, g.called, 0),
            (CASE WHEN g.way_s IS NOT NULL THEN 'alarms_way' END, g.month, g.district, g.called, 0),
            (CASE WHEN g.shown_s >= 0 THEN 'alarms_shown_s' END, g.month, g.district, '', least(g.shown_s, 32767)),
            (CASE WHEN g.taken_s >= 0 THEN 'alarms_taken_s' END, g.month, g.district, '', least(g.taken_s, 32767)),
            (CASE WHEN g.police_s >= 0 THEN 'alarms_police_s' END, g.month, g.district, '', least(g.police_s, 32767)),
            (CASE WHEN g.way_s >= 0 THEN 'alarms_way_s' END, g.month, g.district, '', least(g.way_s, 32767)),
            (CASE WHEN g.ended_s >= 0 THEN 'alarms_ended_s' END, g.month, g.district, '', least(g.ended_s, 32767))
           ) AS p (part, at, area, kind, span)
     WHERE p.part IS NOT NULL AND NOT g.is_drill
     GROUP BY p.part, p.at, p.area, p.kind, p.span
    ON CONFLICT (part, month, station_id, area, kind, span)
        DO UPDATE SET count = t.count + excluded.count;
    IF many > 0 THEN
        PERFORM public.insights_note_years(ARRAY(
            SELECT DISTINCT extract(year FROM g.month)::int FROM pg_temp.given g));
        PERFORM public.insights_note_counted('alarms', many, NULL);
    END IF;
    DROP TABLE pg_temp.given;
    RETURN many;
END $$;

-- Have everything counted again from nothing; the calls above then count it. Alarms are counted once for
-- good, since they are deleted when their time is over.
CREATE OR REPLACE FUNCTION insights_count_anew() RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT public.insights_may_count() THEN RETURN false; END IF;
    PERFORM public.cases_move_all();
    PERFORM public.insights_note_years(ARRAY(
        SELECT DISTINCT extract(year FROM t.month)::int FROM public.insights_tally t));
    DELETE FROM public.insights_tally t WHERE t.part NOT LIKE 'alarms%';
    UPDATE public.insights_counting SET as_of = NULL, counted_at = NULL, rows = 0
     WHERE source IN ('reports', 'cases');
    RETURN true;
END $$;
