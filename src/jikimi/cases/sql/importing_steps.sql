-- Steps of an import. Only the guard functions in importing.sql call them; nobody else may.

-- Every staged row belongs to a police station whose officer the actor is; the operator has them all.
CREATE FUNCTION cases_check_staged() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    mine bigint[] := public.access_principals();
BEGIN
    IF EXISTS (SELECT 1 FROM (SELECT DISTINCT station FROM pg_temp.cases_staged) s
         LEFT JOIN public.access_agency a ON a.id = s.station AND a.kind = 'police'
        WHERE a.id IS NULL OR NOT (30 = ANY (mine) OR s.station * 8 + 4 = ANY (mine))) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
END $$;

-- The staged rows that are not new, rows of one number taken one after another as they stand in the
-- file: changed, same, or refused because the number is another station's.
-- report: the one that holds the number, or will. Only the index on numbers may be used: without
-- statistics of the staged rows the planner would read all reports.
CREATE FUNCTION cases_known_rows()
RETURNS TABLE (line integer, masked integer, report uuid, verdict text)
LANGUAGE plpgsql STABLE SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    RETURN QUERY
    WITH asked AS MATERIALIZED (
        SELECT s.line, s.external_number, s.report_id, s.station, s.masked, s.digest,
               r.id AS held, r.station_id AS holder, r.digest AS held_digest
          FROM pg_temp.cases_staged s
          LEFT JOIN public.cases_report r ON r.number = s.external_number),
    repeated AS (SELECT external_number FROM asked GROUP BY external_number HAVING count(*) > 1),
    judged AS (
        SELECT a.line, a.masked, coalesce(a.held, first_value(a.report_id) OVER numbered) AS report,
               CASE WHEN a.station <> coalesce(a.holder, first_value(a.station) OVER numbered)
                        THEN 'refused'
                    WHEN a.held IS NULL AND row_number() OVER numbered = 1 THEN 'new'
                    WHEN a.digest = lag(a.digest, 1, a.held_digest) OVER numbered THEN 'same'
                    ELSE 'changed' END AS verdict
          FROM asked a
         WHERE a.held IS NOT NULL
            OR a.external_number IN (SELECT o.external_number FROM repeated o)
        WINDOW numbered AS (PARTITION BY a.external_number ORDER BY a.line))
    SELECT j.line, j.masked, j.report, j.verdict FROM judged j WHERE j.verdict <> 'new';
END $$;

-- Keep those rows for the steps that follow, and count.
CREATE FUNCTION cases_judge_staged(
    OUT new bigint, OUT changed bigint, OUT same bigint, OUT covered bigint, OUT refused integer[]
)
LANGUAGE plpgsql AS $$
BEGIN
    CREATE TEMP TABLE cases_known ON COMMIT DROP AS SELECT * FROM public.cases_known_rows();
    SELECT count(*) FILTER (WHERE k.verdict = 'changed'), count(*) FILTER (WHERE k.verdict = 'same'),
           -count(*), -coalesce(sum(k.masked) FILTER (WHERE k.verdict <> 'changed'), 0),
           coalesce(array_agg(k.line ORDER BY k.line) FILTER (WHERE k.verdict = 'refused'), '{}')
      INTO changed, same, new, covered, refused FROM pg_temp.cases_known k;
    SELECT new + count(*), covered + coalesce(sum(s.masked), 0) INTO new, covered
      FROM pg_temp.cases_staged s;
END $$;

-- Rows go in sorted as an index is: neighbours in the index are then written together.
CREATE FUNCTION cases_put_new(of_batch uuid) RETURNS void LANGUAGE plpgsql AS $$
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
      FROM pg_temp.cases_staged s
     WHERE NOT EXISTS (SELECT 1 FROM pg_temp.cases_known k WHERE k.line = s.line)
     ORDER BY s.external_number;
    INSERT INTO public.cases_reportparty (id, report_id, station_id, role, name, sex, born_on, phone)
    SELECT p.* FROM (
        SELECT s.victim_id, s.report_id, s.station, 'victim', coalesce(s.victim_name, '') AS name,
               coalesce(s.victim_sex, '') AS sex, s.victim_born_on AS born_on,
               coalesce(s.victim_phone, '') AS phone
          FROM pg_temp.cases_staged s
         WHERE NOT EXISTS (SELECT 1 FROM pg_temp.cases_known k WHERE k.line = s.line)
        UNION ALL
        SELECT s.suspect_id, s.report_id, s.station, 'perpetrator', coalesce(s.suspect_name, ''),
               coalesce(s.suspect_sex, ''), s.suspect_born_on, coalesce(s.suspect_phone, '')
          FROM pg_temp.cases_staged s
         WHERE NOT EXISTS (SELECT 1 FROM pg_temp.cases_known k WHERE k.line = s.line)) p
     WHERE p.name || p.sex || p.phone <> '' OR p.born_on IS NOT NULL
     ORDER BY p.name COLLATE "C";
    INSERT INTO public.cases_reporter (report_id, station_id, kind, name, phone)
    SELECT s.report_id, s.station, s.reporter_kind, '', ''
      FROM pg_temp.cases_staged s WHERE s.reporter_kind IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM pg_temp.cases_known k WHERE k.line = s.line);
