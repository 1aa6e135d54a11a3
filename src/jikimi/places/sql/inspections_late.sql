-- Which planned inspections are past their day, unannounced ones too: for the clock alone, which
-- then tells those who know of them already.
CREATE FUNCTION places_inspections_late(before date)
RETURNS TABLE (id uuid, told bigint[], planned_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT i.id, i.told, i.planned_on
      FROM public.places_inspection i
     WHERE i.stage = 'planned' AND i.planned_on < before AND (SELECT public.access_is(22))
$$;
