-- Who nominates may say who is concerned, even what its kind of agency is not given back to read
-- (SR-05): a hospital names the person who did the harm and does not see that row afterwards.
CREATE FUNCTION cases_may_put(which uuid, new_group text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM public.cases_case c
        WHERE c.id = which AND public.cases_sees(which)
          AND (public.cases_holds(public.cases_acl(which, new_group))
               OR (c.stage = 'nominated' AND public.access_is(c.nominated_by_id * 8 + 1))))
$$;

CREATE FUNCTION cases_put_party(
    party uuid, which uuid, whom uuid, new_role text, new_group text, new_relation text,
    new_wishes text, knows boolean, at_home boolean
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT public.cases_may_put(which, new_group) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO public.cases_party (id, case_id, person_id, role, field_group, relation, wishes,
        knows_of_case, lives_in_home, version)
    VALUES (party, which, whom, new_role, new_group, new_relation, new_wishes, knows, at_home, 1);
END $$;

CREATE FUNCTION cases_put_contact(
    contact uuid, which uuid, whom uuid, new_channel text, new_address text, safe boolean,
    from_hour time, until_hour time, days smallint[], may_leave boolean, new_caution text
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT public.cases_may_put(which, 'contact')
       OR NOT EXISTS (SELECT 1 FROM public.cases_party p WHERE p.id = whom AND p.case_id = which) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO public.cases_safecontact (id, case_id, party_id, channel, address, is_safe, from_time,
        until_time, weekdays, may_leave_message, caution, version)
    VALUES (contact, which, whom, new_channel, new_address, safe, from_hour, until_hour, days,
        may_leave, new_caution, 1);
END $$;

-- Two members of one agency naming the same person at once: the second waits, then finds the first.
CREATE FUNCTION cases_name_alone(folded_name text, phone text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT pg_advisory_xact_lock(hashtext('name|' || public.access_agency() || '|' || folded_name)),
           pg_advisory_xact_lock(hashtext('phone|' || public.access_agency() || '|' || phone))
$$;
