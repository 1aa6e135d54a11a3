-- What still hinders a step, also where the actor may not read it; and the wall around a closed case.

-- Open actions, statutory measures and monitoring contacts of a case, by kind (SR-62).
CREATE FUNCTION cases_still_open(which uuid) RETURNS TABLE (kind text, how_many bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT o.kind, count(*) FROM (
        SELECT 'action' AS kind FROM public.cases_action
         WHERE case_id = which AND ended_at IS NULL
        UNION ALL
        SELECT 'measure' FROM public.cases_measure WHERE case_id = which AND ended_at IS NULL
        UNION ALL
        SELECT 'monitoring' FROM public.cases_monitoringcontact
         WHERE case_id = which AND ended_at IS NULL
    ) o WHERE public.cases_sees(which) GROUP BY o.kind
$$;

-- How many causes a case has, and how many lead neither to an action nor to a reason (SR-57).
CREATE FUNCTION cases_causes_counted(which uuid)
RETURNS TABLE (causes bigint, without_action bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT count(*), count(*) FILTER (WHERE c.no_action_reason = '' AND NOT EXISTS (
               SELECT 1 FROM public.cases_action a WHERE a.cause_id = c.id))
      FROM public.cases_cause c
     WHERE c.case_id = which AND c.withdrawn_at IS NULL AND public.cases_sees(which)
$$;

-- Tell those who work on the case that a step was taken; barred members are not told.
-- chosen: principals among them, empty for all.
CREATE FUNCTION cases_tell(which uuid, chosen bigint[], what text, about uuid, at_link text)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    seers bigint[] := public.cases_acl(which, '');
    told bigint[] := ARRAY(SELECT s FROM unnest(seers) s
                            WHERE cardinality(chosen) = 0 OR s = ANY (chosen));
BEGIN
    IF NOT public.cases_sees(which) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM public.access_tell(array_agg(u.member_id), what, about, at_link)
       FROM public.access_members_under(told) u
      WHERE NOT -(u.member_id * 8 + 2) = ANY (seers) HAVING count(*) > 0;
END $$;

-- The case's row is locked by its own update, and by every row that opens on it (below): whoever
-- comes second waits, and then sees what the first has done.
CREATE FUNCTION cases_keep_open_while_something_is() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM public.cases_action WHERE case_id = NEW.id AND ended_at IS NULL)
       OR EXISTS (SELECT 1 FROM public.cases_measure WHERE case_id = NEW.id AND ended_at IS NULL)
       OR EXISTS (SELECT 1 FROM public.cases_monitoringcontact
                   WHERE case_id = NEW.id AND ended_at IS NULL) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION cases_open_nothing_on_closed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    stands text;
BEGIN
    SELECT stage INTO stands FROM public.cases_case WHERE id = NEW.case_id FOR NO KEY UPDATE;
    IF stands = 'closed' THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
