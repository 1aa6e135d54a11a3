-- Which of these ids are taken by rows that are not public, whether or not the asker may know them:
-- so that an import leaves them alone instead of adding them again.
CREATE FUNCTION directory_rows_not_public(of_rows uuid[]) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT id FROM public.directory_organization WHERE id = ANY (of_rows) AND acl IS NOT NULL
    UNION ALL SELECT id FROM public.directory_service WHERE id = ANY (of_rows) AND acl IS NOT NULL
    UNION ALL SELECT id FROM public.directory_serviceatlocation WHERE id = ANY (of_rows) AND acl IS NOT NULL
    UNION ALL SELECT id FROM public.directory_location WHERE id = ANY (of_rows) AND acl IS NOT NULL
    UNION ALL SELECT id FROM public.directory_program WHERE id = ANY (of_rows) AND acl IS NOT NULL
    UNION ALL SELECT id FROM public.directory_url WHERE id = ANY (of_rows) AND acl IS NOT NULL
    UNION ALL SELECT id FROM public.directory_organizationidentifier WHERE id = ANY (of_rows) AND acl IS NOT NULL
    UNION ALL SELECT id FROM public.directory_funding WHERE id = ANY (of_rows) AND acl IS NOT NULL
    UNION ALL SELECT id FROM public.directory_contact WHERE id = ANY (of_rows) AND acl IS NOT NULL
    UNION ALL SELECT id FROM public.directory_phone WHERE id = ANY (of_rows) AND acl IS NOT NULL
    UNION ALL SELECT id FROM public.directory_schedule WHERE id = ANY (of_rows) AND acl IS NOT NULL
    UNION ALL SELECT id FROM public.directory_servicearea WHERE id = ANY (of_rows) AND acl IS NOT NULL
    UNION ALL SELECT id FROM public.directory_language WHERE id = ANY (of_rows) AND acl IS NOT NULL
    UNION ALL SELECT id FROM public.directory_accessibility WHERE id = ANY (of_rows) AND acl IS NOT NULL
    UNION ALL SELECT id FROM public.directory_address WHERE id = ANY (of_rows) AND acl IS NOT NULL
    UNION ALL SELECT id FROM public.directory_costoption WHERE id = ANY (of_rows) AND acl IS NOT NULL
    UNION ALL SELECT id FROM public.directory_requireddocument WHERE id = ANY (of_rows) AND acl IS NOT NULL
    UNION ALL SELECT id FROM public.directory_servicecapacity WHERE id = ANY (of_rows) AND acl IS NOT NULL
    UNION ALL SELECT id FROM public.directory_unit WHERE id = ANY (of_rows) AND acl IS NOT NULL
    UNION ALL SELECT id FROM public.directory_attribute WHERE id = ANY (of_rows) AND acl IS NOT NULL
    UNION ALL SELECT id FROM public.directory_metadata WHERE id = ANY (of_rows) AND acl IS NOT NULL
    UNION ALL SELECT id FROM public.directory_taxonomy WHERE id = ANY (of_rows) AND acl IS NOT NULL
    UNION ALL SELECT id FROM public.directory_taxonomyterm WHERE id = ANY (of_rows) AND acl IS NOT NULL
    UNION ALL SELECT id FROM public.directory_metatabledescription WHERE id = ANY (of_rows) AND acl IS NOT NULL
$$;
