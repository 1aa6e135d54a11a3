-- For whom a row of the directory is. NULL: for everybody. Principals without a number of their own:
-- 8 every member of an agency that signed, 16 every police officer at work on cases.
CREATE FUNCTION directory_keep_acl() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
    named bigint[] := (SELECT coalesce(array_agg(a * 8 + 1), '{}') FROM unnest(NEW.agencies) a);
BEGIN
    NEW.acl := CASE NEW.audience
        WHEN 'public' THEN NULL
        WHEN 'members' THEN ARRAY[8::bigint]
        WHEN 'police' THEN ARRAY[16::bigint] || named
        ELSE named END;
    RETURN NEW;
END $$;

-- Which fields of these rows hold a value that is not public, whether or not the asker may know it:
-- so that nobody writes a public value beside it by mistake.
CREATE FUNCTION directory_held_fields(of_rows uuid[]) RETURNS TABLE (row_id uuid, field text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT h.row_id, h.field::text FROM public.directory_held h WHERE h.row_id = ANY (of_rows)
$$;
