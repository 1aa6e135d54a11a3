-- Five 112 reports a case, at its station; the first two are shown on the case (10_parties.sql).
INSERT INTO cases_report (id, number, received_at, kind, response_code, station_id, police_box,
    province, city, road, building, detail, legal_dong_code, relation, actions_taken, result,
    narrative, digest)
SELECT bench.key('report', n * 8 + i),
       to_char(opened_at - i * interval '11 days', 'YYYYMMDD') || '-' || lpad((n * 5 + i)::text, 8, '0'),
       opened_at - i * interval '11 days', kind, 1 + (n + i) % 3, body, '중앙지구대', '제주특별자치도',
       '제주시', '중앙로', (n % 300)::text, (n % 20) || '동 ' || (n % 900) || '호',
       '50110' || lpad((n % 50)::text, 3, '0') || '00', '배우자', '현장종결', '', '술에 취해 소리를 지른다고 함',
       sha256(int8send(n * 8 + i))
  FROM bench.cases, generate_series(0, 4) i;

INSERT INTO cases_reporter (report_id, station_id, kind, name, phone)
SELECT bench.key('report', n * 8), body, 'neighbour', '', bench.phone(n, 70) FROM bench.cases;

INSERT INTO cases_casereport (id, case_id, report_id, number, received_at, kind, response_code,
    actions_taken, result, linked_at, acl)
SELECT bench.key('link', n * 2 + i), id, bench.key('report', n * 8 + i),
       to_char(opened_at - i * interval '11 days', 'YYYYMMDD') || '-' || lpad((n * 5 + i)::text, 8, '0'),
       opened_at - i * interval '11 days', kind, 1 + (n + i) % 3, '현장종결', '', opened_at, reports
  FROM bench.cases, generate_series(0, 1) i;
