-- An invented country of services: {many} of them, three to an organisation and a place.
CREATE FUNCTION pg_temp.pick(n bigint, salt integer, words text[]) RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT words[1 + ((hashint8extended(n, salt) & 1048575) % cardinality(words))] $$;
CREATE FUNCTION pg_temp.chance(n bigint, salt integer) RETURNS integer LANGUAGE sql IMMUTABLE
AS $$ SELECT ((hashint8extended(n, salt) & 1048575) % 100)::integer $$;
CREATE FUNCTION pg_temp.key(what text, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE
AS $$ SELECT md5(what || n)::uuid $$;
CREATE TEMPORARY TABLE made AS
SELECT n, n / 3 AS o, d, split_part(k, ':', 1) AS kind, split_part(k, ':', 2) AS need,
       pg_temp.pick(n, 3, syllables) || pg_temp.pick(n, 4, syllables) || pg_temp.pick(n, 5, syllables) AS word
  FROM generate_series(1::bigint, {many}) n,
       LATERAL (SELECT {districts}::text[], {kinds}::text[], {syllables}::text[])
            AS lists(districts, kinds, syllables),
       LATERAL (SELECT pg_temp.pick(n / 3, 1, districts), pg_temp.pick(n, 2, kinds)) AS drawn(d, k);
INSERT INTO directory_organization (id, version, name)
SELECT pg_temp.key('o', o), 0, min(d) || ' ' || min(word) || '복지재단' FROM made GROUP BY o;
INSERT INTO directory_location (id, version, organization_id, name, district, dong, latitude, longitude)
SELECT pg_temp.key('l', o), 0, pg_temp.key('o', o), min(d) || ' 사무실', min(d), min(word) || '동',
       33.2 + pg_temp.chance(o, 6) * 0.05, 126.2 + pg_temp.chance(o, 7) * 0.03 FROM made GROUP BY o;
INSERT INTO directory_address (id, location_id, address_1, city, state_province, country, address_type)
SELECT pg_temp.key('a', o), pg_temp.key('l', o), min(word) || '로 ' || o % 300, min(d), '', 'KR', 'physical'
  FROM made GROUP BY o;
INSERT INTO directory_service (id, version, organization_id, name, description, status, needs,
       is_crisis, is_24_hours, for_sex, minimum_age)
SELECT pg_temp.key('s', n), 0, pg_temp.key('o', o), d || ' ' || word || kind,
       pg_temp.pick(n, 8, ARRAY['전화와 방문 상담을 합니다.', '상담과 교육, 사례관리를 합니다.',
           '피해자 보호와 자립을 돕습니다.', '의료와 법률 지원을 연계합니다.']),
       'active', ARRAY[need], pg_temp.chance(n, 9) < 2, pg_temp.chance(n, 10) < 4,
       CASE WHEN pg_temp.chance(n, 11) < 10 THEN 'female' ELSE '' END,
       CASE WHEN pg_temp.chance(n, 12) < 20 THEN 18 END FROM made;
INSERT INTO directory_serviceatlocation (id, service_id, location_id)
SELECT pg_temp.key('t', n), pg_temp.key('s', n), pg_temp.key('l', o) FROM made;
INSERT INTO directory_phone (id, service_id, number)
SELECT pg_temp.key('p', n), pg_temp.key('s', n),
       '0' || (31 + n % 34) || '-' || 200 + (n * 7919) % 700 || '-' || lpad(((n * 104729) % 10000)::text, 4, '0')
  FROM made;
INSERT INTO directory_schedule (id, service_id, freq, byday, opens_at, closes_at)
SELECT pg_temp.key('h', n), pg_temp.key('s', n), 'WEEKLY',
       CASE WHEN pg_temp.chance(n, 13) < 6 THEN 'MO,TU,WE,TH,FR,SA,SU' ELSE 'MO,TU,WE,TH,FR' END,
       '09:00', CASE WHEN pg_temp.chance(n, 14) < 8 THEN '24:00' ELSE '18:00' END
  FROM made WHERE pg_temp.chance(n, 15) < 85;
INSERT INTO directory_language (id, service_id, name, code)
SELECT pg_temp.key('g', n), pg_temp.key('s', n), '베트남어', 'vi' FROM made WHERE pg_temp.chance(n, 16) < 3;
INSERT INTO directory_mark ("table", row_id, field, verified_on, verified_how)
SELECT 'service', pg_temp.key('s', n), '', date '2026-11-01' - pg_temp.chance(n, 17) * 9, 'phone'
  FROM made WHERE pg_temp.chance(n, 18) < 80;
