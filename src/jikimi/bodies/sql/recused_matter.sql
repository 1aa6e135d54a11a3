-- Who stays out of an item stays out of its matter: in every meeting of the body, before and after,
-- until the recusal is lifted.

-- Members who stay out of a matter, by any item of it, as negative numbers.
CREATE FUNCTION bodies_recused_from_matter(which uuid) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce(array_agg(DISTINCT -(r.member_id * 8 + 2)), '{}')
      FROM public.bodies_agendaitem i
      JOIN public.bodies_recusal r ON r.item_id = i.id AND r.lifted_at IS NULL
     WHERE i.matter_id = which
$$;
CREATE OR REPLACE FUNCTION bodies_recused(which uuid) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT public.bodies_recused_from_matter(
            (SELECT i.matter_id FROM public.bodies_agendaitem i WHERE i.id = which))
        || coalesce(array_agg(-(r.member_id * 8 + 2)), '{}')
      FROM public.bodies_recusal r WHERE r.item_id = which AND r.lifted_at IS NULL
$$;

-- As before (circle.sql); a row that names a matter is not for those who stay out of it.
CREATE OR REPLACE FUNCTION bodies_keep_circle_acl() RETURNS trigger
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
    IF as_json->>'matter_id' IS NOT NULL THEN
        NEW.acl := NEW.acl || public.bodies_recused_from_matter((as_json->>'matter_id')::uuid);
    END IF;
    NEW.acl := coalesce(NEW.acl, '{}');
    RETURN NEW;
END $$;

-- As before (circle.sql); a new item is not for those who stay out of its matter already.
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
    NEW.acl := coalesce(NEW.acl, '{}') || public.bodies_recused(item)
        || public.bodies_recused_from_matter((as_json->>'matter_id')::uuid);
    RETURN NEW;
END $$;

-- Everything of the item and, where it has one, of its matter follows.
CREATE OR REPLACE FUNCTION bodies_recusal_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    on_matter uuid := (SELECT i.matter_id FROM public.bodies_agendaitem i WHERE i.id = NEW.item_id);
BEGIN
    PERFORM public.bodies_keep_items_acls(ARRAY[NEW.item_id] || ARRAY(
        SELECT i.id FROM public.bodies_agendaitem i WHERE i.matter_id = on_matter));
    UPDATE public.bodies_undertaking SET acl = acl WHERE matter_id = on_matter;
    UPDATE public.bodies_casereview SET acl = acl WHERE matter_id = on_matter;
    RETURN NULL;
END $$;

-- Recusals from before reach as far.
UPDATE public.bodies_recusal SET lifted_at = lifted_at WHERE lifted_at IS NULL;
