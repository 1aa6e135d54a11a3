-- The taxi somebody is in: kept with the journey, seen by whom she lets look on, told to the room only
-- when the journey is, gone with it.

-- What the person typed of a ride, or NULL when she has got out; rule: the numbers the journey is
-- watched by from now on. NULL for a journey that is over, seems so or never was.
CREATE FUNCTION escorts_take_ride(journey_key bytea, ride jsonb, rule jsonb) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE mine public.escorts_journey;
BEGIN
    SELECT * INTO mine FROM public.escorts_journey j
     WHERE j.token = sha256(journey_key) AND j.ended_at IS NULL AND NOT j.seems_over FOR UPDATE;
    IF mine.id IS NULL THEN RETURN NULL; END IF;
    UPDATE public.escorts_journey j SET rule = j.rule || escorts_take_ride.rule, off_since = NULL, moved_at = now()
     WHERE j.id = mine.id;
    IF ride IS NULL THEN
        DELETE FROM public.escorts_ride r WHERE r.journey_id = mine.id;
        RETURN true;
    END IF;
    INSERT INTO public.escorts_ride AS r
        (id, journey_id, room_id, is_told, plate, company, boarded_at, boarded_where, destination)
    VALUES (gen_random_uuid(), mine.id, mine.room_id, mine.is_told, left(ride->>'plate', 20),
        left(ride->>'company', 60), (ride->>'boarded_at')::timestamptz, left(ride->>'boarded_where', 120),
        left(ride->>'destination', 120))
    ON CONFLICT (journey_id) DO UPDATE SET plate = EXCLUDED.plate, company = EXCLUDED.company,
        boarded_at = EXCLUDED.boarded_at, boarded_where = EXCLUDED.boarded_where, destination = EXCLUDED.destination;
    IF mine.is_told THEN PERFORM pg_notify('escorts', mine.room_id::text); END IF;
    RETURN true;
END $$;

CREATE FUNCTION escorts_ride_facts(which uuid) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT jsonb_build_object('plate', r.plate, 'company', r.company, 'boarded_at', r.boarded_at,
               'boarded_where', r.boarded_where, 'destination', r.destination)
      FROM public.escorts_ride r WHERE r.journey_id = which
$$;

-- For somebody who was given the link, while the walk lasts and they may look (as escorts_look_on).
CREATE FUNCTION escorts_ride_seen(watcher_token bytea) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT public.escorts_ride_facts(j.id)
      FROM public.escorts_watcher w JOIN public.escorts_journey j ON j.id = w.journey_id
     WHERE w.token = sha256(watcher_token) AND w.ended_at IS NULL AND j.ended_at IS NULL AND NOT j.seems_over
$$;

-- For the person: with what she asked to be kept as evidence.
CREATE FUNCTION escorts_ride_kept(journey_key bytea) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT public.escorts_ride_facts(j.id) FROM public.escorts_journey j
     WHERE j.token = sha256(journey_key) AND j.evidence_until IS NOT NULL
$$;

-- A ride follows its journey: told with it, hidden and deleted with it.
CREATE FUNCTION escorts_ride_follows() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM public.escorts_ride r WHERE r.journey_id = OLD.id;
        RETURN OLD;
    END IF;
    DELETE FROM public.escorts_ride r
     WHERE r.journey_id = NEW.id AND NEW.ended_at IS NOT NULL AND NEW.evidence_until IS NULL;
    UPDATE public.escorts_ride r SET is_told = NEW.is_told WHERE r.journey_id = NEW.id AND r.is_told <> NEW.is_told;
    RETURN NULL;
END $$;

DO $grant$ DECLARE f text; BEGIN
    FOREACH f IN ARRAY ARRAY['take_ride(bytea, jsonb, jsonb)', 'ride_seen(bytea)', 'ride_kept(bytea)'] LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION escorts_%s TO jikimi_public', f);
    END LOOP;
END $grant$;
