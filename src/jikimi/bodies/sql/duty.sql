-- When people on a post's list stand on duty already, in whatever body: times alone, told to who
-- coordinates the body they are listed in, and to themselves. The post only where it is of this body.
CREATE FUNCTION bodies_busy(which bigint, people bigint[], begins timestamptz, ends timestamptz)
RETURNS TABLE (member_id bigint, post_id uuid, starts_at timestamptz, ends_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH mine AS (SELECT public.access_principals() AS p)
    SELECT s.member_id, CASE WHEN s.body_id = which THEN s.post_id END, s.starts_at, s.ends_at
      FROM public.bodies_shift s
      JOIN public.bodies_rota r ON r.id = s.rota_id AND r.stage = 'published', mine
     WHERE s.member_id = ANY (people) AND s.starts_at < $4 AND s.ends_at > $3
       AND (s.member_id * 8 + 2 = ANY (mine.p) OR (which * 8 + 3 = ANY (mine.p) AND EXISTS (
            SELECT 1 FROM public.bodies_dutymember d
             WHERE d.body_id = which AND d.member_id = s.member_id)))
$$;

-- The shifts behind a secret calendar link, without a name or a place; NULL when the link is none.
-- Asked only by the door, for a person who has not signed in.
CREATE FUNCTION bodies_calendar(secret text, begins timestamptz, ends timestamptz) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    whose bigint;
BEGIN
    IF NOT public.access_is(14) THEN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT f.member_id INTO whose FROM public.bodies_feed f
      JOIN public.access_member m ON m.id = f.member_id AND m.is_active
     WHERE f.digest = secret AND f.ended_at IS NULL;
    IF whose IS NULL THEN RETURN NULL; END IF;
    RETURN coalesce((SELECT jsonb_agg(jsonb_build_object('id', s.id, 'version', s.version,
                'starts_at', s.starts_at, 'ends_at', s.ends_at) ORDER BY s.starts_at)
        FROM public.bodies_shift s
        JOIN public.bodies_rota r ON r.id = s.rota_id AND r.stage = 'published'
       WHERE s.member_id = whose AND s.starts_at < $3 AND s.ends_at > $2), '[]');
END $$;
