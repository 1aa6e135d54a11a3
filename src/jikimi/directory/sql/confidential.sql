-- Where a confidential place is, is never public: the database refuses it, whoever asks.
CREATE FUNCTION directory_refuse_whereabouts() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.is_confidential AND (NEW.latitude IS NOT NULL OR NEW.longitude IS NOT NULL
        OR concat(NEW.transportation, NEW.url, NEW.external_identifier, NEW.dong, NEW.alternate_name)
           <> '') THEN
        RAISE EXCEPTION 'whereabouts of a confidential place' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.is_confidential AND EXISTS (
        SELECT FROM public.directory_address a WHERE a.location_id = NEW.id AND a.acl IS NULL
        UNION ALL
        SELECT FROM public.directory_accessibility a WHERE a.location_id = NEW.id AND a.acl IS NULL
        UNION ALL
        SELECT FROM public.directory_change c
         WHERE (c.row_id = NEW.id OR c.root_id = NEW.id) AND c.acl IS NULL AND (
               c.table IN ('address', 'accessibility') OR (c.row_id = NEW.id AND c.op <> 'set')
            OR c.field IN ('latitude', 'longitude', 'transportation', 'url', 'external_identifier',
                           'dong', 'alternate_name'))) THEN
        RAISE EXCEPTION 'whereabouts of a confidential place' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION directory_refuse_public_whereabouts() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.acl IS NULL AND EXISTS (SELECT FROM public.directory_location l
        WHERE l.id = NEW.location_id AND l.is_confidential) THEN
        RAISE EXCEPTION 'whereabouts of a confidential place' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
