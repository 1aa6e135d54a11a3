-- Whoever ends what runs on a phone holds it only against others who change it. A journey that is changed
-- twice in one word, as by a call for help, asks whether its phone is still there: held against that as
-- well, the two would wait for each other.

CREATE OR REPLACE FUNCTION escorts_withdraw(phone_key bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE mine uuid;
BEGIN
    SELECT p.id INTO mine FROM public.escorts_phone p WHERE p.secret = sha256(phone_key) FOR NO KEY UPDATE;
    IF mine IS NULL THEN RETURN false; END IF;
    PERFORM public.escorts_let_go(mine);
    UPDATE public.escorts_phone p SET withdrawn_at = now() WHERE p.id = mine;
    PERFORM public.escorts_forget();
    RETURN true;
END $$;

-- The guardian takes it back: walks end, and nothing new begins. A call for help goes on, and what the child
-- wanted kept stays the child's: whoever is the guardian may be whom the child is afraid of.
CREATE OR REPLACE FUNCTION escorts_guardian_end(link_key bytea, guardian_key bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    mine public.escorts_guardianship;
    phone uuid;
BEGIN
    UPDATE public.escorts_guardianship g SET ended_at = now()
     WHERE g.token = sha256(link_key) AND g.guardian = sha256(guardian_key) AND g.ended_at IS NULL
    RETURNING * INTO mine;
    IF mine.id IS NULL THEN RETURN false; END IF;
    SELECT p.id INTO phone FROM public.escorts_phone p WHERE p.secret = mine.child AND p.is_child FOR NO KEY UPDATE;
    PERFORM public.escorts_let_go(phone);
    UPDATE public.escorts_phone p SET purposes = '{}', guardian_consented_at = NULL,
        withdrawn_at = CASE WHEN NOT EXISTS (SELECT FROM public.escorts_journey j
            WHERE j.phone_id = p.id AND (j.evidence_until IS NOT NULL OR j.ended_at IS NULL)) THEN now() END
     WHERE p.id = phone;
    RETURN true;
END $$;
