-- Guard functions: the only way a case is opened and an agency comes to see it.
CREATE FUNCTION cases_holds(wanted bigint[]) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT public.access_principals() OPERATOR(pg_catalog.&&) wanted
$$;

-- Whether the actor sees the case at all, is its lead agency, or coordinates its body.
CREATE FUNCTION cases_sees(which uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM public.cases_case c WHERE c.id = which
        AND public.cases_holds(c.acl) AND NOT c.acl && public.access_refusals())
$$;
CREATE FUNCTION cases_leads(which uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM public.cases_case c WHERE c.id = which AND public.cases_sees(which)
        AND public.cases_holds(ARRAY[c.body_id * 8 + 3, c.lead_agency_id * 8 + 1]))
$$;

CREATE FUNCTION cases_open(
    which uuid, new_number text, new_pathway text, new_kind text, of_body bigint,
    new_basis text, new_purpose text, new_fields text[]
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    agency bigint := public.access_agency();
BEGIN
    IF NOT public.access_is(agency * 8 + 1) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO public.cases_case (id, number, pathway, kind, stage, stage_since, body_id,
        lead_agency_id, nominated_by_id, opened_at, last_event_at, is_repeat, decline_reason, version)
    VALUES (which, new_number, new_pathway, new_kind, 'nominated', now(), of_body,
        agency, agency, now(), now(), false, '', 1);
    INSERT INTO public.cases_participation (id, case_id, agency_id, role, basis, narrative, purpose,
        fields, since, invited_by_id, accepted_at, accepted_by_id, ended_why, last_event_at)
    VALUES (gen_random_uuid(), which, agency, 'lead', new_basis, '', new_purpose,
        new_fields, now(), public.access_member(), now(), public.access_member(), '', now());
END $$;

CREATE FUNCTION cases_invite(
    share uuid, which uuid, agency bigint, new_role text, new_basis text, new_narrative text,
    new_purpose text, new_fields text[], new_until timestamptz
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT public.cases_leads(which) OR new_basis = '' OR new_purpose = '' THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO public.cases_participation (id, case_id, agency_id, role, basis, narrative, purpose,
        fields, since, until, invited_by_id, ended_why, last_event_at)
    VALUES (share, which, agency, new_role, new_basis, new_narrative, new_purpose,
        new_fields, now(), new_until, public.access_member(), '', now());
END $$;

-- Accepting opens the case to the agency and writes the statutory ledger.
CREATE FUNCTION cases_accept(share uuid, new_data_name text, new_limits text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    mine public.cases_participation;
BEGIN
    SELECT * INTO mine FROM public.cases_participation WHERE id = share AND ended_at IS NULL
       AND accepted_at IS NULL AND public.access_is(agency_id * 8 + 1) FOR UPDATE;
    IF mine.id IS NULL OR public.cases_acl(mine.case_id, '') && public.access_refusals() THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE public.cases_participation SET accepted_at = now(), accepted_by_id = public.access_member()
     WHERE id = share;
    INSERT INTO public.cases_disclosure (id, case_id, data_name, recipient_id, provided_at, purpose,
        basis, items, period_until, limits, provided_by_id, provider_id)
    SELECT gen_random_uuid(), mine.case_id, new_data_name, mine.agency_id, now(), mine.purpose,
        mine.basis, mine.fields, mine.until, new_limits, mine.invited_by_id,
        coalesce(m.agency_id, c.lead_agency_id)
      FROM public.cases_case c LEFT JOIN public.access_member m ON m.id = mine.invited_by_id
     WHERE c.id = mine.case_id;
    RETURN mine.case_id;
END $$;

CREATE FUNCTION cases_end_share(share uuid, reason text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    mine public.cases_participation;
BEGIN
    SELECT * INTO mine FROM public.cases_participation WHERE id = share AND ended_at IS NULL FOR UPDATE;
    IF mine.id IS NULL OR NOT (public.access_is(mine.agency_id * 8 + 1)
        OR public.cases_leads(mine.case_id)
        OR (public.access_is(22) AND mine.until <= now())) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE public.cases_participation SET ended_at = now(), ended_why = reason WHERE id = share;
    RETURN mine.case_id;
END $$;

-- Hand the lead to an agency that takes part already.
CREATE FUNCTION cases_hand_over(which uuid, agency bigint, new_member bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT public.cases_leads(which) OR NOT public.cases_takes_part(which, agency) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE public.cases_participation SET role = CASE WHEN agency_id = agency THEN 'lead'
        WHEN role = 'lead' THEN 'partner' ELSE role END
     WHERE case_id = which AND ended_at IS NULL;
    UPDATE public.cases_case SET lead_agency_id = agency, lead_member_id = new_member WHERE id = which;
END $$;

-- Bar a member from a case; anyone who sees the case may, and the member itself.
CREATE FUNCTION cases_bar_member(which uuid, whom bigint, new_reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT public.cases_sees(which) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO public.cases_bar (id, case_id, member_id, reason, barred_at, barred_by_id)
    VALUES (gen_random_uuid(), which, whom, new_reason, now(), public.access_member())
    ON CONFLICT DO NOTHING;
END $$;
CREATE FUNCTION cases_unbar_member(which uuid, whom bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT public.cases_leads(which) OR whom = public.access_member() THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE public.cases_bar SET ended_at = now()
     WHERE case_id = which AND member_id = whom AND ended_at IS NULL;
END $$;

-- Emergency opening by case number; NULL when there is no such case or the member is barred from it.
CREATE FUNCTION cases_break_glass(by_number text, new_reason text, hours integer) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    found public.cases_case;
BEGIN
    IF NOT public.access_is(public.access_agency() * 8 + 1) OR hours NOT BETWEEN 1 AND 4
       OR new_reason = '' THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT * INTO found FROM public.cases_case WHERE number = by_number;
    IF found.id IS NULL OR found.acl && public.access_refusals() THEN RETURN NULL; END IF;
    INSERT INTO public.cases_brokenglass (id, case_id, member_id, agency_id, reason, opened_at, until,
        verdict)
    VALUES (gen_random_uuid(), found.id, public.access_member(), public.access_agency(), new_reason,
        now(), now() + make_interval(hours => hours), '');
    RETURN found.id;
END $$;

-- Shares and emergency openings whose time is over; only the clock. The cases touched.
CREATE FUNCTION cases_end_what_is_over() RETURNS SETOF uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT public.access_is(22) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY UPDATE public.cases_participation SET ended_at = until, ended_why = 'period over'
        WHERE ended_at IS NULL AND until <= now() RETURNING case_id;
    RETURN QUERY UPDATE public.cases_brokenglass SET closed_at = until
        WHERE closed_at IS NULL AND until <= now() RETURNING case_id;
END $$;

-- The history of a case: what was done, when, by which agency; what was read stays with auditors.
CREATE FUNCTION cases_history(which uuid)
RETURNS TABLE (at timestamptz, act text, agency_id bigint, member_name text, why text, details jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT r.at, r.act, r.agency_id, m.name, r.why, r.details
      FROM public.access_record r LEFT JOIN public.access_member m ON m.id = r.member_id
     WHERE r.subject_id = which AND r.outcome = 'done' AND public.cases_sees(which)
     ORDER BY r.at DESC
$$;
CREATE FUNCTION cases_sealed_count(which uuid) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT count(*) FROM public.cases_sealedfield s WHERE s.case_id = which AND public.cases_sees(which)
$$;

CREATE FUNCTION cases_event_reaches_shares() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE public.cases_participation SET last_event_at = NEW.last_event_at
     WHERE case_id = NEW.id AND ended_at IS NULL;
    RETURN NULL;
END $$;

-- Bar every member who is the person: same name and birth date, or same phone number.
CREATE FUNCTION cases_bar_matched(which uuid, whom uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    INSERT INTO public.cases_bar (id, case_id, member_id, reason, barred_at, barred_by_id)
    SELECT gen_random_uuid(), which, m.id, 'matched', now(), public.access_member()
      FROM public.access_member m JOIN public.cases_person p ON p.id = whom
     WHERE public.cases_sees(which)
       AND ((m.name = p.name AND m.born_on = p.born_on) OR (m.phone <> '' AND m.phone = p.phone))
    ON CONFLICT DO NOTHING
$$;
