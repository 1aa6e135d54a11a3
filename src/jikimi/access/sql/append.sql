-- Appends one row to the record. What is written on the second connection has lanes of its own, so
-- that it never waits for what the request's transaction has written.
CREATE OR REPLACE FUNCTION access_append(
    new_act text, kind text, subject uuid, persons uuid[], reason text,
    result text, facts jsonb, from_place text
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    fresh public.access_record;
    head public.access_lane;
    chosen smallint := public.access_member() % 16 +
        CASE WHEN result = 'refused' OR facts ? 'refused_with' THEN 16 ELSE 0 END;
BEGIN
    IF NOT public.access_named() THEN RAISE EXCEPTION 'access_append: no actor is named'; END IF;
    SELECT * INTO head FROM public.access_lane WHERE lane = chosen FOR UPDATE;
    fresh.id := gen_random_uuid();
    fresh.lane := chosen;
    fresh.number := head.number + 1;
    fresh.at := clock_timestamp();
    fresh.member_id := public.access_member();
    fresh.agency_id := public.access_agency();
    fresh.act := new_act;
    fresh.subject_kind := kind;
    fresh.subject_id := subject;
    fresh.person_ids := persons;
    fresh.why := reason;
    fresh.outcome := result;
    fresh.details := facts;
    fresh.place := from_place;
    fresh.previous_hash := head.hash;
    fresh.hash := sha256(head.hash || convert_to(public.access_record_text(fresh), 'UTF8'));
    INSERT INTO public.access_record SELECT fresh.*;
    UPDATE public.access_lane SET number = fresh.number, hash = fresh.hash WHERE lane = chosen;
END $$;
