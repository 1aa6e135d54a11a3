-- Guard functions: the only way an agency comes to see a case (how one is opened: opening.sql).
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

-- False when the agency takes part or is invited already.
CREATE FUNCTION cases_invite(
    share uuid, which uuid, agency bigint, new_role text, new_basis text, new_narrative text,
    new_purpose text, new_fields text[], new_until timestamptz, known_to text,
    new_consented_on date, new_review_due timestamptz
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT public.cases_leads(which) OR new_basis = '' OR new_purpose = '' OR new_role = 'lead' THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO public.cases_participation (id, case_id, agency_id, role, basis, narrative, purpose,
        fields, since, until, invited_by_id, ended_why, last_event_at, field_group, consented_on,
        review_due_at, verdict, review_note)
    VALUES (share, which, agency, new_role, new_basis, new_narrative, new_purpose,
        new_fields, now(), new_until, public.access_member(), '', now(), known_to, new_consented_on,
        new_review_due, '', '')
    ON CONFLICT (case_id, agency_id) WHERE ended_at IS NULL DO NOTHING;
    RETURN FOUND;
END $$;

-- Accepting opens the case to the agency and writes the statutory ledger.
CREATE FUNCTION cases_accept(share uuid, new_data_name text, new_limits text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    mine public.cases_participation;
BEGIN
    SELECT * INTO mine FROM public.cases_participation WHERE id = share AND ended_at IS NULL
       AND accepted_at IS NULL AND (until IS NULL OR until > now())
       AND public.access_is(agency_id * 8 + 1) FOR UPDATE;
    IF mine.id IS NULL OR public.cases_acl(mine.case_id, '') && public.access_refusals()
       OR EXISTS (SELECT 1 FROM public.cases_case c
                   WHERE c.id = mine.case_id AND c.stage IN ('closed', 'declined')) THEN
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
    IF mine.id IS NULL OR mine.role = 'lead'
       OR public.cases_acl(mine.case_id, '') && public.access_refusals()
       OR NOT (public.access_is(mine.agency_id * 8 + 1) OR public.cases_leads(mine.case_id)) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE public.cases_participation SET ended_at = now(), ended_why = reason WHERE id = share;
    RETURN mine.case_id;
END $$;

-- The person takes consent back: every share that rests on it ends, invitations too. The agencies.
CREATE FUNCTION cases_withdraw_consent(which uuid, bases text[], given_back date, reason text)
RETURNS SETOF bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT public.cases_sees(which) OR NOT (public.cases_takes_part(which, public.access_agency())
        OR public.cases_leads(which)) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE public.cases_case SET consent_withdrawn_on = given_back WHERE id = which;
    RETURN QUERY UPDATE public.cases_participation SET ended_at = now(), ended_why = reason
        WHERE case_id = which AND ended_at IS NULL AND role <> 'lead' AND basis = ANY (bases)
        RETURNING agency_id;
END $$;

-- An urgent share is looked at afterwards by somebody who did not make it (SR-03).
CREATE FUNCTION cases_review_share(share uuid, new_verdict text, note text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE public.cases_participation SET reviewed_at = now(),
           reviewed_by_id = public.access_member(), verdict = new_verdict, review_note = note
     WHERE id = share AND review_due_at IS NOT NULL AND reviewed_at IS NULL
       AND invited_by_id <> public.access_member() AND public.cases_leads(case_id);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
END $$;

-- Whether this member may lead a case at this agency: works on cases there and is not barred.
CREATE FUNCTION cases_may_lead(which uuid, agency bigint, member bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM public.access_member m
          JOIN public.access_role r ON r.member_id = m.id AND r.ended_at IS NULL
         WHERE m.id = member AND m.is_active AND m.agency_id = agency AND r.agency_id = agency
           AND r.kind = 'practitioner')
       AND NOT EXISTS (SELECT 1 FROM public.cases_bar b
         WHERE b.case_id = which AND b.member_id = member AND b.ended_at IS NULL)
$$;

-- Hand the lead to an agency that takes part already.
CREATE FUNCTION cases_hand_over(which uuid, agency bigint, new_member bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT public.cases_leads(which) OR NOT public.cases_takes_part(which, agency)
       OR NOT (new_member IS NULL OR public.cases_may_lead(which, agency, new_member)) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE public.cases_participation SET role = CASE WHEN agency_id = agency THEN 'lead'
        WHEN role = 'lead' THEN 'partner' ELSE role END
     WHERE case_id = which AND ended_at IS NULL;
    UPDATE public.cases_case SET lead_agency_id = agency, lead_member_id = new_member WHERE id = which;
    PERFORM public.cases_keep_all_acls(which);
END $$;

-- Bar a member from a case: oneself, or anybody for those who steer the case.
CREATE FUNCTION cases_bar_member(which uuid, whom bigint, new_reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT public.cases_sees(which)
       OR NOT (whom = public.access_member() OR public.cases_leads(which)) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO public.cases_bar (id, case_id, member_id, reason, barred_at, barred_by_id)
    VALUES (gen_random_uuid(), which, whom, new_reason, now(), public.access_member())
    ON CONFLICT DO NOTHING;
END $$;
-- Only a coordinator of the body lifts a bar, and never the own one.
CREATE FUNCTION cases_unbar_member(which uuid, whom bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT public.cases_sees(which) OR whom = public.access_member() OR NOT EXISTS (
        SELECT 1 FROM public.cases_case c WHERE c.id = which AND public.access_is(c.body_id * 8 + 3))
    THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE public.cases_bar SET ended_at = now()
     WHERE case_id = which AND member_id = whom AND ended_at IS NULL;
END $$;
-- A barred member keeps no work on the case and no word that leads to it.
CREATE FUNCTION cases_bar_takes_work_away() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE public.cases_case SET lead_member_id = NULL
     WHERE id = NEW.case_id AND lead_member_id = NEW.member_id;
    UPDATE public.cases_action SET owner_id = NULL
     WHERE case_id = NEW.case_id AND owner_id = NEW.member_id AND ended_at IS NULL;
    DELETE FROM public.access_notice n
     WHERE n.member_id = NEW.member_id AND public.cases_is_about(n.subject_id, NEW.case_id);
    RETURN NULL;
END $$;
-- Whether what a notice is about is the case or hangs on it.
CREATE FUNCTION cases_is_about(subject uuid, which uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT subject = which
        OR EXISTS (SELECT 1 FROM public.cases_participation WHERE id = subject AND case_id = which)
        OR EXISTS (SELECT 1 FROM public.cases_action WHERE id = subject AND case_id = which)
        OR EXISTS (SELECT 1 FROM public.cases_measure WHERE id = subject AND case_id = which)
        OR EXISTS (SELECT 1 FROM public.cases_monitoringcontact
                    WHERE id = subject AND case_id = which)
$$;
CREATE FUNCTION cases_notice_skips_barred() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM public.cases_bar b WHERE b.member_id = NEW.member_id
        AND b.ended_at IS NULL AND public.cases_is_about(NEW.subject_id, b.case_id)) THEN
        RETURN NULL;
    END IF;
    RETURN NEW;
END $$;
-- When a barred member asks for the case: which it is, and the coordinators to tell, each once until
-- the coordinator has looked. Else nothing.
CREATE FUNCTION cases_attempted(by_number text) RETURNS TABLE (case_id uuid, coordinators bigint[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT c.id, ARRAY(
        SELECT u.member_id FROM public.access_members_under(ARRAY[c.body_id * 8 + 3]) u
         WHERE NOT EXISTS (SELECT 1 FROM public.access_notice n WHERE n.member_id = u.member_id
            AND n.kind = 'cases.bar.attempt' AND n.subject_id = c.id AND n.seen_at IS NULL))
      FROM public.cases_case c JOIN public.cases_bar b ON b.case_id = c.id
     WHERE c.number = by_number AND b.member_id = public.access_member() AND b.ended_at IS NULL
       AND public.access_is(b.member_id * 8 + 2)
$$;

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
        verdict, review_note)
    VALUES (gen_random_uuid(), found.id, public.access_member(), public.access_agency(), new_reason,
        now(), now() + make_interval(hours => hours), '', '');
    RETURN found.id;
END $$;
-- How often the member tried to open in vain within the last hour: numbers are not to be guessed.
CREATE FUNCTION cases_vain_tries() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT count(*) FROM public.access_record r
     WHERE r.agency_id = public.access_agency() AND r.at > now() - interval '1 hour'
       AND r.member_id = public.access_member() AND r.act = 'cases.glass.break'
       AND r.outcome = 'refused'
$$;
-- That a case is open in an emergency is told to everybody who sees it; why, only to those who steer.
CREATE FUNCTION cases_glass_open(which uuid)
RETURNS TABLE (agency_id bigint, opened_at timestamptz, until timestamptz, is_mine boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT g.agency_id, g.opened_at, g.until, g.member_id = public.access_member()
      FROM public.cases_brokenglass g
     WHERE g.case_id = which AND g.closed_at IS NULL AND g.until > now() AND public.cases_sees(which)
     ORDER BY g.opened_at
$$;
CREATE FUNCTION cases_close_glass(which uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    UPDATE public.cases_brokenglass SET closed_at = now()
     WHERE case_id = which AND member_id = public.access_member() AND closed_at IS NULL
       AND public.access_is(member_id * 8 + 2)
$$;
-- Reviewed by an auditor of the opener's agency or a coordinator of the body, never by the opener.
CREATE FUNCTION cases_review_glass(glass uuid, new_verdict text, note text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE public.cases_brokenglass g SET reviewed_at = now(),
           reviewed_by_id = public.access_member(), verdict = new_verdict, review_note = note
      FROM public.cases_case c
     WHERE g.id = glass AND c.id = g.case_id AND g.reviewed_at IS NULL
       AND g.member_id <> public.access_member() AND NOT c.acl && public.access_refusals()
       AND public.cases_holds(ARRAY[g.agency_id * 8 + 5, c.body_id * 8 + 3]);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
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

-- The history of a case: what was done and when; what was read stays with auditors. Which agency
-- did it, for those who may know that it takes part. Words and facts of an entry may hold what a
-- share does not: for coordinators, for the agency that wrote them, of selection for the nominator,
-- of shares for the lead.
CREATE FUNCTION cases_history(which uuid, most integer)
RETURNS TABLE (at timestamptz, act text, agency_id bigint, member_name text, why text, details jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH reader AS (
        SELECT c.id || ARRAY(SELECT s.id FROM public.cases_participation s
                              WHERE s.case_id = c.id) AS subjects,
               public.access_is(c.body_id * 8 + 3) AS steers,
               public.access_is(c.lead_agency_id * 8 + 1) AS leads,
               public.access_is(c.nominated_by_id * 8 + 1) AS nominated,
               ARRAY(SELECT s.agency_id FROM public.cases_participation s
                      WHERE s.case_id = c.id AND public.cases_holds(s.acl)) AS known,
               ARRAY(SELECT o.member_id FROM public.access_role o
                      WHERE o.body_id = c.body_id AND o.kind = 'coordinator') AS coordinators
          FROM public.cases_case c WHERE c.id = which AND public.cases_sees(which)
    ), told AS (
        SELECT r.*, m.name AS member_name,
               reader.steers OR r.agency_id = public.access_agency()
                   OR (reader.leads AND r.act ~ '^cases\.(sharing|lead|selection)\.')
                   OR (reader.nominated AND r.act LIKE 'cases.selection.%') AS whole,
               reader.steers OR r.agency_id = ANY (reader.known) OR r.act LIKE 'cases.glass.%'
                   OR r.member_id = ANY (reader.coordinators) AS named
          FROM reader JOIN public.access_record r
            ON r.outcome = 'done' AND r.subject_id = ANY (reader.subjects)
          LEFT JOIN public.access_member m ON m.id = r.member_id
         ORDER BY r.at DESC LIMIT most
    )
    SELECT told.at, told.act, CASE WHEN named THEN told.agency_id END,
           CASE WHEN named THEN told.member_name END,
           CASE WHEN whole THEN told.why ELSE '' END,
           CASE WHEN whole THEN told.details ELSE '{}' END
      FROM told ORDER BY told.at DESC
$$;
CREATE FUNCTION cases_sealed_count(which uuid) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT count(*) FROM public.cases_sealedfield s
     WHERE s.case_id = which AND s.ended_at IS NULL AND public.cases_sees(which)
$$;
-- Whom a sealed field may be opened to: who works on the case and may know it, without the barred.
CREATE FUNCTION cases_sealed_readers(which uuid, party uuid)
RETURNS TABLE (member_id bigint, name text, agency_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT m.id, m.name, m.agency_id FROM public.access_member m
     WHERE public.cases_sees(which)
       AND m.id IN (SELECT u.member_id
                      FROM public.access_members_under(public.cases_acl(which, '')) u)
       AND public.cases_may_read_sealed(which, party, m.id)
       AND NOT EXISTS (SELECT 1 FROM public.cases_bar b
            WHERE b.case_id = which AND b.member_id = m.id AND b.ended_at IS NULL)
     ORDER BY m.agency_id, m.name
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