END $$;

-- A report says something else than before: the last row of its number counts.
CREATE FUNCTION cases_put_changed(of_batch uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    CREATE TEMP TABLE cases_changed ON COMMIT DROP AS
        SELECT DISTINCT ON (k.report) k.report, s.*
          FROM pg_temp.cases_staged s JOIN pg_temp.cases_known k ON k.line = s.line
         WHERE k.verdict = 'changed' ORDER BY k.report, s.line DESC;
    PERFORM public.cases_correct_reports(of_batch);
    PERFORM public.cases_correct_parties();
    DROP TABLE pg_temp.cases_changed;
END $$;

-- Agencies of the cases a report is linked to see what police say now.
CREATE FUNCTION cases_correct_reports(of_batch uuid) RETURNS void
LANGUAGE plpgsql SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    UPDATE public.cases_report r SET received_at = n.received_at, kind = n.kind,
        response_code = n.response_code, police_box = coalesce(n.police_box, ''),
        province = coalesce(n.province, ''), city = coalesce(n.city, ''),
        town = coalesce(n.town, ''), road = coalesce(n.road, ''),
        building = coalesce(n.building_number, ''), detail = coalesce(n.detail, ''),
        place_as_written = coalesce(n.place, ''), legal_dong_code = coalesce(n.legal_dong_code, ''),
        relation = coalesce(n.relation, ''), actions_taken = coalesce(n.action_taken, ''),
        result = coalesce(n.outcome, ''), narrative = coalesce(n.summary, ''), digest = n.digest,
        batch_id = of_batch, version = r.version + 1
      FROM pg_temp.cases_changed n WHERE r.id = n.report;
    INSERT INTO public.cases_reporter (report_id, station_id, kind, name, phone)
    SELECT n.report, n.station, coalesce(n.reporter_kind, ''), '', '' FROM pg_temp.cases_changed n
    ON CONFLICT (report_id) DO UPDATE SET kind = excluded.kind;
    UPDATE public.cases_casereport c SET received_at = n.received_at, kind = n.kind,
        response_code = n.response_code, actions_taken = coalesce(n.action_taken, ''),
        result = coalesce(n.outcome, '')
      FROM pg_temp.cases_changed n WHERE c.report_id = n.report;
END $$;

-- Who is known to be a person of a case stays linked; a row that says nothing any more goes.
CREATE FUNCTION cases_correct_parties() RETURNS void
LANGUAGE plpgsql SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    UPDATE public.cases_reportparty p
       SET name = n.name, sex = n.sex, born_on = n.born_on, phone = n.phone
      FROM public.cases_changed_parties() n WHERE p.report_id = n.report AND p.role = n.role;
    INSERT INTO public.cases_reportparty (id, report_id, station_id, role, name, sex, born_on, phone)
    SELECT n.* FROM public.cases_changed_parties() n
     WHERE NOT EXISTS (SELECT 1 FROM public.cases_reportparty p
                        WHERE p.report_id = n.report AND p.role = n.role);
    DELETE FROM public.cases_reportparty p USING pg_temp.cases_changed n
     WHERE p.report_id = n.report AND p.person_id IS NULL
       AND p.name || p.sex || p.phone = '' AND p.born_on IS NULL;
END $$;

CREATE FUNCTION cases_changed_parties()
RETURNS TABLE (id uuid, report uuid, station bigint, role text, name varchar, sex varchar,
    born_on date, phone varchar)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY SELECT n.victim_id, n.report, n.station, 'victim', coalesce(n.victim_name, ''),
           coalesce(n.victim_sex, ''), n.victim_born_on, coalesce(n.victim_phone, '')
      FROM pg_temp.cases_changed n
    UNION ALL
    SELECT n.suspect_id, n.report, n.station, 'perpetrator', coalesce(n.suspect_name, ''),
           coalesce(n.suspect_sex, ''), n.suspect_born_on, coalesce(n.suspect_phone, '')
      FROM pg_temp.cases_changed n;
END $$;
