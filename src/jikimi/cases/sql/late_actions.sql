-- Actions of the asker's own agency in cases that are late, for those who answer for the agency: who
-- represents it in the case's body, or sits in that body or the council above it. Who sees to each
-- and since when it is due; no case, no words. Not of a case from which the asker is barred.
CREATE FUNCTION cases_late_actions(today date) RETURNS TABLE (owner bigint, due_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH me AS (
        SELECT m.id, m.agency_id FROM public.access_member m
         WHERE m.id = public.access_member() AND m.is_active AND public.access_is(m.id * 8 + 2)
    ), mine AS (
        SELECT r.body_id FROM public.bodies_representative r
          JOIN me ON me.id = r.member_id
          JOIN public.bodies_seat s ON s.id = r.seat_id AND s.left_on IS NULL
               AND s.agency_id = me.agency_id
         WHERE r.until IS NULL
        UNION
        SELECT b.id FROM public.access_role r JOIN me ON me.id = r.member_id
          JOIN public.bodies_body b ON r.body_id IN (b.id, b.above_id)
         WHERE r.kind = 'council_member' AND r.ended_at IS NULL
    )
    SELECT a.owner_id, a.due_on
      FROM public.cases_action a JOIN me ON me.agency_id = a.agency_id
      JOIN mine ON mine.body_id = a.body_id
     WHERE a.ended_at IS NULL AND a.due_on < today
       AND NOT EXISTS (SELECT 1 FROM public.cases_bar b
            WHERE b.case_id = a.case_id AND b.member_id = me.id AND b.ended_at IS NULL)
     ORDER BY a.due_on, a.owner_id
$$;
