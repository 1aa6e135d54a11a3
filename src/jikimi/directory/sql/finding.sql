-- The search index of the directory. Closed to every login: only the functions below read it, and
-- they show public rows to everybody and other rows to those whom their acl names.
-- One row for what the public may know of a service, and one for each further audience, so that what
-- is held back is never even compared for somebody who may not know it.
CREATE TABLE directory_finding (
    service_id uuid NOT NULL,
    acl bigint[],
    rank integer NOT NULL,
    text text NOT NULL,
    keys integer[] NOT NULL,
    hours smallint[],
    is_always boolean NOT NULL,
    for_sex text NOT NULL,
    low_age double precision,
    high_age double precision,
    for_disability text NOT NULL,
    for_foreigners text NOT NULL,
    takes_children text NOT NULL,
    wheelchair text NOT NULL,
    latitude double precision,
    longitude double precision
);
CREATE INDEX directory_finding_service ON directory_finding (service_id);
CREATE INDEX directory_finding_rank ON directory_finding (rank, service_id);
CREATE INDEX directory_finding_keys ON directory_finding USING gin (keys) WITH (fastupdate = off);
-- How many public rows hold a key, counted now and then; a key that was not counted yet stands as 1.
CREATE TABLE directory_findingkey (key integer PRIMARY KEY, services integer NOT NULL);
-- Services whose rows changed in a transaction that has not ended yet.
CREATE TABLE directory_stale (
    transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
    service_id uuid NOT NULL,
    PRIMARY KEY (transaction, service_id)
);

