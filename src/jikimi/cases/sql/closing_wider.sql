-- Forced tasks, joint checks and registrations keep a case open too, beside what did before (SR-62).
CREATE OR REPLACE FUNCTION cases_all_open(which uuid) RETURNS TABLE (kind text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT 'action' FROM public.cases_action WHERE case_id = which AND ended_at IS NULL
    UNION ALL
    SELECT 'measure' FROM public.cases_measure WHERE case_id = which AND ended_at IS NULL
    UNION ALL
    SELECT 'monitoring' FROM public.cases_monitoringcontact
     WHERE case_id = which AND ended_at IS NULL
    UNION ALL
    SELECT 'task' FROM public.cases_task WHERE case_id = which AND ended_at IS NULL
    UNION ALL
    SELECT 'check' FROM public.cases_jointcheck WHERE case_id = which AND ended_at IS NULL
    UNION ALL
    SELECT 'registration' FROM public.cases_registration
     WHERE case_id = which AND ended_on IS NULL
$$;

CREATE OR REPLACE FUNCTION cases_still_open(which uuid)
RETURNS TABLE (kind text, how_many bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT o.kind, count(*) FROM public.cases_all_open(which) o
     WHERE public.cases_sees(which) GROUP BY o.kind
$$;

CREATE OR REPLACE FUNCTION cases_keep_open_while_something_is() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM public.cases_all_open(NEW.id)) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
