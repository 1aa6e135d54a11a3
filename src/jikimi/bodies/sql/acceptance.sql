-- The meetings whose confidentiality the person on the ticket accepted; once per statement (SR-56).
CREATE FUNCTION bodies_meetings_accepted() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce(array_agg(a.meeting_id), '{}') FROM public.bodies_attendance a
     WHERE a.member_id = (SELECT public.access_member()) AND a.accepted_at IS NOT NULL
       AND (SELECT public.access_is(public.access_member() * 8 + 2))
$$;
