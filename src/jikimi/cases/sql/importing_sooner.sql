-- An import looks at each row as seldom as it can: most files hold only reports that nobody has yet.

-- A table of one transaction into which the actor may COPY and from which only guards read. It is in
-- the session's own memory: nothing of a broken import stays behind, and no other session meets it.
-- What every step asks of a row stands first in it.
CREATE OR REPLACE FUNCTION cases_stage() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT public.access_named() THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    CREATE TEMP TABLE cases_staged (
        report_id uuid, station bigint, line integer, masked integer,
        external_number varchar COLLATE "C", victim_id uuid, suspect_id uuid,
        victim_name varchar, victim_sex varchar, victim_born_on date, victim_phone varchar,
        suspect_name varchar, suspect_sex varchar, suspect_born_on date, suspect_phone varchar,
        reporter_kind varchar, received_at timestamptz, kind varchar, kind_name varchar,
        response_code smallint, police_box varchar, place varchar, province varchar, city varchar,
        town varchar, road varchar, building_number varchar, detail varchar,
        legal_dong_code varchar, relation varchar, action_taken varchar, outcome varchar,
        summary text, digest bytea
    ) ON COMMIT DROP;
    GRANT INSERT ON pg_temp.cases_staged TO jikimi_staff;
END $$;

-- Put what is staged into the reports. covered: identity numbers covered in what went in.
-- refused: lines whose number is another station's. Two imports with the same reports may meet in a
-- unique violation, a deadlock or a lock timeout; then the piece is done again (importing_rows.py).
-- All is put as if it were new; only the first number that is held, or there twice, makes us look
-- whose each is: in a file of known reports that is the first row.
CREATE OR REPLACE FUNCTION cases_merge_staged(
    of_batch uuid, OUT new bigint, OUT changed bigint, OUT same bigint, OUT covered bigint,
    OUT refused integer[]
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public SET lock_timeout = '5s' AS $$
BEGIN
    PERFORM public.cases_check_staged();
    BEGIN
        PERFORM public.cases_put_new(of_batch);
        SELECT count(*), 0, 0, coalesce(sum(s.masked), 0), '{}'
          INTO new, changed, same, covered, refused FROM pg_temp.cases_staged s;
    EXCEPTION WHEN unique_violation THEN
        SELECT * INTO new, changed, same, covered, refused FROM public.cases_put_judged(of_batch);
    END;
    DROP TABLE pg_temp.cases_staged;
END $$;

-- Put what is staged into the reports, each row as what it is.
CREATE FUNCTION cases_put_judged(
    of_batch uuid, OUT new bigint, OUT changed bigint, OUT same bigint, OUT covered bigint,
    OUT refused integer[]
)
LANGUAGE plpgsql AS $$
BEGIN
    SELECT * INTO new, changed, same, covered, refused FROM public.cases_judge_staged();
    IF changed > 0 THEN PERFORM public.cases_take_changed(); END IF;
    DELETE FROM pg_temp.cases_staged s USING pg_temp.cases_known k WHERE k.line = s.line;
    PERFORM public.cases_put_new(of_batch);
    IF changed > 0 THEN PERFORM public.cases_put_changed(of_batch); END IF;
    DROP TABLE pg_temp.cases_known;
END $$;

-- The rows that are staged still are all new. Reports go in by their numbers, which begin with their
-- days: neighbours in two indexes are then written together; persons go in as their keys do.
CREATE OR REPLACE FUNCTION cases_put_new(of_batch uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.cases_report (id, number, received_at, kind, response_code, station_id,
        police_box, province, city, town, road, building, detail, place_as_written,
        legal_dong_code, relation, actions_taken, result, narrative, digest, batch_id, version)
    SELECT s.report_id, s.external_number, s.received_at, s.kind, s.response_code, s.station,
           coalesce(s.police_box, ''), coalesce(s.province, ''), coalesce(s.city, ''),
           coalesce(s.town, ''), coalesce(s.road, ''), coalesce(s.building_number, ''),
           coalesce(s.detail, ''), coalesce(s.place, ''), coalesce(s.legal_dong_code, ''),
           coalesce(s.relation, ''), coalesce(s.action_taken, ''), coalesce(s.outcome, ''),
           coalesce(s.summary, ''), s.digest, of_batch, 1
      FROM pg_temp.cases_staged s ORDER BY s.external_number;
    INSERT INTO public.cases_reportparty (id, report_id, station_id, role, name, sex, born_on, phone)
    SELECT p.id, s.report_id, s.station, p.role, coalesce(p.name, ''), coalesce(p.sex, ''), p.born_on,
           coalesce(p.phone, '')
      FROM pg_temp.cases_staged s CROSS JOIN LATERAL (VALUES
        (s.victim_id, 'victim', s.victim_name, s.victim_sex, s.victim_born_on, s.victim_phone),
        (s.suspect_id, 'perpetrator', s.suspect_name, s.suspect_sex, s.suspect_born_on,
         s.suspect_phone)) p (id, role, name, sex, born_on, phone)
     WHERE coalesce(p.name, p.sex, p.phone) IS NOT NULL OR p.born_on IS NOT NULL;
    INSERT INTO public.cases_reporter (report_id, station_id, kind, name, phone)
    SELECT s.report_id, s.station, s.reporter_kind, '', ''
      FROM pg_temp.cases_staged s WHERE s.reporter_kind IS NOT NULL;
END $$;

-- A report says something else than before: the last row of its number counts.
CREATE FUNCTION cases_take_changed() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    CREATE TEMP TABLE cases_changed ON COMMIT DROP AS
        SELECT DISTINCT ON (k.report) k.report, s.*
          FROM pg_temp.cases_staged s JOIN pg_temp.cases_known k ON k.line = s.line
         WHERE k.verdict = 'changed' ORDER BY k.report, s.line DESC;
END $$;

CREATE OR REPLACE FUNCTION cases_put_changed(of_batch uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM public.cases_correct_reports(of_batch);
    PERFORM public.cases_correct_parties();
    DROP TABLE pg_temp.cases_changed;
END $$;
