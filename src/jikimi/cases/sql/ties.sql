-- What reports have to do with each other, for counting repeats, and what has to be counted again.
-- Only guard functions read it: a tie says of two reports that they are about the same two people or
-- the same address. No figure leaves from here but counts (insights).

CREATE TABLE cases_tie (
    report uuid PRIMARY KEY,
    at timestamptz NOT NULL,
    station bigint NOT NULL,
    area text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    is_booked boolean NOT NULL,
    is_urgent boolean NOT NULL,
    pair uuid,
    address uuid,
    pair_first boolean NOT NULL DEFAULT false,
    pair_next smallint,
    address_first boolean NOT NULL DEFAULT false,
    address_next smallint
);
CREATE INDEX cases_tie_pair ON cases_tie (pair, at, report) WHERE pair IS NOT NULL;
CREATE INDEX cases_tie_address ON cases_tie (address, at, report) WHERE address IS NOT NULL;

-- Where each case was counted last, so that it leaves there when it moves.
CREATE TABLE cases_casetie (case_id uuid PRIMARY KEY, station bigint NOT NULL, month date NOT NULL);
CREATE INDEX cases_casetie_cell ON cases_casetie (station, month);

-- One row a statement, written in its transaction: what it changed is neither lost nor counted
-- before it is there. Counting takes rows away in the transaction in which it counts.
CREATE TABLE cases_moved (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    is_case boolean NOT NULL,
    size integer NOT NULL,
    ids uuid[] NOT NULL
);
ALTER TABLE cases_moved ALTER ids SET STORAGE EXTERNAL;

CREATE FUNCTION cases_note_reports() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO public.cases_moved (is_case, size, ids)
    SELECT false, count(*), array_agg(m.id) FROM moved m HAVING count(*) > 0;
    RETURN NULL;
END $$;

CREATE FUNCTION cases_note_report_of() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO public.cases_moved (is_case, size, ids)
    SELECT false, count(*), array_agg(DISTINCT m.report_id) FROM moved m HAVING count(*) > 0;
    RETURN NULL;
END $$;

CREATE FUNCTION cases_note_cases() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO public.cases_moved (is_case, size, ids)
    SELECT true, count(*), array_agg(m.id) FROM moved m HAVING count(*) > 0;
    RETURN NULL;
END $$;

CREATE FUNCTION cases_note_case_of() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO public.cases_moved (is_case, size, ids)
    SELECT true, count(*), array_agg(DISTINCT m.case_id) FROM moved m HAVING count(*) > 0;
    RETURN NULL;
END $$;

-- Have everything counted again, in pieces of 20,000.
CREATE FUNCTION cases_move_all() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    DELETE FROM public.cases_moved;
    TRUNCATE public.cases_tie, public.cases_casetie;
    INSERT INTO public.cases_moved (is_case, size, ids)
    SELECT false, count(*), array_agg(r.id) FROM (
        SELECT id, row_number() OVER () / 20000 AS piece FROM public.cases_report) r GROUP BY r.piece;
    INSERT INTO public.cases_moved (is_case, size, ids)
    SELECT true, count(*), array_agg(c.id) FROM (
        SELECT id, row_number() OVER () / 20000 AS piece FROM public.cases_case) c GROUP BY c.piece;
END $$;

-- Take what waits to be counted, about so many; empty when nothing does.
CREATE FUNCTION cases_take_moved(of_cases boolean, most integer) RETURNS uuid[]
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH taken AS (
        DELETE FROM public.cases_moved WHERE id IN (
            SELECT w.id FROM (SELECT m.id, sum(m.size) OVER (ORDER BY m.id) - m.size AS before
                                FROM public.cases_moved m WHERE m.is_case = of_cases) w
             WHERE w.before < most)
        RETURNING ids)
    SELECT array_agg(DISTINCT i) FROM taken, unnest(taken.ids) i
$$;
