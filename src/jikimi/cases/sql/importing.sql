-- How reports come in: staged by COPY, then merged in one step. Nobody else makes a report.

-- A table of one transaction into which the actor may COPY and from which only guards read. It is in
-- the session's own memory: nothing of a broken import stays behind, and no other session meets it.
CREATE FUNCTION cases_stage() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT public.access_named() THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    CREATE TEMP TABLE cases_staged (
        report_id uuid, victim_id uuid, suspect_id uuid, line integer,
        external_number varchar COLLATE "C", received_at timestamptz, kind varchar,
        kind_name varchar, response_code smallint, station bigint, police_box varchar,
        place varchar, province varchar, city varchar, town varchar, road varchar,
        building_number varchar, detail varchar, legal_dong_code varchar, reporter_kind varchar,
        victim_name varchar, victim_sex varchar, victim_born_on date, victim_phone varchar,
        suspect_name varchar, suspect_sex varchar, suspect_born_on date, suspect_phone varchar,
        relation varchar, action_taken varchar, outcome varchar, summary text, masked integer,
        digest bytea
    ) ON COMMIT DROP;
    GRANT INSERT ON pg_temp.cases_staged TO jikimi_staff;
END $$;

-- Put what is staged into the reports. One merge at a time, so that two files with the same reports
-- wait for each other instead of meeting. masked: identity numbers covered in what went in.
-- refused: lines whose number is another station's.
CREATE FUNCTION cases_merge_staged(
    of_batch uuid, OUT new integer, OUT changed integer, OUT same integer, OUT masked integer,
    OUT refused integer[]
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM public.cases_check_staged();
    PERFORM pg_advisory_xact_lock(7145464202);
    CREATE TEMP TABLE cases_judged ON COMMIT DROP AS
        SELECT s.*, j.report, j.verdict
          FROM public.cases_judgement() j JOIN pg_temp.cases_staged s ON s.line = j.line
         ORDER BY s.external_number;
    SELECT count(*) FILTER (WHERE j.verdict = 'new'), count(*) FILTER (WHERE j.verdict = 'changed'),
           count(*) FILTER (WHERE j.verdict = 'same'),
           coalesce(sum(j.masked) FILTER (WHERE j.verdict IN ('new', 'changed')), 0),
           coalesce(array_agg(j.line ORDER BY j.line) FILTER (WHERE j.verdict = 'refused'), '{}')
      INTO new, changed, same, masked, refused FROM pg_temp.cases_judged j;
    PERFORM public.cases_put_new(of_batch);
    IF changed > 0 THEN PERFORM public.cases_put_changed(of_batch); END IF;
    DROP TABLE pg_temp.cases_judged, pg_temp.cases_staged;
END $$;

-- What a merge of all that is staged would do; nothing is changed.
CREATE FUNCTION cases_compare_staged(
    OUT new integer, OUT changed integer, OUT same integer, OUT masked integer,
    OUT refused integer[]
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM public.cases_check_staged();
    SELECT count(*) FILTER (WHERE j.verdict = 'new'), count(*) FILTER (WHERE j.verdict = 'changed'),
           count(*) FILTER (WHERE j.verdict = 'same'),
           coalesce(sum(j.masked) FILTER (WHERE j.verdict IN ('new', 'changed')), 0),
           coalesce(array_agg(j.line ORDER BY j.line) FILTER (WHERE j.verdict = 'refused'), '{}')
      INTO new, changed, same, masked, refused FROM public.cases_judgement() j;
    DROP TABLE pg_temp.cases_staged;
END $$;
