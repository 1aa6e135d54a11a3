-- What falls due until a day, for the clock alone: what, subject, principal to tell, day, link.
CREATE FUNCTION cases_due(until_day date)
RETURNS TABLE (what text, subject uuid, principal bigint, due_on date, link text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT 'cases.actions', a.id, a.agency_id * 8 + 1, a.due_on, '/staff/actions/'
      FROM public.cases_action a
     WHERE a.ended_at IS NULL AND a.due_on <= until_day AND public.access_is(22)
    UNION ALL
    SELECT 'cases.monitoring', m.id, m.agency_id * 8 + 1, m.due_on,
           '/staff/cases/' || c.number || '/monitoring/'
      FROM public.cases_monitoringcontact m JOIN public.cases_case c ON c.id = m.case_id
     WHERE m.ended_at IS NULL AND m.due_on <= until_day AND public.access_is(22)
    UNION ALL
    SELECT 'cases.review', c.id, c.lead_agency_id * 8 + 1, c.review_due_on,
           '/staff/cases/' || c.number || '/review/'
      FROM public.cases_case c
     WHERE c.closed_at IS NULL AND c.review_due_on <= until_day AND public.access_is(22)
    UNION ALL
    SELECT 'cases.measures', m.id, c.body_id * 8 + 3, m.ends_on,
           '/staff/cases/' || c.number || '/measures/'
      FROM public.cases_measure m JOIN public.cases_case c ON c.id = m.case_id
     WHERE m.ended_at IS NULL AND m.ends_on <= until_day AND public.access_is(22)
$$;
