-- Cases, shares, the ledger of shares, bars.
INSERT INTO cases_case (id, number, pathway, kind, stage, stage_since, body_id, lead_agency_id,
    lead_member_id, nominated_by_id, opened_at, last_event_at, review_due_on, closed_at, is_repeat,
    acl)
SELECT id, to_char(opened_at, 'YYYY') || '-' || upper(lpad(to_hex(n * 158664077 % 268435456), 7, '0')), 'jss', kind,
       stage, last_event_at, body, body, member, agencies[1 + bench.among(n, 30, cardinality(agencies))],
       opened_at, last_event_at,
       CASE WHEN stage IN ('acting', 'planned') THEN current_date + bench.among(n, 31, 90) - 20 END,
       closed_at, bench.chance(n, 32) < 0.08, of_case
  FROM bench.cases;

INSERT INTO cases_participation (id, case_id, agency_id, role, basis, purpose, fields, since,
    invited_by_id, accepted_at, accepted_by_id, ended_at, ended_why, until, last_event_at, acl)
SELECT bench.key('share', s.n * 8 + s.place), c.id, s.agency,
       CASE s.place WHEN 0 THEN 'lead' ELSE 'partner' END, 'joint_response_112',
       '피해자 보호와 재발 방지', h.fields, c.opened_at, c.member,
       CASE WHEN s.is_accepted THEN c.opened_at END, CASE WHEN s.is_accepted THEN m.first_member END,
       CASE WHEN s.is_ended THEN c.last_event_at END, '',
       CASE WHEN s.place > 0 AND NOT s.is_ended AND bench.chance(s.n, 33) < 0.3
            THEN now() + interval '2 years' END,
       c.last_event_at,
       c.of_case || (c.body * 8 + 1::bigint)
           || CASE WHEN s.is_ended THEN '{}' ELSE ARRAY[s.agency * 8 + 1::bigint] END
  FROM bench.share s
  JOIN bench.cases c ON c.n = s.n
  JOIN bench.holding h USING (holds)
  JOIN bench.agency m ON m.agency = s.agency;

INSERT INTO cases_disclosure (id, case_id, data_name, recipient_id, provided_at, purpose, basis,
    items, limits, provided_by_id, provider_id, acl)
SELECT bench.key('disclosure', s.n * 8 + s.place), c.id, '공동대응 사례', s.agency, c.opened_at,
       '피해자 보호와 재발 방지', 'joint_response_112', h.fields, '목적 외 이용과 재제공 금지',
       c.member, c.body, c.steering
  FROM bench.share s JOIN bench.cases c ON c.n = s.n JOIN bench.holding h USING (holds)
 WHERE s.place > 0 AND s.is_accepted;

INSERT INTO cases_bar (id, case_id, member_id, reason, barred_at, barred_by_id, acl)
SELECT bench.key('bar', b.n), c.id, b.member, 'matched', c.opened_at, c.member, c.steering
  FROM bench.bar b JOIN bench.cases c USING (n);
