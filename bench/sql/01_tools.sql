-- Chance that is the same at every run, and keys that need no look-up.
CREATE SCHEMA bench;
CREATE FUNCTION bench.chance(of bigint, salt integer) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (hashint8extended(of, salt) & 4503599627370495)::float8 / 4503599627370496::float8
$$;
CREATE FUNCTION bench.among(of bigint, salt integer, many integer) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT floor(bench.chance(of, salt) * many)::integer $$;
CREATE FUNCTION bench.one(of bigint, salt integer, words text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT words[1 + bench.among(of, salt, cardinality(words))]
$$;
CREATE FUNCTION bench.key(what text, number bigint) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT md5(what || number::text)::uuid $$;
CREATE FUNCTION bench.phone(of bigint, salt integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT '010' || lpad(bench.among(of, salt, 100000000)::text, 8, '0')
$$;
-- Names: a surname by its share of the population, two syllables of which few are frequent.
CREATE FUNCTION bench.name_of(of bigint, salt integer, surnames float8[]) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (width_bucket(bench.chance(of, salt), surnames) - 1) * 3600
         + floor(60 * power(bench.chance(of, salt + 1), 1.8))::integer * 60
         + floor(60 * power(bench.chance(of, salt + 2), 1.8))::integer
$$;
