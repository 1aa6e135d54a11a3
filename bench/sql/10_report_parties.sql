-- Two parties a report, with names of their own.
INSERT INTO cases_reportparty (id, report_id, station_id, role, name, sex, born_on, phone)
SELECT bench.key('reportparty', p.k), bench.key('report', p.report), p.body,
       CASE WHEN p.k % 2 = 0 THEN 'victim' ELSE 'perpetrator' END, w.name,
       CASE WHEN p.k % 2 = 0 THEN 'female' ELSE 'male' END,
       date '1940-01-01' + bench.among(p.k, 83, 29000),
       CASE WHEN bench.chance(p.k, 84) < 0.8 THEN bench.phone(p.k, 85) ELSE '' END
  FROM (SELECT (n * 8 + i) * 2 + side AS k, n * 8 + i AS report, body
          FROM bench.cases, generate_series(0, 4) i, generate_series(0, 1) side) p
  JOIN bench.names w ON w.place = bench.name_of(p.k, 80, '{surnames}'::float8[]);
