-- Who sits together: coordinators, members of the council, case workers of the seated agencies,
-- representatives and chairs, and the people invited to one meeting.
CREATE OR REPLACE FUNCTION bodies_acl(which bigint, meeting uuid) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT array_agg(DISTINCT p) FROM (
        SELECT unnest(public.bodies_steering(which)) AS p
        UNION SELECT s.agency_id * 8 + 1 FROM public.bodies_seat s
            WHERE s.body_id = which AND s.left_on IS NULL
        UNION SELECT r.member_id * 8 + 2 FROM public.bodies_representative r
            JOIN public.bodies_seat s ON s.id = r.seat_id AND s.left_on IS NULL
            WHERE s.body_id = which AND r.until IS NULL
        UNION SELECT a.member_id * 8 + 2 FROM public.bodies_attendance a
            WHERE a.meeting_id = meeting
    ) all_of_them
$$;
-- Those who steer a body: its coordinators, its chairs, and the members of a council.
CREATE FUNCTION bodies_steering(which bigint) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT array_agg(DISTINCT p) FROM (
        SELECT which * 8 + 3 AS p
        UNION SELECT c.member_id * 8 + 2 FROM public.bodies_chair c
            WHERE c.body_id = which AND c.until IS NULL
        UNION SELECT r.member_id * 8 + 2 FROM public.access_role r
            WHERE r.body_id = which AND r.kind = 'council_member' AND r.ended_at IS NULL
    ) all_of_them
$$;

-- Members who stay out of an item, as negative numbers.
CREATE FUNCTION bodies_recused(which uuid) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce(array_agg(-(r.member_id * 8 + 2)), '{}') FROM public.bodies_recusal r
     WHERE r.item_id = which AND r.lifted_at IS NULL
$$;

-- Arguments: all or steering; a column naming an agency, a column naming a member, or ''.
-- A case review that was sent is for the council above as well.
CREATE FUNCTION bodies_keep_circle_acl() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    as_json jsonb := to_jsonb(NEW);
    which bigint := (as_json->>'body_id')::bigint;
    at_meeting uuid := (as_json->>'meeting_id')::uuid;
BEGIN
    IF which IS NULL THEN
        SELECT m.body_id INTO which FROM public.bodies_meeting m WHERE m.id = at_meeting;
    END IF;
    NEW.acl := CASE TG_ARGV[0] WHEN 'steering' THEN public.bodies_steering(which)
                               ELSE public.bodies_acl(which, at_meeting) END;
    IF as_json->>'above_id' IS NOT NULL AND as_json->>'stage' IN ('sent', 'discussed') THEN
        NEW.acl := NEW.acl || public.bodies_steering((as_json->>'above_id')::bigint);
    END IF;
    IF TG_ARGV[1] <> '' AND as_json->>TG_ARGV[1] IS NOT NULL THEN
        NEW.acl := NEW.acl || ((as_json->>TG_ARGV[1])::bigint * 8 + 1);
    END IF;
    IF TG_ARGV[2] <> '' AND as_json->>TG_ARGV[2] IS NOT NULL THEN
        NEW.acl := NEW.acl || ((as_json->>TG_ARGV[2])::bigint * 8 + 2);
    END IF;
    IF as_json->>'item_id' IS NOT NULL THEN
        NEW.acl := NEW.acl || public.bodies_recused((as_json->>'item_id')::uuid);
    END IF;
    NEW.acl := coalesce(NEW.acl, '{}');
    RETURN NEW;
END $$;

