-- Cases, who takes part in them, and from that who may see which part: bench.cases holds for every
-- case one list of principals per field group, as the triggers of the cases room would keep them.
CREATE UNLOGGED TABLE bench.plain AS
WITH drawn AS (
    SELECT n, b.body, bench.chance(n, 11) AS at_stage, bench.chance(n, 12) AS age,
           bench.chance(n, 13) AS quiet
      FROM generate_series(1, current_setting('bench.cases')::bigint) n
      JOIN bench.body_bucket b ON b.bucket = bench.among(n, 10, 4096)
), staged AS (
    SELECT n, body, age, quiet, CASE
        WHEN at_stage < 0.62 THEN 'closed' WHEN at_stage < 0.66 THEN 'declined'
        WHEN at_stage < 0.71 THEN 'nominated' WHEN at_stage < 0.76 THEN 'selected'
        WHEN at_stage < 0.80 THEN 'heard' WHEN at_stage < 0.84 THEN 'analysed'
        WHEN at_stage < 0.89 THEN 'planned' WHEN at_stage < 0.97 THEN 'acting'
        ELSE 'reviewed' END AS stage FROM drawn
), dated AS (
    SELECT n, body, stage, quiet, now() - interval '1 day' * CASE
        WHEN stage IN ('closed', 'declined') THEN 60 + 3590 * age ELSE 1 + 400 * age END AS opened_at
      FROM staged
)
SELECT n, bench.key('case', n) AS id, body, stage, opened_at,
       CASE WHEN stage = 'closed' THEN opened_at + (now() - opened_at) * quiet END AS closed_at,
       opened_at + (now() - opened_at) * quiet AS last_event_at,
       bench.one(n, 14, ARRAY['domestic_violence', 'domestic_violence', 'domestic_violence',
           'stalking', 'dating_violence', 'child_abuse', 'elder_abuse', 'other']) AS kind,
       array_position(ARRAY['nominated', 'declined', 'selected', 'heard', 'analysed', 'planned',
           'acting', 'reviewed', 'closed'], stage) AS step
  FROM dated;

-- Places: 0 the station, which leads; 1 … 5 others, most often one or two.
CREATE UNLOGGED TABLE bench.share AS
WITH others AS (
    SELECT DISTINCT ON (p.n, b.agency) p.n, b.agency, place
      FROM (SELECT n, width_bucket(bench.chance(n, 20), ARRAY[0.12, 0.36, 0.70, 0.89, 0.97]) AS many
              FROM bench.plain) p,
           generate_series(1, p.many) place,
           LATERAL (SELECT agency FROM bench.agency_bucket
                     WHERE bucket = bench.among(p.n * 8 + place, 21, 65536)) b
)
SELECT n, body AS agency, 0 AS place, 1 AS holds, true AS is_accepted, false AS is_ended
  FROM bench.plain
UNION ALL
SELECT n, agency, place, 2 + bench.among(n * 8 + place, 22, 4), bench.chance(n * 8 + place, 23) < 0.97,
       bench.chance(n * 8 + place, 23) BETWEEN 0.93 AND 0.97
  FROM others;
CREATE UNLOGGED TABLE bench.holding AS
SELECT holds, string_to_array(fields, ' ')::varchar[] AS fields FROM (VALUES
    (1, 'victim perpetrator children contact reports risk causes plan_victim plan_perpetrator discussion'),
    (2, 'victim children contact risk causes plan_victim discussion'),
    (3, 'perpetrator risk causes plan_perpetrator discussion'),
    (4, 'victim children reports risk discussion'),
    (5, 'victim contact risk plan_victim')) v (holds, fields);
CREATE UNLOGGED TABLE bench.bar AS
SELECT n, 1 + bench.among(n, 24, current_setting('bench.members')::integer / 2) AS member
  FROM bench.plain WHERE bench.chance(n, 25) < 0.003;
ANALYZE bench.plain, bench.share, bench.holding, bench.bar;

CREATE UNLOGGED TABLE bench.acl AS
SELECT n AS number, array_agg(p ORDER BY p) AS of_case, {of_groups}
  FROM (
    SELECT n, body * 8 + 3::bigint AS p, NULL::varchar[] AS fields FROM bench.plain
    UNION ALL
    SELECT s.n, s.agency * 8 + 1::bigint, h.fields
      FROM bench.share s JOIN bench.holding h USING (holds) WHERE s.is_accepted AND NOT s.is_ended
    UNION ALL
    SELECT n, -(member * 8 + 2)::bigint, NULL FROM bench.bar
  ) principals GROUP BY n;

-- agencies: those that take part today, the lead first. member: the lead agency's, for this case.
CREATE UNLOGGED TABLE bench.cases AS
SELECT p.*, a.*, s.agencies, m.first_member + bench.among(p.n, 26, m.members) AS member,
       CASE WHEN of_case[1] < 0 THEN of_case[1:1] ELSE '{}' END
           || ARRAY[p.body * 8 + 1::bigint, p.body * 8 + 3] AS steering
  FROM bench.plain p
  JOIN bench.acl a ON a.number = p.n
  JOIN (SELECT n AS number_of_shares, array_agg(agency ORDER BY place) AS agencies
          FROM bench.share WHERE is_accepted AND NOT is_ended GROUP BY n) s
    ON s.number_of_shares = p.n
  JOIN bench.agency m ON m.agency = p.body;
ALTER TABLE bench.cases ADD PRIMARY KEY (n);
ANALYZE bench.cases;
