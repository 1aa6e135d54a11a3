-- One look over everything under way, each second, by one process at a time. Each walk carries the
-- numbers it is watched by. Nothing is told to anybody before the person has been asked, but for
-- the ones who called themselves.
CREATE FUNCTION escorts_look() RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    asked integer;
    raised integer := 0;
    late record;
BEGIN
    IF NOT public.access_is(22) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT pg_try_advisory_xact_lock(hashtext('escorts_look')) THEN RETURN '{}'; END IF;
    UPDATE public.escorts_journey j SET stage = 'asked', asked_at = now(), asked_why = w.why
      FROM (SELECT id, CASE
              WHEN now() - coalesce(seen_at, begun_at) > make_interval(secs => (rule->>'silence_s')::float8) THEN 'silence'
              WHEN now() > expected_at + make_interval(secs => (rule->>'late_s')::float8) THEN 'late'
              WHEN now() - off_since > make_interval(secs => (rule->>'off_s')::float8) THEN 'off_route'
              WHEN now() - moved_at > make_interval(secs => (rule->>'still_s')::float8) THEN 'still'
            END AS why FROM public.escorts_journey WHERE stage = 'under_way' AND kind = 'walk') w
     WHERE j.id = w.id AND w.why IS NOT NULL AND j.stage = 'under_way';
    GET DIAGNOSTICS asked = ROW_COUNT;
    FOR late IN SELECT id, asked_why FROM public.escorts_journey
         WHERE stage = 'asked' AND now() - asked_at > make_interval(secs => (rule->>'answer_s')::float8)
         FOR UPDATE SKIP LOCKED LOOP
        PERFORM public.escorts_raise(late.id, late.asked_why);
        raised := raised + 1;
    END LOOP;
    -- A question from somebody who called goes unanswered: it lapses, and nothing is told.
    UPDATE public.escorts_journey SET wish_asked_at = NULL WHERE wish_asked_at < now() - interval '3 minutes';
    PERFORM public.escorts_forget();
    RETURN jsonb_build_object('asked', asked, 'raised', raised);
END $$;
