-- The bodies whose facts the actor keeps: it coordinates them or administers their station. The
-- clock keeps all of them. Asked once per statement.
CREATE FUNCTION bodies_kept() RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH mine AS (SELECT public.access_principals() AS p)
    SELECT coalesce(array_agg(b.id), '{}') FROM public.bodies_body b, mine
     WHERE b.id * 8 + 3 = ANY (p) OR b.station_id * 8 + 7 = ANY (p) OR 22 = ANY (p)
$$;
