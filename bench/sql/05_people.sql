-- Two persons a case: victim and perpetrator, each with a party; every fourth case has a safe
-- contact of its own.
INSERT INTO cases_person (id, name, name_keys, born_on, sex, phone, language, needs, recorded_by_id,
    recorded_at, acl)
SELECT bench.key('person', p.k), w.name, w.keys, date '1940-01-01' + bench.among(p.k, 43, 29000),
       CASE WHEN p.k % 2 = 0 THEN 'female' ELSE 'male' END,
       CASE WHEN bench.chance(p.k, 44) < 0.8 THEN bench.phone(p.k, 45) ELSE '' END, '', '', p.body,
       p.opened_at, p.acl
  FROM (SELECT n * 2 + side AS k, body, opened_at,
               CASE side WHEN 0 THEN victim ELSE perpetrator END AS acl
          FROM bench.cases, generate_series(0, 1) side) p
  JOIN bench.names w ON w.place = bench.name_of(p.k, 40, '{surnames}'::float8[]);

INSERT INTO cases_party (id, case_id, person_id, role, field_group, relation, wishes,
    knows_of_case, lives_in_home, acl)
SELECT bench.key('party', n * 2 + side), id, bench.key('person', n * 2 + side), role, role,
       CASE side WHEN 0 THEN '' ELSE bench.one(n, 46, ARRAY['spouse', 'partner', 'former_partner',
           'parent', 'child']) END,
       CASE side WHEN 0 THEN '집에서 안전하게 지내고 싶음' ELSE '' END, true, side = 0,
       CASE side WHEN 0 THEN victim ELSE perpetrator END
  FROM bench.cases, LATERAL (VALUES (0, 'victim'), (1, 'perpetrator')) s (side, role);

INSERT INTO cases_safecontact (id, case_id, party_id, channel, address, is_safe, weekdays,
    may_leave_message, caution, acl)
SELECT bench.key('contact', n), id, bench.key('party', n * 2), 'mobile', bench.phone(n, 47), true,
       '{}', false, '', contact
  FROM bench.cases WHERE n % 4 = 0;
