-- Steps of counting, called by the guard functions of counting.sql alone.

-- Whether counting may begin: nobody else counts. Whoever may not count at all is refused.
CREATE FUNCTION insights_may_count() RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT (public.access_is(22) OR public.access_is(30)) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN pg_try_advisory_xact_lock(hashtextextended('insights_count', 0));
END $$;

-- Remember how far counting has come.
CREATE FUNCTION insights_note_counted(of_source text, more bigint, last_day date) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    INSERT INTO public.insights_counting AS c (source, began_at, counted_at, as_of, rows, lists, state)
    VALUES (of_source, now(), now(), last_day, more, '', '{}')
    ON CONFLICT (source) DO UPDATE SET counted_at = now(), rows = c.rows + more,
        as_of = greatest(c.as_of, last_day)
$$;

-- Years of which what is told to everybody must be worked out again.
CREATE FUNCTION insights_note_years(years integer[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    INSERT INTO public.insights_counting AS c (source, rows, lists, state)
    VALUES ('told', 0, '', jsonb_build_object('years', to_jsonb(years)))
    ON CONFLICT (source) DO UPDATE SET state = jsonb_set(c.state, '{years}', (
        SELECT coalesce(jsonb_agg(DISTINCT y), '[]') FROM (
            SELECT jsonb_array_elements(coalesce(c.state -> 'years', '[]')) AS y
            UNION SELECT to_jsonb(unnest(years))) u))
$$;
