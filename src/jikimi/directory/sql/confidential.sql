-- Where a confidential place is, is never public: the database refuses it, whoever asks. Asked at the
-- end of the transaction, of the rows as they then are.
CREATE FUNCTION directory_refuse_whereabouts() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF EXISTS (
        SELECT FROM public.directory_location l WHERE l.id = NEW.id AND l.is_confidential AND (
            l.latitude IS NOT NULL OR l.longitude IS NOT NULL
            OR concat(l.transportation, l.url, l.external_identifier, l.dong, l.alternate_name) <> '')
    ) THEN
        RAISE EXCEPTION 'whereabouts of a confidential place' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT FROM public.directory_location l WHERE l.id = NEW.id AND l.is_confidential)
       AND EXISTS (
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
    IF EXISTS (
        SELECT FROM public.directory_location l
          JOIN (SELECT a.id, a.location_id, a.acl FROM public.directory_address a
                UNION ALL
                SELECT b.id, b.location_id, b.acl FROM public.directory_accessibility b) w
            ON w.location_id = l.id
         WHERE w.id = NEW.id AND w.acl IS NULL AND l.is_confidential) THEN
        RAISE EXCEPTION 'whereabouts of a confidential place' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
