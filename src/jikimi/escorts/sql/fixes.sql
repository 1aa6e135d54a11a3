-- Fixes as they come, late ones and doubles included; what is acknowledged is committed. Answers
-- what the screen may truthfully say. A battery nobody knows of is not a full one.
CREATE OR REPLACE FUNCTION escorts_send(journey_key bytea, fixes jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    mine public.escorts_journey;
    newest record;
    off_m float8;
BEGIN
    SELECT * INTO mine FROM public.escorts_journey j WHERE j.token = sha256(journey_key) FOR UPDATE;
    IF mine.id IS NULL THEN RETURN NULL; END IF;
    IF mine.ended_at IS NOT NULL THEN RETURN '{"stage": "over"}'; END IF;
    INSERT INTO public.escorts_fix
        (journey_id, room_id, is_told, seq, sent_at, received_at, longitude, latitude, x, y,
         accuracy_m, speed_m_s, heading, battery, is_late, is_doubtful)
    SELECT mine.id, mine.room_id, mine.is_told, f.seq, least(f.sent_at, now() + interval '2 minutes'),
           now(), f.longitude, f.latitude, f.x, f.y, f.accuracy_m, f.speed_m_s, f.heading, CASE WHEN f.battery IS NOT NULL THEN round(least(f.battery, 100)) END::smallint,
           f.sent_at < now() - make_interval(secs => (mine.rule->>'late_fix_s')::float8),
           coalesce(sqrt((f.x - b.x) ^ 2 + (f.y - b.y) ^ 2) >
                    (mine.rule->>'fastest_m_s')::float8
                    * greatest(1, abs(extract(epoch FROM f.sent_at - b.sent_at))), false)
      FROM jsonb_to_recordset(fixes) AS f(seq integer, sent_at timestamptz, longitude float8,
           latitude float8, x float8, y float8, accuracy_m float8, speed_m_s float8, heading float8,
           battery float8)
      LEFT JOIN LATERAL (SELECT x, y, sent_at FROM public.escorts_fix e
            WHERE e.journey_id = mine.id AND e.seq < f.seq AND NOT e.is_doubtful
            ORDER BY e.seq DESC LIMIT 1) b ON true
     ORDER BY f.seq
    ON CONFLICT DO NOTHING;
    SELECT e.seq, e.x, e.y, e.accuracy_m, e.is_doubtful INTO newest FROM public.escorts_fix e
     WHERE e.journey_id = mine.id ORDER BY e.seq DESC LIMIT 1;
    IF newest.seq > mine.last_seq AND NOT newest.is_doubtful AND mine.kind = 'walk' AND NOT mine.is_told
       AND cardinality(mine.route) >= 4 THEN
        IF sqrt((newest.x - mine.route[cardinality(mine.route) - 1]) ^ 2
                + (newest.y - mine.route[cardinality(mine.route)]) ^ 2)
           <= (mine.rule->>'arrive_m')::float8 THEN
            PERFORM public.escorts_finish(mine.id, 'arrived');
            RETURN '{"stage": "arrived"}';
        END IF;
        off_m := public.escorts_off_route(newest.x, newest.y, mine.route) - coalesce(newest.accuracy_m, 0);
    END IF;
    UPDATE public.escorts_journey j SET
        seen_at = now(), last_seq = greatest(j.last_seq, newest.seq),
        off_since = CASE WHEN off_m > (j.rule->>'off_m')::float8 THEN coalesce(j.off_since, now()) END,
        moved_at = CASE WHEN moved THEN now() ELSE j.moved_at END,
        anchor_x = CASE WHEN moved THEN newest.x ELSE j.anchor_x END,
        anchor_y = CASE WHEN moved THEN newest.y ELSE j.anchor_y END
      FROM (SELECT coalesce(sqrt((newest.x - mine.anchor_x) ^ 2 + (newest.y - mine.anchor_y) ^ 2)
                            > (mine.rule->>'still_m')::float8, true) AS moved) m
     WHERE j.id = mine.id;
    IF mine.is_told THEN PERFORM pg_notify('escorts', mine.room_id::text); END IF;
    RETURN public.escorts_state(mine.id);
END $$;