-- Letters as compared; the same as directory/search/folding.py folds. The small functions here have
-- no settings of their own, so that PostgreSQL can put them into the statements that call them.
CREATE FUNCTION directory_fold(written text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(lower(normalize(written, NFC)),
        '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf'
        '\u2000-\u206f\u2190-\u27bf\u3000-\u303f\u30fb\u318d\ufe0f\uff01-\uff0f\uff1a-\uff20'
        '\uff3b-\uff40\uff5b-\uff65]+', '', 'g')
$$;
-- The name of a place as directory/search/places.py writes it: 제주특별자치도, 제주도 and 제주 are one.
CREATE FUNCTION directory_place(written text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(public.directory_fold(written),
                          '(특별자치도|특별자치시|특별시|광역시|도)$', '')
$$;
CREATE FUNCTION directory_initials(folded text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(string_agg(CASE WHEN ascii(c) BETWEEN 44032 AND 55203
        THEN substr('ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ', (ascii(c) - 44032) / 588 + 1, 1)
        ELSE c END, '' ORDER BY i), '')
      FROM unnest(string_to_array(folded, NULL)) WITH ORDINALITY AS letters(c, i)
$$;
CREATE FUNCTION directory_digits(written text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(regexp_replace(written, '[^0-9]', '', 'g'), '^820?(?=[0-9]{8,})', '0')
$$;

-- Keys. Two letters beside each other are one integer (two code points of 16 bits), so that no two
-- pairs share a key; pieces of a text stand on lines, and no pair reaches across lines.
CREATE FUNCTION directory_pairs(lines text) RETURNS integer[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT
        (((one & 65535)::bigint << 16 | (next & 65535)) - 2147483648)::integer), '{}')
      FROM (SELECT ascii(c), lead(ascii(c)) OVER (ORDER BY i)
              FROM unnest(string_to_array(lines, NULL)) WITH ORDINALITY AS letters(c, i)
           ) AS pairs(one, next)
     WHERE one <> 10 AND next <> 10
$$;
-- A fact, as `need:stalking`: a number in the range of private code points.
CREATE FUNCTION directory_fact_key(fact text) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ((57344::bigint << 16) - 2147483648
            + ('x' || left(md5(fact), 8))::bit(32)::bigint % 251658240)::integer
$$;
-- 초성 are nineteen letters, of which any two stand in many names: three in a row are one key.
CREATE FUNCTION directory_triples(lines text) RETURNS integer[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT ((61442::bigint << 16) - 2147483648
               + ((one - 12592) * 1024 + (next - 12592) * 32 + third - 12592))::integer), '{}')
      FROM (SELECT ascii(c), lead(ascii(c)) OVER w, lead(ascii(c), 2) OVER w
              FROM unnest(string_to_array(lines, NULL)) WITH ORDINALITY AS letters(c, i)
            WINDOW w AS (ORDER BY i)) AS triples(one, next, third)
     WHERE one BETWEEN 12593 AND 12622 AND next BETWEEN 12593 AND 12622
       AND third BETWEEN 12593 AND 12622
$$;
-- Digits of a phone: every four in a row, and the whole of a short number or the first three.
CREATE FUNCTION directory_digit_keys(digits text, is_sought boolean) RETURNS integer[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT k), '{}') FROM (
        SELECT ((61440::bigint << 16) - 2147483648 + substr(digits, i, 4)::integer)::integer
          FROM generate_series(1, length(digits) - 3) i
        UNION ALL
        SELECT ((61441::bigint << 16) - 2147483648 + left(digits, 3)::integer)::integer
         WHERE length(digits) = 3 OR (NOT is_sought AND length(digits) > 3)
    ) AS found(k)
$$;
CREATE FUNCTION directory_cell(latitude double precision, longitude double precision, size numeric)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT format('cell:%s:%s:%s', size, floor(latitude / size), floor(longitude / size))
$$;
CREATE FUNCTION directory_metres(one_lat double precision, one_lon double precision,
                                 other_lat double precision, other_lon double precision)
RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT 12742000 * asin(sqrt(least(1, power(sind((other_lat - one_lat) / 2), 2)
        + cosd(one_lat) * cosd(other_lat) * power(sind((other_lon - one_lon) / 2), 2))))
$$;

-- Whom both may know: NULL is everybody.
CREATE FUNCTION directory_meet(one bigint[], other bigint[]) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    IF one IS NULL OR one = other THEN RETURN other; END IF;
    IF other IS NULL THEN RETURN one; END IF;
    RETURN ARRAY(SELECT unnest(one) INTERSECT SELECT unnest(other) ORDER BY 1);
END $$;

-- The hours of the week, counted from Monday 00:00, in which a schedule may hold: more rather than
-- fewer, for the exact answer is given by directory/search/hours.py. NULL: it does not say.
CREATE FUNCTION directory_week_hours(opens text, closes text, byday text, freq text)
RETURNS smallint[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    first integer;
    last integer;
BEGIN
    IF opens !~ '^([01]?\d|2[0-4]):[0-5]\d(:\d\d)?(\+09(:?00)?)?$'
       OR closes !~ '^([01]?\d|2[0-4]):[0-5]\d(:\d\d)?(\+09(:?00)?)?$'
       OR (byday !~ '(MO|TU|WE|TH|FR|SA|SU)' AND freq NOT IN ('DAILY', 'MONTHLY')) THEN
        RETURN NULL;
    END IF;
    first := split_part(opens, ':', 1)::integer % 24;
    last := split_part(closes, ':', 1)::integer + (substr(split_part(closes, ':', 2), 1, 2) <> '00')::integer;
    IF last <= first OR left(closes, 5) <= left(opens, 5) AND length(opens) = length(closes) THEN
        last := last + 24;
    END IF;
    RETURN (SELECT array_agg(DISTINCT ((d * 24 + h) % 168)::smallint)
        FROM unnest(ARRAY['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']) WITH ORDINALITY AS days(word, n),
             LATERAL (SELECT n::integer - 1) AS day(d), generate_series(first, least(last, first + 24) - 1) h
       WHERE byday LIKE '%' || word || '%' OR byday !~ '(MO|TU|WE|TH|FR|SA|SU)');
END $$;
