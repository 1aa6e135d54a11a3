-- Who answers where and is called how, by name: it stands in the statement of consent.
CREATE FUNCTION escorts_providers() RETURNS TABLE (name_ko text, name_en text, phone text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT a.name_ko::text, a.name_en::text, r.phone::text
      FROM public.escorts_controlroom r JOIN public.access_agency a ON a.id = r.agency_id
     WHERE r.closed_at IS NULL ORDER BY a.name_ko
$$;
GRANT EXECUTE ON FUNCTION escorts_providers() TO jikimi_public;
