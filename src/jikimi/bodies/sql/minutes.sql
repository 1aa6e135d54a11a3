-- Minutes that were approved stay as they are; a later version replaces them and both can be read.
CREATE FUNCTION bodies_keep_minutes_settled() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    before jsonb := to_jsonb(OLD) - ARRAY['acl', 'stage', 'stage_since'];
BEGIN
    IF OLD.stage <> 'draft' AND (before <> to_jsonb(NEW) - ARRAY['acl', 'stage', 'stage_since']
       OR NEW.stage NOT IN (OLD.stage, 'replaced')) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION bodies_keep_lines_settled() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    before jsonb := CASE WHEN TG_OP = 'INSERT' THEN '{}'::jsonb ELSE to_jsonb(OLD) - 'acl' END;
    after jsonb := CASE WHEN TG_OP = 'DELETE' THEN '{}'::jsonb ELSE to_jsonb(NEW) - 'acl' END;
BEGIN
    IF before <> after AND EXISTS (SELECT 1 FROM public.bodies_minutes m
        WHERE m.id IN ((before->>'minutes_id')::uuid, (after->>'minutes_id')::uuid)
          AND m.stage <> 'draft') THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;

-- A new version begins with every line of the version before, also with those that whoever begins
-- it may not read. For those who may read both, into an empty draft of the same meeting.
CREATE FUNCTION bodies_copy_minutes(source uuid, target uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM public.bodies_minutes a JOIN public.bodies_minutes b
            ON b.meeting_id = a.meeting_id AND b.number = a.number + 1
         WHERE a.id = source AND b.id = target AND a.stage = 'approved' AND b.stage = 'draft'
           AND a.meeting_id = ANY (public.bodies_meetings_accepted())
           AND b.acl && public.access_principals() AND NOT b.acl && public.access_refusals())
       OR EXISTS (SELECT 1 FROM public.bodies_minutesline l WHERE l.minutes_id = target) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO public.bodies_minutesline (id, minutes_id, meeting_id, item_id, subject_id,
           field_group, position, kind, text, agency_id, due_on)
    SELECT gen_random_uuid(), target, l.meeting_id, l.item_id, l.subject_id,
           l.field_group, l.position, l.kind, l.text, l.agency_id, l.due_on
      FROM public.bodies_minutesline l WHERE l.minutes_id = source;
END $$;

-- Meetings whose minutes are to be approved by a day, for the clock alone.
CREATE FUNCTION bodies_minutes_due(until_day date)
RETURNS TABLE (meeting uuid, body bigint, chair bigint, clerk bigint, due_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT m.id, m.body_id, m.chair_id, m.clerk_id, m.minutes_due_on
      FROM public.bodies_meeting m
     WHERE m.stage = 'closed' AND m.minutes_approved_at IS NULL AND m.minutes_due_on <= until_day
       AND public.access_is(22)
$$;
