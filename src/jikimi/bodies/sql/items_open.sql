-- Whether anything on the agenda of a meeting is open, also what the asker may not know: yes or no,
-- for those who may see the meeting; nothing for others.
CREATE FUNCTION bodies_items_open(which uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM public.bodies_agendaitem i
            WHERE i.meeting_id = m.id AND i.closed_at IS NULL AND i.withdrawn_at IS NULL)
      FROM public.bodies_meeting m
     WHERE m.id = which AND m.acl && public.access_principals()
       AND NOT m.acl && public.access_refusals()
$$;
