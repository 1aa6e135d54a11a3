-- Many call from one network address within a minute. None is refused; whoever answers may know.
CREATE FUNCTION escorts_crowded(journey_key bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT public.escorts_step(a.id, 'many_from_one')
      FROM public.escorts_alarm a JOIN public.escorts_journey j ON j.id = a.journey_id
     WHERE j.token = sha256(journey_key) AND a.stage <> 'ended'
       AND NOT EXISTS (SELECT FROM public.escorts_alarmstep s WHERE s.alarm_id = a.id AND s.code = 'many_from_one')
$$;
GRANT EXECUTE ON FUNCTION escorts_crowded(bytea) TO jikimi_public;
