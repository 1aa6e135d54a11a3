-- Squares where marks of at least three different days lie, of the last half-year, to the people of their
-- control room. Below that nothing is told, and how many days are asked about is not the reader's choice.
CREATE FUNCTION escorts_unsafe_squares(room bigint)
RETURNS TABLE (x integer, y integer, area text, days integer, reasons text[], last_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT m.x, m.y, max(m.area_code), count(DISTINCT m.marked_on)::integer,
           array_agg(DISTINCT m.reason::text), max(m.marked_on)
      FROM public.escorts_unsafemark m
     WHERE m.room_id = room AND m.marked_on >= current_date - 180 AND public.access_is(room * 8 + 1)
     GROUP BY m.x, m.y HAVING count(DISTINCT m.marked_on) >= 3
$$;
