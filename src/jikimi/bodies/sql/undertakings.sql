-- How many agencies can decide on an item: seated, and with somebody present who may know of it. For
-- those who may see the item; the acl of the item holds who is barred or recused as negative numbers.
CREATE FUNCTION bodies_eligible(which uuid) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT count(DISTINCT a.agency_id)
      FROM public.bodies_agendaitem i
      JOIN public.bodies_meeting m ON m.id = i.meeting_id
      JOIN public.bodies_attendance a ON a.meeting_id = m.id AND a.attended
      JOIN public.bodies_seat s ON s.body_id = m.body_id AND s.agency_id = a.agency_id
           AND s.left_on IS NULL
     WHERE i.id = which
       AND i.acl && public.access_principals() AND NOT i.acl && public.access_refusals()
       AND NOT -(a.member_id * 8 + 2) = ANY (i.acl)
       AND i.acl && (ARRAY[a.agency_id * 8 + 1, a.member_id * 8 + 2] || ARRAY(
            SELECT r.body_id * 8 + 3 FROM public.access_role r
             WHERE r.member_id = a.member_id AND r.kind = 'coordinator' AND r.body_id = m.body_id
               AND r.ended_at IS NULL))
$$;
-- What agencies still owe their bodies, due between two days, for the clock alone: subject, agency,
-- body, owner, day due, day of the last step, where it is done.
CREATE FUNCTION bodies_unfinished(first date, last date)
RETURNS TABLE (
    subject uuid, agency bigint, body bigint, owner bigint, due_on date, moved_on date, link text
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT u.id, u.agency_id, u.body_id, u.owner_id, u.due_on,
           (u.stage_since AT TIME ZONE 'Asia/Seoul')::date, '/staff/undertakings/' || u.id || '/'
      FROM public.bodies_undertaking u
     WHERE u.ended_at IS NULL AND u.due_on BETWEEN first AND last AND public.access_is(22)
$$;
-- What shows that an undertaking was done is for those who may see the undertaking, and no others:
-- who stays out of its item sees neither.
CREATE FUNCTION bodies_keep_evidence_acl() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    SELECT u.acl || (NEW.agency_id * 8 + 1) INTO NEW.acl
      FROM public.bodies_undertaking u WHERE u.id = NEW.undertaking_id;
    RETURN NEW;
END $$;
CREATE FUNCTION bodies_undertaking_changes_evidence() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE public.bodies_evidence SET acl = acl WHERE undertaking_id = NEW.id;
    RETURN NULL;
END $$;
