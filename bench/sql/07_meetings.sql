-- Every sixteen cases of a council stand on the agenda of one meeting with six people at the table.
CREATE UNLOGGED TABLE bench.heard AS
SELECT n, body, 1 + (row_number() OVER (PARTITION BY body ORDER BY opened_at) - 1) / 16 AS turn,
       row_number() OVER (PARTITION BY body ORDER BY opened_at) % 16 AS position
  FROM bench.cases WHERE step >= 4;
CREATE UNLOGGED TABLE bench.meeting AS
SELECT h.body * 100000 + h.turn AS number, h.body, h.turn, max(c.opened_at) + interval '12 days' AS at,
       min(m.first_member) AS called_by
  FROM bench.heard h JOIN bench.cases c USING (n) JOIN bench.agency m ON m.agency = h.body
 GROUP BY h.body, h.turn;
CREATE UNLOGGED TABLE bench.attendance AS
SELECT DISTINCT ON (t.number, person.member) t.number, t.body, s.agency_id, person.member,
       t.at, s.place
  FROM bench.meeting t
  JOIN (SELECT *, row_number() OVER (PARTITION BY body_id ORDER BY agency_id) AS place
          FROM bodies_seat) s ON s.body_id = t.body AND s.place <= 6
  JOIN bench.agency a ON a.agency = s.agency_id,
       LATERAL (SELECT a.first_member + bench.among(t.number, 60, a.members) AS member) person;
CREATE UNLOGGED TABLE bench.seated AS
SELECT body_id AS body, array_agg(agency_id * 8 + 1 ORDER BY agency_id) || (body_id * 8 + 3) AS acl
  FROM bodies_seat GROUP BY body_id;
CREATE UNLOGGED TABLE bench.meeting_acl AS
SELECT t.number, (SELECT array_agg(DISTINCT p) FROM unnest(s.acl || t.members) p) AS acl
  FROM (SELECT number, body, array_agg(member * 8 + 2) AS members
          FROM bench.attendance GROUP BY number, body) t
  JOIN bench.seated s USING (body);

INSERT INTO bodies_meeting (id, body_id, kind, stage, stage_since, starts_at, place, called_by_id,
    is_urgent, acl)
SELECT bench.key('meeting', number), body, 'regular',
       CASE WHEN at < now() THEN 'closed' ELSE 'called' END, now(), at, '3층 회의실', called_by, false,
       a.acl
  FROM bench.meeting JOIN bench.meeting_acl a USING (number);
INSERT INTO bodies_attendance (id, meeting_id, agency_id, member_id, answer, has_sent_information,
    accepted_at, attended, acl)
SELECT bench.key('attendance', number * 10 + place), bench.key('meeting', number), agency_id, member,
       CASE WHEN at < now() THEN 'coming' ELSE 'invited' END, false, at, at < now(),
       a.acl || (member * 8 + 2::bigint)
  FROM bench.attendance JOIN bench.meeting_acl a USING (number);
INSERT INTO bodies_agendaitem (id, meeting_id, position, kind, title, subject_id, minutes_planned,
    started_at, closed_at, acl)
SELECT bench.key('item', h.n), bench.key('meeting', h.body * 100000 + h.turn), h.position, 'case', '',
       c.id, 10, CASE WHEN t.at < now() THEN t.at END, CASE WHEN t.at < now() THEN t.at END, c.of_case
  FROM bench.heard h JOIN bench.cases c USING (n)
  JOIN bench.meeting t ON t.number = h.body * 100000 + h.turn;
INSERT INTO cases_hearing (id, case_id, meeting_id, item_id, discussion, heard_at, acl)
SELECT bench.key('hearing', h.n), c.id, bench.key('meeting', h.body * 100000 + h.turn),
       bench.key('item', h.n), '각 기관의 정보를 모으고 역할을 나눔', t.at, c.discussion
  FROM bench.heard h JOIN bench.cases c USING (n)
  JOIN bench.meeting t ON t.number = h.body * 100000 + h.turn;
