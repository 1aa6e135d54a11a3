-- Who asks, proved. Kinds of principal: 0 an audience of the directory (8 members, 16 police),
-- 1 agency, 2 member, 3 body, 4 police, 5 auditor, 6 capability (door, clock), 7 administrator; a principal is id * 8 + kind.
CREATE TABLE access_key (
    name text PRIMARY KEY,
    inner_pad bytea NOT NULL,
    outer_pad bytea NOT NULL
);

CREATE FUNCTION access_principals() RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    ticket text := pg_catalog.current_setting('jikimi.ticket', true);
    mac text;
    body text;
    signed boolean;
BEGIN
    IF ticket IS NULL OR ticket = '' THEN RETURN '{}'; END IF;
    mac := pg_catalog.right(ticket, 64);
    body := pg_catalog.left(ticket, -65);
    SELECT pg_catalog.encode(pg_catalog.sha256(outer_pad || pg_catalog.sha256(
               inner_pad || pg_catalog.convert_to(body, 'UTF8'))), 'hex') = mac
      INTO signed FROM public.access_key WHERE name = 'ticket';
    IF signed IS NOT TRUE THEN RETURN '{}'; END IF;
    IF pg_catalog.split_part(body, '|', 2)::numeric
       < extract(epoch FROM pg_catalog.clock_timestamp()) THEN RETURN '{}'; END IF;
    RETURN pg_catalog.string_to_array(pg_catalog.split_part(body, '|', 5), ',')::bigint[];
END $$;

-- Overlap as in &&, for row policies: rows that a query reaches by an index are nearly all of people
-- the actor may know of, and neqsel makes the planner expect so (&& expects one in a hundred).
CREATE OPERATOR public.@&& (
    FUNCTION = pg_catalog.arrayoverlap, LEFTARG = anyarray, RIGHTARG = anyarray,
    RESTRICT = neqsel, JOIN = neqjoinsel
);

-- The member and the agency on the ticket; only meaningful beside access_principals().
CREATE FUNCTION access_member() RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce(nullif(split_part(current_setting('jikimi.ticket', true), '|', 3), ''), '0')::bigint
$$;
CREATE FUNCTION access_agency() RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce(nullif(split_part(current_setting('jikimi.ticket', true), '|', 4), ''), '0')::bigint
$$;
-- A barred member stands in an acl as a negative number; this is what to look for. In plpgsql, which
-- keeps its plan: a function in SQL would be parsed anew for every table of every statement.
CREATE FUNCTION access_refusals() RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$
BEGIN RETURN ARRAY[-(public.access_member() * 8 + 2)]; END $$;
CREATE FUNCTION access_named() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT cardinality(access_principals()) > 0
$$;
CREATE FUNCTION access_is(principal bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT principal = ANY (access_principals())
$$;
CREATE FUNCTION access_keeps_member(member bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM public.access_member m
        WHERE m.id = member AND m.agency_id * 8 + 7 = ANY (public.access_principals()))
$$;
-- Whether the actor keeps the roles of a body; the room of bodies replaces this.
CREATE FUNCTION access_keeps_body(body bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$ SELECT false $$;
-- A role at an agency is granted by that agency's administrators, one in a body by those who keep
-- the body; and by nobody to himself.
CREATE FUNCTION access_may_grant(member bigint, body bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT member <> public.access_member() AND CASE WHEN body IS NULL
        THEN public.access_keeps_member(member) ELSE public.access_keeps_body(body) END
$$;
-- Everyone who works under a principal today. The clock stands under none.
CREATE FUNCTION access_members_under(wanted bigint[]) RETURNS TABLE (member_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT DISTINCT m.id FROM public.access_member m
      JOIN public.access_role r ON r.member_id = m.id AND r.ended_at IS NULL
     WHERE m.is_active AND (
        m.id * 8 + 2 = ANY (wanted)
        OR (r.kind IN ('practitioner', 'coordinator') AND r.agency_id * 8 + 1 = ANY (wanted))
        OR (r.kind = 'coordinator' AND r.body_id * 8 + 3 = ANY (wanted))
        OR (r.kind = 'auditor' AND r.agency_id * 8 + 5 = ANY (wanted))
        OR (r.kind = 'administrator' AND r.agency_id * 8 + 7 = ANY (wanted)))
$$;
