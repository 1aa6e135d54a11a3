-- The record: append-only, one chain a lane. 0–15 what members did; 16–31 what was refused them, and
-- what they were shown all the same. How a row is appended: append.sql.
CREATE TABLE access_lane (
    lane smallint PRIMARY KEY,
    number bigint NOT NULL,
    hash bytea NOT NULL
);
INSERT INTO access_lane SELECT n, 0, sha256(convert_to('jikimi lane ' || n, 'UTF8'))
  FROM generate_series(0, 31) n;

CREATE FUNCTION access_record_text(entry access_record) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_array(entry.lane, entry.number, extract(epoch FROM entry.at), entry.member_id,
        entry.agency_id, entry.act, entry.subject_kind, entry.subject_id, entry.person_ids, entry.why,
        entry.outcome, entry.details, entry.place)::text
$$;

CREATE FUNCTION access_record_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the record is append-only'; END $$;
-- Every break in a lane: what is wrong, and at which number.
CREATE FUNCTION access_broken(which smallint)
RETURNS TABLE (number bigint, what text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH walked AS (
        SELECT r.number, r.hash, r.previous_hash,
            sha256(r.previous_hash || convert_to(public.access_record_text(r), 'UTF8')) AS right_hash,
            lag(r.number, 1, 0::bigint) OVER w AS number_before,
            lag(r.hash, 1, sha256(convert_to('jikimi lane ' || which, 'UTF8'))) OVER w AS hash_before
        FROM public.access_record r WHERE r.lane = which WINDOW w AS (ORDER BY r.number)
    )
    SELECT n, 'removed' FROM walked, generate_series(number_before + 1, walked.number - 1) n
    UNION ALL SELECT walked.number, 'altered' FROM walked WHERE hash <> right_hash
    UNION ALL SELECT walked.number, 're-ordered' FROM walked
        WHERE hash = right_hash AND previous_hash <> hash_before AND walked.number = number_before + 1
    UNION ALL SELECT n, 'removed' FROM public.access_lane l,
        generate_series((SELECT coalesce(max(walked.number), 0) FROM walked) + 1, l.number) n
        WHERE l.lane = which
    UNION ALL SELECT l.number, 'altered' FROM public.access_lane l, walked
        WHERE l.lane = which AND walked.number = l.number AND walked.hash <> l.hash
          AND walked.hash = walked.right_hash
    ORDER BY 1
$$;
CREATE FUNCTION access_lane_heads() RETURNS TABLE (lane smallint, number bigint, hash text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT l.lane, l.number, encode(l.hash, 'hex') FROM public.access_lane l ORDER BY l.lane
$$;
CREATE FUNCTION access_hash_at(which smallint, wanted bigint) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT CASE WHEN wanted = 0 THEN encode(sha256(convert_to('jikimi lane ' || which, 'UTF8')), 'hex')
        ELSE (SELECT encode(r.hash, 'hex') FROM public.access_record r
              WHERE r.lane = which AND r.number = wanted) END
$$;
