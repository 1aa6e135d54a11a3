-- The link to an agency, for the public login: which entry it asks about, as long as it waits.
-- The link's number is random, 122 bits, and signed by the web process; a wrong one, an answered one
-- and one that has run out all give no row.
CREATE FUNCTION directory_question(link uuid) RETURNS TABLE (entry uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT c.entry_id FROM public.directory_confirmation c
     WHERE c.id = link AND c.answered_at IS NULL AND c.expires_at > now()
$$;
-- Answers it, once. True when this answer was taken.
CREATE FUNCTION directory_answer(link uuid, said text, seen text, written text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE public.directory_confirmation
       SET answer = said, shown = left(seen, 64), words = left(written, 2000), answered_at = now()
     WHERE id = link AND answered_at IS NULL AND expires_at > now();
    RETURN FOUND;
END $$;
GRANT EXECUTE ON FUNCTION directory_question(uuid) TO jikimi_public;
GRANT EXECUTE ON FUNCTION directory_answer(uuid, text, text, text) TO jikimi_public;
