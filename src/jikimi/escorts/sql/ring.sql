-- A bell rang: its gateway says so by the key of its control room. ring: the number the gateway gave
-- this press, so that saying it twice counts once; rung_at: when it was pressed, if it says so; rule:
-- numbers of room_rules.csv. While nobody took the alarm of a bell, and for a minute anyway, another
-- press is a step of it; a bell nobody knows raises an alarm too, without a place. Numbers of bells repeat
-- from town to town: the one in the room's own areas is meant, and none of another town's.
DROP FUNCTION escorts_ring(bytea, text);
CREATE FUNCTION escorts_ring(bell_key bytea, bell text, ring text, rung_at timestamptz, rule jsonb) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    mine bigint;
    site record;
    open record;
    said text := 'raised';
    alarm uuid := gen_random_uuid();
    late_s float8 := greatest(0, extract(epoch FROM now() - rung_at));
BEGIN
    SELECT r.agency_id INTO mine FROM public.escorts_controlroom r
     WHERE r.bell_key = sha256(escorts_ring.bell_key) AND r.closed_at IS NULL FOR UPDATE;
    IF mine IS NULL THEN RETURN 'unknown'; END IF;
    UPDATE public.escorts_controlroom r SET bell_heard_at = now()
     WHERE r.agency_id = mine AND coalesce(r.bell_heard_at < now() - interval '10 seconds', true);
    IF ring <> '' AND EXISTS (SELECT FROM public.escorts_ringheard h
         WHERE h.room_id = mine AND h.ring = left(escorts_ring.ring, 64)) THEN RETURN 'again'; END IF;
    SELECT s.id, s.area_code INTO site
      FROM public.places_site s JOIN public.escorts_controlroom r ON r.agency_id = mine,
           LATERAL (SELECT count(*) > 0 AS own FROM unnest(r.areas) c WHERE s.area_code LIKE c || '%') a
     WHERE s.kind = 'bell' AND s.number = left(bell, 60) AND s.removed_on IS NULL
       AND (a.own OR s.area_code = '' OR r.areas = '{}')
     ORDER BY a.own DESC, s.id LIMIT 1;
    SELECT a.id, (SELECT count(*) FROM public.escorts_alarmstep s
                   WHERE s.alarm_id = a.id AND s.code = 'bell') AS presses
      INTO open FROM public.escorts_alarm a
     WHERE a.room_id = mine AND a.kind = 'bell' AND a.site_id IS NOT DISTINCT FROM site.id
       AND (a.stage = 'raised' OR (a.stage <> 'ended' AND a.raised_at > now() - interval '1 minute'))
     ORDER BY a.raised_at LIMIT 1 FOR UPDATE;
    IF late_s > (rule->>'ring_old_s')::float8 THEN said := 'old';
    ELSIF open.id IS NOT NULL THEN said := 'again';
    ELSIF (SELECT count(*) FROM public.escorts_alarm a WHERE a.room_id = mine AND a.kind = 'bell'
              AND a.raised_at > now() - interval '1 minute') >= (rule->>'rings_a_minute')::integer THEN
        RETURN 'too_many';
    END IF;
    IF ring <> '' THEN
        INSERT INTO public.escorts_ringheard (room_id, ring, said, at)
        VALUES (mine, left(escorts_ring.ring, 64), said, now());
    END IF;
    IF said = 'again' AND open.presses < (rule->>'presses_of_a_bell')::integer THEN
        UPDATE public.escorts_alarm a SET version = a.version + 1 WHERE a.id = open.id;
        PERFORM public.escorts_step(open.id, 'bell');
    ELSIF said = 'raised' THEN
        INSERT INTO public.escorts_alarm (id, room_id, site_id, kind, stage, stage_since, is_silent, is_drill,
                area_code, raised_at, ending, version)
        VALUES (alarm, mine, site.id, 'bell', 'raised', now(), false, false, coalesce(site.area_code, ''),
                now(), '', 1);
        INSERT INTO public.escorts_alarmstep (id, alarm_id, room_id, code, at, note)
        VALUES (gen_random_uuid(), alarm, mine, 'bell', now(), CASE WHEN site.id IS NULL THEN left(bell, 60) ELSE '' END);
        IF late_s > (rule->>'ring_late_s')::float8 THEN PERFORM public.escorts_step(alarm, 'late_ring'); END IF;
    END IF;
    IF said <> 'again' AND site.id IS NOT NULL THEN
        INSERT INTO public.places_siteevent (id, site_id, kind, happened_at, note, before)
        VALUES (gen_random_uuid(), site.id, 'rung', least(now(), coalesce(rung_at, now())), '', '{}');
    END IF;
    PERFORM pg_notify('escorts', mine::text);
    RETURN said;
END $$;

GRANT EXECUTE ON FUNCTION escorts_ring(bytea, text, text, timestamptz, jsonb) TO jikimi_public;
