-- A walk that only seems over is not counted among those that run, since one that is over is not either.
-- Otherwise as before: the phone chooses its number, so that asking twice begins it once. A call for
-- help is never refused: the tap is the consent, for that call alone.
CREATE OR REPLACE FUNCTION escorts_begin(phone_key bytea, journey_key bytea, journey uuid, room bigint, facts jsonb)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    mine public.escorts_phone;
    is_sos boolean := facts->>'kind' = 'sos';
    lately integer;
BEGIN
    IF is_sos THEN
        INSERT INTO public.escorts_phone
            (id, secret, purposes, consented_at, until, is_child, cancel_code, duress_code, begun_at)
        VALUES (gen_random_uuid(), sha256(phone_key), '{sos}', now(), current_date, false, '', '', '{}')
        ON CONFLICT DO NOTHING;
    END IF;
    SELECT * INTO mine FROM public.escorts_phone p WHERE p.secret = sha256(phone_key) FOR UPDATE;
    IF EXISTS (SELECT FROM public.escorts_journey j
                WHERE j.id = journey AND j.phone_id = mine.id AND j.token = sha256(journey_key)) THEN
        RETURN 'begun';
    END IF;
    IF NOT EXISTS (SELECT FROM public.escorts_controlroom r
                    WHERE r.agency_id = room AND r.closed_at IS NULL) THEN RETURN 'no_room'; END IF;
    SELECT count(*) INTO lately FROM unnest(mine.begun_at) AS at WHERE at > now() - interval '1 hour';
    IF NOT is_sos THEN
        IF mine.id IS NULL OR mine.withdrawn_at IS NOT NULL OR mine.until < current_date
           OR NOT 'walk' = ANY (mine.purposes) THEN RETURN 'no_consent'; END IF;
        IF mine.cancel_code = '' THEN RETURN 'no_code'; END IF;
        IF mine.paused_at IS NOT NULL THEN RETURN 'paused'; END IF;
        IF lately >= 12 THEN RETURN 'too_many'; END IF;
        IF (SELECT count(*) FROM public.escorts_journey j
             WHERE j.phone_id = mine.id AND j.ended_at IS NULL AND NOT j.seems_over) >= 2 THEN RETURN 'too_many'; END IF;
    END IF;
    UPDATE public.escorts_phone p SET begun_at = (p.begun_at || now())[greatest(1, cardinality(p.begun_at) - 18):]
     WHERE p.id = mine.id;
    INSERT INTO public.escorts_journey
        (id, room_id, phone_id, kind, stage, token, is_told, is_silent, is_drill, language, name,
         number, looks, destination, cancel_code, duress_code, seems_over, wrong_codes, route, rule,
         begun_at, expected_at, moved_at, last_seq, asked_why)
    VALUES (journey, room, mine.id, facts->>'kind', 'under_way', sha256(journey_key), false,
         coalesce((facts->>'is_silent')::boolean, false), coalesce((facts->>'is_drill')::boolean, false),
         coalesce(facts->>'language', 'ko'), left(coalesce(facts->>'name', ''), 60),
         left(coalesce(facts->>'number', ''), 20), left(coalesce(facts->>'looks', ''), 200),
         left(coalesce(facts->>'destination', ''), 120),
         mine.cancel_code, mine.duress_code, false, 0,
         ARRAY(SELECT v::float8 FROM jsonb_array_elements_text(coalesce(facts->'route', '[]')) AS v),
         coalesce(facts->'rule', '{}'), now(), (facts->>'expected_at')::timestamptz, now(), -1, '');
    PERFORM public.escorts_log(room, mine.secret, 'collected', 'control_room', facts->>'kind');
    IF is_sos THEN
        PERFORM public.escorts_raise(journey, CASE WHEN (facts->>'is_silent')::boolean THEN 'silent' ELSE 'sos' END);
        IF lately >= 5 THEN
            PERFORM public.escorts_step(a.id, 'many_calls') FROM public.escorts_alarm a
              WHERE a.journey_id = journey;
        END IF;
    END IF;
    RETURN 'begun';
END $$;
