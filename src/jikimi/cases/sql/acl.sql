-- Who may see a case, or one field group of it. Kept on the rows as acl bigint[]; see access/principals.py.
-- Tables that hang on a case register here (cases/wall.py).
CREATE TABLE cases_walled (name text PRIMARY KEY);
GRANT SELECT, INSERT ON cases_walled TO jikimi_owner;

-- The parameter is written cases_acl.field_group: a column of that name in a table would win.
-- field_group '' : whoever sees the case at all; 'steering': its body's coordinators and lead agency.
CREATE FUNCTION cases_acl(which uuid, field_group text) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce(array_agg(DISTINCT p), '{}') FROM (
        SELECT c.body_id * 8 + 3 AS p FROM public.cases_case c WHERE c.id = which
        UNION ALL
        SELECT c.lead_agency_id * 8 + 1 FROM public.cases_case c
         WHERE c.id = which AND cases_acl.field_group = 'steering'
        UNION ALL
        SELECT s.agency_id * 8 + 1 FROM public.cases_participation s
         WHERE s.case_id = which AND s.accepted_at IS NOT NULL AND s.ended_at IS NULL
           AND (s.until IS NULL OR s.until > now())
           AND (cases_acl.field_group = '' OR cases_acl.field_group = ANY (s.fields))
        UNION ALL
        SELECT g.member_id * 8 + 2 FROM public.cases_brokenglass g
         WHERE g.case_id = which AND g.closed_at IS NULL AND g.until > now()
           AND cases_acl.field_group <> 'steering'
        UNION ALL
        SELECT -(b.member_id * 8 + 2) FROM public.cases_bar b
         WHERE b.case_id = which AND b.ended_at IS NULL
    ) principals
$$;

CREATE FUNCTION cases_keep_case_acl() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    NEW.acl := CASE WHEN TG_OP = 'INSERT' THEN ARRAY[NEW.body_id * 8 + 3]
                    ELSE public.cases_acl(NEW.id, '') END;
    RETURN NEW;
END $$;

-- Arguments: field group ('' case, '*' the row's own field_group); a column naming an agency or ''.
CREATE FUNCTION cases_keep_acl() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    field_group text := TG_ARGV[0];
BEGIN
    IF field_group = '*' THEN field_group := to_jsonb(NEW)->>'field_group'; END IF;
    NEW.acl := public.cases_acl(NEW.case_id, field_group);
    IF TG_ARGV[1] <> '' AND public.cases_takes_part(NEW.case_id, (to_jsonb(NEW)->>TG_ARGV[1])::bigint)
    THEN
        NEW.acl := NEW.acl || ((to_jsonb(NEW)->>TG_ARGV[1])::bigint * 8 + 1);
    END IF;
    RETURN NEW;
END $$;

-- An agency's own rows stay with it while it takes part; an invitation shows before it is accepted.
CREATE FUNCTION cases_takes_part(which uuid, agency bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM public.cases_participation s
        WHERE s.case_id = which AND s.agency_id = agency AND s.ended_at IS NULL
          AND s.accepted_at IS NOT NULL AND (s.until IS NULL OR s.until > now()))
$$;
-- Who takes part is known to whoever may know the row's field group, to the lead, and to the agency.
CREATE FUNCTION cases_keep_participation_acl() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    NEW.acl := public.cases_acl(NEW.case_id, NEW.field_group)
        || (SELECT c.lead_agency_id * 8 + 1 FROM public.cases_case c WHERE c.id = NEW.case_id);
    IF NEW.ended_at IS NULL AND (NEW.until IS NULL OR NEW.until > now()) THEN
        NEW.acl := NEW.acl || (NEW.agency_id * 8 + 1);
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION cases_keep_person_acl() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    SELECT array_agg(DISTINCT x) INTO NEW.acl
      FROM public.cases_party p, unnest(p.acl) x WHERE p.person_id = NEW.id;
    NEW.acl := coalesce(NEW.acl, ARRAY[NEW.recorded_by_id * 8 + 1]);
    RETURN NEW;
END $$;
CREATE FUNCTION cases_party_changes_person() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE public.cases_person SET acl = acl WHERE id = NEW.person_id;
    RETURN NULL;
END $$;

-- Sealed: the named readers alone, while they work on cases, while their agency may know how to
-- reach the party (a child: about the children), and never a barred member.
CREATE FUNCTION cases_seal_group(party uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT CASE p.role WHEN 'child' THEN 'children' WHEN 'perpetrator' THEN 'perpetrator'
           ELSE 'contact' END FROM public.cases_party p WHERE p.id = party
$$;
CREATE FUNCTION cases_may_read_sealed(which uuid, party uuid, member bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM public.access_member m
        JOIN public.access_role r ON r.member_id = m.id AND r.ended_at IS NULL
        JOIN public.cases_case c ON c.id = which
        WHERE m.id = member AND m.is_active AND (
            (r.kind = 'coordinator' AND r.body_id = c.body_id)
            OR (r.kind IN ('practitioner', 'coordinator') AND r.agency_id = m.agency_id
                AND EXISTS (SELECT 1 FROM public.cases_participation s
                    WHERE s.case_id = which AND s.agency_id = m.agency_id
                      AND s.accepted_at IS NOT NULL AND s.ended_at IS NULL
                      AND (s.until IS NULL OR s.until > now())
                      AND public.cases_seal_group(party) = ANY (s.fields)))))
$$;
CREATE FUNCTION cases_keep_sealed_acl() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    SELECT coalesce(array_agg(p), '{}') INTO NEW.acl FROM (
        SELECT reader * 8 + 2 AS p FROM unnest(NEW.readers) reader
         WHERE public.cases_may_read_sealed(NEW.case_id, NEW.party_id, reader)
        UNION ALL
        SELECT -(b.member_id * 8 + 2) FROM public.cases_bar b
         WHERE b.case_id = NEW.case_id AND b.ended_at IS NULL
    ) readers;
    RETURN NEW;
END $$;
-- A member who left or lost a role opens no sealed field from the same moment.
CREATE FUNCTION cases_role_changes_sealed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE public.cases_sealedfield SET acl = acl WHERE readers @> ARRAY[NEW.member_id];
    RETURN NULL;
END $$;

-- The agenda and the decisions of the bodies room follow the case they are about.
CREATE OR REPLACE FUNCTION bodies_subject_acl(subject uuid, field_group text) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT public.cases_acl(subject, field_group)
$$;

-- Keep every acl of a case anew: after a share, a bar or an emergency opening changed.
CREATE FUNCTION cases_keep_all_acls(which uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    walled text;
BEGIN
    UPDATE public.cases_case SET acl = acl WHERE id = which;
    UPDATE public.cases_participation SET acl = acl WHERE case_id = which;
    UPDATE public.cases_sealedfield SET acl = acl WHERE case_id = which;
    UPDATE public.bodies_agendaitem SET acl = acl WHERE subject_id = which;
    UPDATE public.bodies_decision SET acl = acl WHERE subject_id = which;
    FOR walled IN SELECT name FROM public.cases_walled LOOP
        EXECUTE format('UPDATE public.%I SET acl = acl WHERE case_id = $1', walled) USING which;
    END LOOP;
END $$;
CREATE FUNCTION cases_share_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM public.cases_keep_all_acls(NEW.case_id);
    RETURN NULL;
END $$;
