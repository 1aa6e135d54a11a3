-- The record of what was done, two rows a case, and what members were told. The hashes are of the
-- right length; the chain is not told anew, for no page reads it.
INSERT INTO access_record (id, lane, number, at, member_id, agency_id, act, subject_kind, subject_id,
    person_ids, why, outcome, details, place, previous_hash, hash)
SELECT bench.key('record', n * 2 + i), (member % 16)::smallint,
       row_number() OVER (PARTITION BY member % 16 ORDER BY opened_at, i),
       opened_at + i * interval '5 days', member, body,
       CASE i WHEN 0 THEN 'cases.nomination.put' ELSE 'cases.selection.accept' END, 'case', id,
       CASE i WHEN 0 THEN ARRAY[bench.key('person', n * 2), bench.key('person', n * 2 + 1)]
              ELSE '{}' END,
       '', 'done', '{}', '', sha256(int8send(n * 2 + i)), sha256(int8send(n * 2 + i + 1))
  FROM bench.cases, generate_series(0, 1) i WHERE i = 0 OR step >= 3;
UPDATE access_lane SET number = r.number FROM (
    SELECT lane, max(number) AS number FROM access_record GROUP BY lane) r
 WHERE r.lane = access_lane.lane;

INSERT INTO access_notice (id, member_id, kind, subject_id, link, created_at, seen_at, mailed_at)
SELECT bench.key('notice', m * 32 + i), m, 'cases.sharing.invite', NULL, '/staff/',
       now() - i * interval '3 days', CASE WHEN i > 3 THEN now() - i * interval '2 days' END, now()
  FROM (SELECT id AS m FROM access_member) members, generate_series(1, 20) i;
