-- A team hands a signal to another team: only its own, only one that waits, only to a living body.
CREATE FUNCTION cases_pass_signal(which uuid, to_body bigint, new_due timestamptz) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    passed uuid;
BEGIN
    UPDATE public.cases_signal SET body_id = to_body, answer_due_at = new_due, version = version + 1
     WHERE id = which AND answered_at IS NULL AND public.access_is(body_id * 8 + 3)
       AND EXISTS (SELECT 1 FROM public.bodies_body b WHERE b.id = to_body AND b.valid_to IS NULL)
    RETURNING id INTO passed;
    IF passed IS NULL THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN passed;
END $$;

-- Signals to be answered until an instant, for the clock alone: the team's principal and the sender's.
CREATE FUNCTION cases_signals_due(until_instant timestamptz)
RETURNS TABLE (signal uuid, team bigint, sender bigint, due_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT s.id, s.body_id * 8 + 3, s.member_id * 8 + 2, s.answer_due_at
      FROM public.cases_signal s
     WHERE s.answered_at IS NULL AND s.answer_due_at <= until_instant AND public.access_is(22)
     ORDER BY s.answer_due_at, s.id
$$;
