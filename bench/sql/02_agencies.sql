-- 30 stations with a working council each, 270 other agencies, and their members.
-- Sizes fall like 1/rank with a long tail: of 1,000,000 cases the largest takes part in some
-- 250,000, the smallest in about 100.
INSERT INTO access_agency (id, key, name_ko, name_en, kind, district, phone, joined_on)
SELECT a, 'agency-' || a,
       CASE WHEN a <= 30 THEN a || '번 경찰서' ELSE a || '번 기관' END,
       CASE WHEN a <= 30 THEN 'Station ' || a ELSE 'Agency ' || a END,
       CASE WHEN a <= 30 THEN 'police' ELSE bench.one(a, 1, ARRAY['municipality', 'health',
           'education', 'child_protection', 'elder_protection', 'counselling', 'women_shelter',
           'sunflower', 'women_group', 'family_centre', 'multicultural', 'addiction',
           'mental_health', 'legal_aid', 'housing_welfare', 'youth']) END,
       (a % 17) || '구', '', date '2016-01-01'
  FROM generate_series(1, 300) a;

INSERT INTO bodies_body (id, key, kind, name_ko, name_en, station_id, above_id, valid_from)
SELECT 31, 'heads', 'council', '협의회', 'Council', NULL::bigint, NULL::bigint, date '2016-01-01'
UNION ALL
SELECT b, 'council-' || b, 'working_council', b || '번 실무협의회', 'Working council ' || b, b, 31,
       date '2016-01-01'
  FROM generate_series(1, 30) b;

CREATE UNLOGGED TABLE bench.body_bucket AS
WITH w AS (SELECT b, power(b, -0.86) AS weight FROM generate_series(1, 30) b),
     c AS (SELECT b, sum(weight) OVER (ORDER BY b) / sum(weight) OVER () AS upto FROM w),
     r AS (SELECT b, coalesce(lag(upto) OVER (ORDER BY b), 0) AS down, upto FROM c)
SELECT b AS body, bucket FROM r,
       generate_series(ceil(down * 4096)::integer, ceil(upto * 4096)::integer - 1) bucket;
CREATE UNLOGGED TABLE bench.agency_bucket AS
WITH w AS (SELECT a, power(a - 30, -1.0)
               * CASE WHEN a > 240 THEN exp((240 - a) * 0.04) ELSE 1 END AS weight
             FROM generate_series(31, 300) a),
     c AS (SELECT a, sum(weight) OVER (ORDER BY a) / sum(weight) OVER () AS upto FROM w),
     r AS (SELECT a, coalesce(lag(upto) OVER (ORDER BY a), 0) AS down, upto FROM c)
SELECT a AS agency, bucket FROM r,
       generate_series(ceil(down * 65536)::integer, ceil(upto * 65536)::integer - 1) bucket;
CREATE INDEX ON bench.body_bucket (bucket);
CREATE INDEX ON bench.agency_bucket (bucket);
ANALYZE bench.body_bucket, bench.agency_bucket;

INSERT INTO bodies_seat (body_id, agency_id, joined_on)
SELECT DISTINCT ON (body, agency) body, agency, date '2016-02-01' FROM (
    SELECT b AS body, b AS agency FROM generate_series(1, 30) b
    UNION ALL
    SELECT b, 31 + ((b * 9 + n) % 270) FROM generate_series(1, 30) b, generate_series(1, 22) n
    UNION ALL
    SELECT b, a FROM generate_series(1, 30) b, generate_series(31, 36) a
) seats;

-- Members stand in a row by agency, so that one of them is found by arithmetic.
CREATE UNLOGGED TABLE bench.agency AS
WITH w AS (SELECT a, CASE WHEN a <= 30 THEN 6 ELSE power(a - 30, -0.5) * 8 END AS weight
             FROM generate_series(1, 300) a),
     s AS (SELECT a, 3 + floor(weight / sum(weight) OVER ()
                * (current_setting('bench.members')::integer - 900))::integer AS members FROM w)
SELECT a AS agency, members, 1 + sum(members) OVER (ORDER BY a) - members AS first_member FROM s;

INSERT INTO access_member (id, password, username, name, email, agency_id, roster_id, job,
                           is_active, pledged_on, trained_on)
SELECT m, '!', 'member' || m, '직원' || m, '', a.agency, 'R' || m, '담당자', true,
       date '2025-01-02', date '2025-03-02'
  FROM bench.agency a, generate_series(a.first_member, a.first_member + a.members - 1) m;

INSERT INTO access_role (member_id, kind, agency_id, body_id, granted_at, granted_by_id, why)
SELECT m, 'practitioner', a.agency, NULL::bigint, now() - interval '1 year', 1, '배치'
  FROM bench.agency a, generate_series(a.first_member, a.first_member + a.members - 1) m
UNION ALL
SELECT first_member + members - 1, 'auditor', agency, NULL, now(), 1, '배치' FROM bench.agency
UNION ALL
SELECT first_member + members - 1, 'administrator', agency, NULL, now(), 1, '배치' FROM bench.agency
UNION ALL
SELECT first_member + n, 'coordinator', NULL, agency, now(), 1, '배치'
  FROM bench.agency, generate_series(0, 1) n WHERE agency <= 30
UNION ALL
SELECT first_member, 'council_member', NULL, 31, now(), 1, '배치' FROM bench.agency WHERE agency <= 60;

INSERT INTO mfa_authenticator (user_id, type, data, created_at)
SELECT id, 'totp', '{"secret": "none"}', now() FROM access_member;