-- An item without a subject is for all of the meeting; with a subject it is for those who may know
-- the subject. Who stays out of an item sees nothing of it. Arguments: what of the subject ('*' the
-- row's own field_group), and a column naming an agency that reads its own rows while it may know.
CREATE OR REPLACE FUNCTION bodies_keep_item_acl() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    as_json jsonb := to_jsonb(NEW);
    item uuid := coalesce((as_json->>'item_id')::uuid, NEW.id);
    at_meeting uuid := coalesce((as_json->>'meeting_id')::uuid,
        (SELECT i.meeting_id FROM public.bodies_agendaitem i WHERE i.id = item));
    field_group text := TG_ARGV[0];
    agency bigint;
BEGIN
    IF field_group = '*' THEN field_group := as_json->>'field_group'; END IF;
    IF TG_NARGS > 1 THEN agency := (as_json->>TG_ARGV[1])::bigint; END IF;
    IF NEW.subject_id IS NOT NULL THEN
        NEW.acl := public.bodies_subject_acl(NEW.subject_id, field_group);
        IF agency * 8 + 1 = ANY (public.bodies_subject_acl(NEW.subject_id, '')) THEN
            NEW.acl := NEW.acl || (agency * 8 + 1);
        END IF;
    ELSE
        SELECT public.bodies_acl(m.body_id, m.id) INTO NEW.acl FROM public.bodies_meeting m
         WHERE m.id = at_meeting;
    END IF;
    NEW.acl := coalesce(NEW.acl, '{}') || public.bodies_recused(item);
    RETURN NEW;
END $$;

-- A recusal is known to those who run the meeting and to the person it is about.
CREATE FUNCTION bodies_keep_recusal_acl() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    SELECT array_remove(public.bodies_steering(m.body_id)
        || ARRAY[NEW.member_id * 8 + 2, m.chair_id * 8 + 2, m.clerk_id * 8 + 2], NULL)
      INTO NEW.acl FROM public.bodies_meeting m WHERE m.id = NEW.meeting_id;
    RETURN NEW;
END $$;

-- A speaking note is for the agency's case workers and for its people at this very meeting.
CREATE FUNCTION bodies_keep_note_acl() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    SELECT ARRAY[NEW.agency_id * 8 + 1] || coalesce(array_agg(a.member_id * 8 + 2), '{}')
        || public.bodies_recused(NEW.item_id)
      INTO NEW.acl FROM public.bodies_attendance a
     WHERE a.meeting_id = NEW.meeting_id AND a.agency_id = NEW.agency_id;
    RETURN NEW;
END $$;

-- What hangs on one item follows its recusals; what is about a subject follows who may know it.
CREATE FUNCTION bodies_keep_items_acls(items uuid[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    UPDATE public.bodies_agendaitem SET acl = acl WHERE id = ANY (items);
    UPDATE public.bodies_decision SET acl = acl WHERE item_id = ANY (items);
    UPDATE public.bodies_undertaking SET acl = acl WHERE item_id = ANY (items);
    UPDATE public.bodies_speakingnote SET acl = acl WHERE item_id = ANY (items);
    UPDATE public.bodies_minutesline SET acl = acl WHERE item_id = ANY (items);
$$;
CREATE FUNCTION bodies_keep_subject_acls(subject uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    UPDATE public.bodies_agendaitem SET acl = acl WHERE subject_id = subject;
    UPDATE public.bodies_decision SET acl = acl WHERE subject_id = subject;
    UPDATE public.bodies_minutesline SET acl = acl WHERE subject_id = subject;
$$;
CREATE FUNCTION bodies_recusal_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM public.bodies_keep_items_acls(ARRAY[NEW.item_id]);
    RETURN NULL;
END $$;

-- Somebody came to a meeting: the meeting, its minutes and the notes of the agency are for them.
CREATE OR REPLACE FUNCTION bodies_attendance_changes_meeting() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE public.bodies_meeting SET acl = acl WHERE id = NEW.meeting_id;
    UPDATE public.bodies_minutes SET acl = acl WHERE meeting_id = NEW.meeting_id;
    UPDATE public.bodies_minutesline SET acl = acl
     WHERE meeting_id = NEW.meeting_id AND subject_id IS NULL;
    UPDATE public.bodies_undertaking SET acl = acl WHERE meeting_id = NEW.meeting_id;
    UPDATE public.bodies_speakingnote SET acl = acl
     WHERE meeting_id = NEW.meeting_id AND agency_id = NEW.agency_id;
    RETURN NULL;
END $$;

-- A seat, a chair, a representative or a council member came or went: all of the body follows.
CREATE OR REPLACE FUNCTION bodies_keep_body_acls(which bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    hanging text;
BEGIN
    FOREACH hanging IN ARRAY ARRAY['meeting', 'candidate', 'visit', 'signing', 'matter',
        'undertaking', 'evidence', 'letter', 'councilpack', 'casereview', 'dutymember', 'absence',
        'rota', 'shift', 'swap', 'handover']
    LOOP
        EXECUTE format('UPDATE public.bodies_%I SET acl = acl WHERE body_id = $1', hanging)
          USING which;
    END LOOP;
    UPDATE public.bodies_casereview SET acl = acl WHERE above_id = which;
    FOREACH hanging IN ARRAY ARRAY['attendance', 'recusal', 'minutes']
    LOOP
        EXECUTE format('UPDATE public.bodies_%I SET acl = acl WHERE meeting_id IN
            (SELECT m.id FROM public.bodies_meeting m WHERE m.body_id = $1)', hanging) USING which;
    END LOOP;
    FOREACH hanging IN ARRAY ARRAY['agendaitem', 'decision', 'minutesline']
    LOOP
        EXECUTE format('UPDATE public.bodies_%I SET acl = acl WHERE subject_id IS NULL
            AND meeting_id IN (SELECT m.id FROM public.bodies_meeting m WHERE m.body_id = $1)',
            hanging) USING which;
    END LOOP;
END $$;
