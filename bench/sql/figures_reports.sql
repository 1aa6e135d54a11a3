-- {many} invented 112 reports of five years and 60 stations, two people in each. A third comes from pairs that
-- are reported often; the others from many. Houses go with pairs; keys rise, as those of an import do. Asked for its numbers by bench/insights.py.
SELECT setseed(0.42);
INSERT INTO cases_report (id, number, received_at, kind, response_code, station_id, police_box,
    province, city, town, road, building, detail, place_as_written, legal_dong_code, relation,
    actions_taken, result, narrative, digest, version)
SELECT ('0190' || lpad(to_hex(n), 12, '0') || left(md5(n::text), 16))::uuid, 'F' || lpad(n::text, 9, '0'),
       timestamptz '2021-11-01 00:00+09' + n * (interval '1826 days' / {many}),
       (ARRAY['domestic_violence','domestic_violence','domestic_violence','stalking','dating_violence',
              'child_abuse','school_violence','elder_abuse'])[1 + (hashint8(n) & 7)],
       1, s.ids[1 + pair % 60], '지구대', '제주특별자치도', '시' || pair % 60, '', '길' || pair % 5000,
       (pair / 5000)::text, (pair % 3)::text, '', '50' || lpad((100 + pair % 60)::text, 3, '0')
       || lpad((101 + pair % 20)::text, 3, '0') || '00', '배우자', '현장종결',
       CASE WHEN hashint8(n + 7) & 3 = 0 THEN '입건' ELSE '' END, '', '\x00', 1
  FROM (SELECT n, CASE WHEN random() < 0.33 THEN (random() * 100000)::bigint
                       ELSE 100000 + (random() * 2000000)::bigint END AS pair
          FROM generate_series({first}::bigint, {last}) n) x,
       (SELECT array_agg(id ORDER BY id) AS ids FROM access_agency WHERE key LIKE 'bench-%') s;

INSERT INTO cases_reportparty (id, report_id, station_id, role, name, sex, born_on, phone)
SELECT ('019' || CASE role WHEN 'victim' THEN '1' ELSE '2' END || substr(replace(r.id::text, '-', ''), 5))::uuid, r.id, r.station_id, role, '김' || left(role, 1) || p.pair, 'female',
       date '1950-01-01' + (p.pair % 20000)::int, ''
  FROM cases_report r
  CROSS JOIN LATERAL (SELECT substr(r.road, 2)::bigint + 5000 * r.building::bigint AS pair) p,
       unnest(ARRAY['victim', 'perpetrator']) role
 WHERE r.number BETWEEN 'F' || lpad({first}::text, 9, '0') AND 'F' || lpad({last}::text, 9, '0');
