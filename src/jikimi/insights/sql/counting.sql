-- Counting, called by the clock and the command line; staff who call it are refused. Each call counts
-- what waits, about so many, and takes it away in its own transaction: killed between two calls, or
-- within one, nothing is lost and nothing counted twice. Two at once: the second has nothing to do.

-- How many reports were counted; 0 when none waits, -1 while another is counting.
CREATE FUNCTION insights_count_reports(most integer, sounds_like text, means text, urgent text)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    moved uuid[];
    last_day date;
BEGIN
    IF NOT public.insights_may_count() THEN RETURN -1; END IF;
    moved := public.cases_take_moved(false, most);
    IF moved IS NULL THEN
        PERFORM public.insights_note_counted('reports', 0, NULL);
        RETURN 0;
    END IF;
    CREATE TEMP TABLE change ON COMMIT DROP AS
        SELECT * FROM public.cases_tie_step(moved, sounds_like, means, urgent);
    SELECT c.month INTO last_day FROM pg_temp.change c WHERE c.part = '';
    INSERT INTO public.insights_tally AS t (part, month, station_id, area, kind, span, count)
    SELECT c.part, c.month, c.station, c.area, c.kind, c.span, c.change FROM pg_temp.change c
     WHERE c.part <> ''
    ON CONFLICT (part, month, station_id, area, kind, span)
        DO UPDATE SET count = t.count + excluded.count;
    PERFORM public.insights_note_years(ARRAY(
        SELECT DISTINCT extract(year FROM c.month)::int FROM pg_temp.change c WHERE c.part <> ''));
    PERFORM public.insights_note_counted('reports', cardinality(moved), last_day);
    DROP TABLE pg_temp.change;
    RETURN cardinality(moved);
END $$;

-- How many cases were looked at; 0 when none waits, -1 while another is counting.
CREATE FUNCTION insights_count_cases(most integer, provisional text[], today date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    moved uuid[];
    before date;
BEGIN
    IF NOT public.insights_may_count() THEN RETURN -1; END IF;
    moved := coalesce(public.cases_take_moved(true, most), '{}');
    SELECT c.as_of INTO before FROM public.insights_counting c WHERE c.source = 'cases';
    IF cardinality(moved) = 0 AND before >= today THEN
        PERFORM public.insights_note_counted('cases', 0, today);
        RETURN 0;
    END IF;
    CREATE TEMP TABLE found ON COMMIT DROP AS
        SELECT * FROM public.cases_case_step(moved, provisional, coalesce(before, today) - 1, today);
    DELETE FROM public.insights_tally t USING pg_temp.found f
     WHERE f.part = '' AND t.month = f.month AND t.station_id = f.station AND t.area = ''
       AND t.part = ANY ('{cases,cases_other,cases_taken,cases_provisional,supports,support_days,
                           actions_due,actions_done,actions_failed,unmet}');
    INSERT INTO public.insights_tally (part, month, station_id, area, kind, span, count)
    SELECT f.part, f.month, f.station, '', f.kind, f.span, f.found FROM pg_temp.found f
     WHERE f.part <> '';
    PERFORM public.insights_note_years(ARRAY(
        SELECT DISTINCT extract(year FROM f.month)::int FROM pg_temp.found f));
    PERFORM public.insights_note_counted('cases', cardinality(moved), today);
    DROP TABLE pg_temp.found;
    RETURN cardinality(moved);
END $$;

-- Have everything counted again from nothing; the calls above then count it.
CREATE FUNCTION insights_count_anew() RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT public.insights_may_count() THEN RETURN false; END IF;
    PERFORM public.cases_move_all();
    PERFORM public.insights_note_years(ARRAY(
        SELECT DISTINCT extract(year FROM t.month)::int FROM public.insights_tally t));
    DELETE FROM public.insights_tally;
    UPDATE public.insights_counting SET as_of = NULL, counted_at = NULL, rows = 0
     WHERE source IN ('reports', 'cases');
    RETURN true;
END $$;
