-- Whoever lets go holds the journeys before their alarms, as everybody else does: a step of an alarm
-- locks it too.
CREATE OR REPLACE FUNCTION escorts_let_go(which uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM 1 FROM public.escorts_journey j WHERE j.phone_id = which AND j.ended_at IS NULL ORDER BY j.id FOR UPDATE;
    PERFORM public.escorts_finish(j.id, 'withdrawn') FROM public.escorts_journey j
      WHERE j.phone_id = which AND j.ended_at IS NULL AND NOT j.is_told;
    PERFORM public.escorts_step(a.id, 'withdrawn') FROM public.escorts_alarm a
      JOIN public.escorts_journey j ON j.id = a.journey_id
     WHERE j.phone_id = which AND a.stage <> 'ended' AND NOT j.seems_over;
    UPDATE public.escorts_journey j SET seems_over = true
     WHERE j.phone_id = which AND j.ended_at IS NULL AND NOT j.seems_over;
END $$;
