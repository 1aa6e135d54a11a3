-- A translation tells what its text tells: none is public of a value that is held back, or of where a
-- confidential place is.
CREATE FUNCTION directory_refuse_telling_translation() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF EXISTS (
        SELECT FROM public.directory_translation t
         WHERE t.id = NEW.id AND t.acl IS NULL AND (
            EXISTS (SELECT FROM public.directory_held h
                     WHERE h.row_id = t.row_id AND h.field = t.field)
            OR t.field IN ('transportation', 'dong', 'alternate_name')
               AND EXISTS (SELECT FROM public.directory_location l
                            WHERE l.id = t.row_id AND l.is_confidential)
            OR EXISTS (SELECT FROM public.directory_address a
                         JOIN public.directory_location l ON l.id = a.location_id
                        WHERE a.id = t.row_id AND l.is_confidential)
            OR EXISTS (SELECT FROM public.directory_accessibility a
                         JOIN public.directory_location l ON l.id = a.location_id
                        WHERE a.id = t.row_id AND l.is_confidential))) THEN
        RAISE EXCEPTION 'a translation of what is not public' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
