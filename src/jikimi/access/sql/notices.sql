CREATE FUNCTION access_tell(members bigint[], what text, about uuid, at_link text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT public.access_named() THEN RAISE EXCEPTION 'access_tell: no actor is named'; END IF;
    INSERT INTO public.access_notice (id, member_id, kind, subject_id, link, created_at)
    SELECT gen_random_uuid(), m, what, about, at_link, clock_timestamp()
      FROM unnest(members) m WHERE m > 0 AND m <> public.access_member();
END $$;
CREATE FUNCTION access_tell_principals(principals bigint[], what text, about uuid, at_link text)
RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT public.access_tell(array_agg(u.member_id), what, about, at_link)
      FROM public.access_members_under(principals) u HAVING count(*) > 0
$$;
-- The same thing is told to the same member once a day, also when the clock ran twice.
CREATE FUNCTION access_tell_principals_once(
    principals bigint[], what text, about uuid, at_link text, of_day date
) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    INSERT INTO public.access_notice (id, member_id, kind, subject_id, link, created_at, day)
    SELECT gen_random_uuid(), u.member_id, what, about, at_link, clock_timestamp(), of_day
      FROM public.access_members_under(principals) u WHERE public.access_named()
    ON CONFLICT DO NOTHING
$$;
