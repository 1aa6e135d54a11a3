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

-- Put what is staged into the reports. covered: identity numbers covered in what went in.
-- refused: lines whose number is another station's. Two imports with the same reports meet in a
-- unique violation, a deadlock or a lock timeout; then the piece is done again (importing_rows.py).
CREATE FUNCTION cases_merge_staged(
    of_batch uuid, OUT new bigint, OUT changed bigint, OUT same bigint, OUT covered bigint,
    OUT refused integer[]
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public SET lock_timeout = '5s' AS $$
BEGIN
    PERFORM public.cases_check_staged();
    SELECT * INTO new, changed, same, covered, refused FROM public.cases_judge_staged();
    PERFORM public.cases_put_new(of_batch);
    IF changed > 0 THEN PERFORM public.cases_put_changed(of_batch); END IF;
    DROP TABLE pg_temp.cases_known, pg_temp.cases_staged;
END $$;

-- What a merge of all that is staged would do; nothing is changed.
CREATE FUNCTION cases_compare_staged(
    OUT new bigint, OUT changed bigint, OUT same bigint, OUT covered bigint, OUT refused integer[]
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM public.cases_check_staged();
    SELECT * INTO new, changed, same, covered, refused FROM public.cases_judge_staged();
    DROP TABLE pg_temp.cases_known, pg_temp.cases_staged;
END $$;
