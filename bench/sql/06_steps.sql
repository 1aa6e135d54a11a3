-- What the agencies wrote on the way: nominations, risks, causes, plans, actions, measures,
-- monitoring, reviews, closures. Rows of an agency of its own carry its principal at the end.
INSERT INTO cases_nomination (id, case_id, agency_id, member_id, nominated_at, signs, worry, basis,
    is_repeat, acl)
SELECT bench.key('nomination', n), id, body, member, opened_at,
       ARRAY['repeated_reports', 'escalation'], '같은 주소에서 신고가 이어지고 다툼이 점점 심해짐',
       'joint_response_112', false, risk || (body * 8 + 1::bigint)
  FROM bench.cases;

INSERT INTO cases_risk (id, case_id, level, reason, lowers, agency_id, judged_by_id, judged_at, acl)
SELECT bench.key('risk', n * 2 + i), id,
       bench.one(n * 2 + i, 50, ARRAY['standard', 'raised', 'raised', 'high', 'imminent']),
       '최근 석 달 동안 신고 횟수가 늘어남', false, body, member, opened_at + i * interval '9 days',
       risk || (body * 8 + 1::bigint)
  FROM bench.cases, generate_series(0, 1) i WHERE i = 0 OR n % 2 = 0;

INSERT INTO cases_cause (id, case_id, party_id, code, evidence, said_by, agency_id, recorded_by_id,
    recorded_at, no_action_reason, acl)
SELECT bench.key('cause', n * 2 + i), id, bench.key('party', n * 2 + i),
       bench.one(n * 2 + i, 51, ARRAY['alcohol', 'money', 'housing', 'mental_health', 'isolation',
           'child_care', 'controlling_behaviour', 'contact_conflict']),
       '면담에서 스스로 밝힘', '상담사', agencies[1 + i % cardinality(agencies)], member,
       opened_at + interval '20 days', '',
       causes || (agencies[1 + i % cardinality(agencies)] * 8 + 1::bigint)
  FROM bench.cases, generate_series(0, 1) i WHERE step >= 5 AND (i = 0 OR n % 3 = 0);

INSERT INTO cases_plan (id, case_id, side, field_group, goal, approved_at, approved_by_id, acl)
SELECT bench.key('plan', n * 2 + i), id, CASE i WHEN 0 THEN 'victim' ELSE 'perpetrator' END,
       CASE i WHEN 0 THEN 'plan_victim' ELSE 'plan_perpetrator' END,
       CASE i WHEN 0 THEN '집에서 안전하게 지낸다' ELSE '술 없이 석 달을 지낸다' END,
       opened_at + interval '30 days', member, CASE i WHEN 0 THEN plan_victim ELSE plan_perpetrator END
  FROM bench.cases, generate_series(0, 1) i WHERE step >= 6;

-- Of a case under way half of the actions are open, some of them overdue; of a closed one none.
INSERT INTO cases_action (id, case_id, plan_id, field_group, cause_id, agency_id, owner_id, text,
    due_on, stage, stage_since, outcome, ended_at, acl)
SELECT bench.key('action', n * 4 + i), id, bench.key('plan', n * 2 + i % 2),
       CASE i % 2 WHEN 0 THEN 'plan_victim' ELSE 'plan_perpetrator' END,
       bench.key('cause', n * 2), agency, owner, '두 주에 한 번 찾아가 상담하고 결과를 알린다',
       CASE WHEN is_open THEN current_date + bench.among(n * 4 + i, 53, 60) - 6
            ELSE (opened_at + interval '60 days')::date END,
       CASE WHEN is_open THEN 'open' ELSE 'done' END, last_event_at,
       CASE WHEN is_open THEN '' ELSE '마침' END, CASE WHEN NOT is_open THEN last_event_at END,
       CASE i % 2 WHEN 0 THEN plan_victim ELSE plan_perpetrator END || (agency * 8 + 1::bigint)
  FROM (SELECT c.*, i, m.agency,
               CASE WHEN bench.chance(n * 4 + i, 56) > 0.001
                    THEN m.first_member + bench.among(n * 4 + i, 57, m.members) END AS owner,
               stage IN ('planned', 'acting') AND bench.chance(n * 4 + i, 52) < 0.5 AS is_open
          FROM bench.cases c, generate_series(0, 2) i, bench.agency m
         WHERE step >= 6 AND (i < 2 OR n % 2 = 0)
           AND m.agency = c.agencies[1 + i % cardinality(c.agencies)]) a;

INSERT INTO cases_measure (id, case_id, party_id, code, started_at, ends_on, ended_at, ended_why,
    recorded_by_id, acl)
SELECT bench.key('measure', n), id, bench.key('party', n * 2),
       CASE WHEN n % 2 = 0 THEN 'dv_urgent_1' ELSE 'ps_smartwatch' END, opened_at,
       CASE WHEN closed_at IS NULL THEN current_date + bench.among(n, 54, 60)
            ELSE (opened_at + interval '60 days')::date END,
       closed_at, CASE WHEN closed_at IS NULL THEN '' ELSE '기간 만료' END, member, risk
  FROM bench.cases WHERE n % 3 = 0 AND step <> 2;

INSERT INTO cases_monitoringcontact (id, case_id, agency_id, due_on, face_to_face, outcome, note,
    ended_at, acl)
SELECT bench.key('monitoring', n * 2 + i), id, agencies[cardinality(agencies)],
       CASE WHEN closed_at IS NULL AND i = 1 THEN current_date + bench.among(n, 55, 30) - 3
            ELSE (opened_at + interval '45 days')::date END,
       i = 0, CASE WHEN closed_at IS NULL AND i = 1 THEN '' ELSE 'met' END, '',
       CASE WHEN closed_at IS NULL AND i = 1 THEN NULL ELSE opened_at + interval '45 days' END,
       risk || (agencies[cardinality(agencies)] * 8 + 1::bigint)
  FROM bench.cases, generate_series(0, 1) i WHERE step >= 7;

INSERT INTO cases_review (id, case_id, held_at, found, is_safer, held_by_id, acl)
SELECT bench.key('review', n), id, last_event_at, '다툼이 줄고 상담을 이어 감', 'yes', member, discussion
  FROM bench.cases WHERE step >= 8;

INSERT INTO cases_closure (id, case_id, closed_at, reason, summary, closed_by_id, acl)
SELECT bench.key('closure', n), id, closed_at, 'safe', '석 달 동안 신고가 없고 스스로 안전하다고 함',
       member, discussion
  FROM bench.cases WHERE step = 9;
