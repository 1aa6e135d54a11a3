-- What a calendar entry says of a meeting, for the clock's mail alone: no case, no name, no item.
-- is_invited: whether this person is still expected.
CREATE FUNCTION bodies_invitations(meetings uuid[], who bigint)
RETURNS TABLE (
    id uuid, stage text, starts_at timestamptz, minutes integer, place text, video_link text,
    version integer, is_invited boolean
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT public.access_is(22) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
    SELECT m.id, m.stage::text, m.starts_at, m.minutes_planned, m.place::text, m.video_link::text,
           m.version, coalesce(a.answer <> 'reading', false)
      FROM public.bodies_meeting m
      LEFT JOIN public.bodies_attendance a ON a.meeting_id = m.id AND a.member_id = who
     WHERE m.id = ANY (meetings);
END $$;
-- Nobody lets herself back into an item she stayed out of.
CREATE OR REPLACE FUNCTION bodies_keep_recusal_acl() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (
       (OLD.lifted_at IS NULL AND NEW.lifted_at IS NOT NULL AND NEW.member_id = public.access_member())
       OR (NEW.member_id, NEW.item_id, NEW.meeting_id)
          IS DISTINCT FROM (OLD.member_id, OLD.item_id, OLD.meeting_id)) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT array_remove(public.bodies_steering(m.body_id)
        || ARRAY[NEW.member_id * 8 + 2, m.chair_id * 8 + 2, m.clerk_id * 8 + 2], NULL)
      INTO NEW.acl FROM public.bodies_meeting m WHERE m.id = NEW.meeting_id;
    RETURN NEW;
END $$;
-- Who leads the meeting or keeps its minutes knows who stays out of what.
CREATE FUNCTION bodies_officers_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE public.bodies_recusal SET acl = acl WHERE meeting_id = NEW.id AND lifted_at IS NULL;
    RETURN NULL;
END $$;

-- Who stays out of an item finds its matter nowhere either.
CREATE FUNCTION bodies_matter_recused() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    SELECT NEW.acl || coalesce(array_agg(-(r.member_id * 8 + 2)), '{}') INTO NEW.acl
      FROM public.bodies_agendaitem i
      JOIN public.bodies_recusal r ON r.item_id = i.id AND r.lifted_at IS NULL
     WHERE i.matter_id = NEW.id;
    RETURN NEW;
END $$;
CREATE FUNCTION bodies_recusal_changes_matter() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE public.bodies_matter m SET acl = m.acl FROM public.bodies_agendaitem i
     WHERE i.id = NEW.item_id AND m.id = i.matter_id;
    RETURN NULL;
END $$;
