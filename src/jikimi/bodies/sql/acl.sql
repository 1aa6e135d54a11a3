-- A meeting is for the agencies seated in its body (their case workers), its coordinators and the
-- members of its council, and for the people invited to it.
CREATE FUNCTION bodies_acl(which bigint, meeting uuid) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT array_agg(DISTINCT p) FROM (
        SELECT which * 8 + 3 AS p
        UNION SELECT s.agency_id * 8 + 1 FROM public.bodies_seat s
            WHERE s.body_id = which AND s.left_on IS NULL
        UNION SELECT r.member_id * 8 + 2 FROM public.access_role r
            WHERE r.body_id = which AND r.kind = 'council_member' AND r.ended_at IS NULL
        UNION SELECT a.member_id * 8 + 2 FROM public.bodies_attendance a
            WHERE a.meeting_id = meeting
    ) all_of_them
$$;
CREATE FUNCTION bodies_keep_meeting_acl() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    NEW.acl := public.bodies_acl(NEW.body_id, NEW.id);
    RETURN NEW;
END $$;
-- Nobody accepts confidentiality for somebody else, or moves an acceptance elsewhere.
CREATE FUNCTION bodies_keep_acl_of_meeting() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    before public.bodies_attendance := OLD;
BEGIN
    IF NEW.accepted_at IS NOT NULL
       AND (NEW.accepted_at, NEW.member_id, NEW.meeting_id)
           IS DISTINCT FROM (before.accepted_at, before.member_id, before.meeting_id)
       AND NOT public.access_is(NEW.member_id * 8 + 2) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT public.bodies_acl(m.body_id, m.id) || (NEW.member_id * 8 + 2) INTO NEW.acl
      FROM public.bodies_meeting m WHERE m.id = NEW.meeting_id;
    RETURN NEW;
END $$;
-- An item without a subject is for all of the meeting; with a subject it is for those who may know
-- the subject: bodies_subject_acl is replaced by the room that keeps subjects.
CREATE FUNCTION bodies_subject_acl(subject uuid, field_group text) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT '{}'::bigint[]
$$;
CREATE FUNCTION bodies_keep_item_acl() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    as_json jsonb := to_jsonb(NEW);
BEGIN
    IF NEW.subject_id IS NOT NULL THEN
        NEW.acl := public.bodies_subject_acl(NEW.subject_id, TG_ARGV[0]);
    ELSE
        SELECT public.bodies_acl(m.body_id, m.id) INTO NEW.acl FROM public.bodies_meeting m
         WHERE m.id = coalesce((as_json->>'meeting_id')::uuid,
            (SELECT i.meeting_id FROM public.bodies_agendaitem i WHERE i.id = (as_json->>'item_id')::uuid));
    END IF;
    NEW.acl := coalesce(NEW.acl, '{}');
    RETURN NEW;
END $$;
CREATE FUNCTION bodies_attendance_changes_meeting() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE public.bodies_meeting SET acl = acl WHERE id = NEW.meeting_id;
    RETURN NULL;
END $$;

-- A seat or a council member came or went: the body's meetings follow.
CREATE FUNCTION bodies_keep_body_acls(which bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    UPDATE public.bodies_meeting SET acl = acl WHERE body_id = which;
    UPDATE public.bodies_attendance SET acl = acl
     WHERE meeting_id IN (SELECT m.id FROM public.bodies_meeting m WHERE m.body_id = which);
    UPDATE public.bodies_agendaitem SET acl = acl WHERE subject_id IS NULL
       AND meeting_id IN (SELECT m.id FROM public.bodies_meeting m WHERE m.body_id = which);
    UPDATE public.bodies_decision SET acl = acl WHERE subject_id IS NULL
       AND meeting_id IN (SELECT m.id FROM public.bodies_meeting m WHERE m.body_id = which);
$$;
CREATE FUNCTION bodies_those_who_sit_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM public.bodies_keep_body_acls(NEW.body_id);
    RETURN NULL;
END $$;

-- The roles of a working council are kept by the administrators of its police station.
CREATE OR REPLACE FUNCTION access_keeps_body(body bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM public.bodies_body b
        WHERE b.id = body AND public.access_is(b.station_id * 8 + 7))
$$;
