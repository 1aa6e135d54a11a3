CREATE TRIGGER case_ends_registrations AFTER UPDATE OF consent_withdrawn_on ON cases_case
    FOR EACH ROW WHEN (NEW.consent_withdrawn_on IS DISTINCT FROM OLD.consent_withdrawn_on
        AND NEW.consent_withdrawn_on IS NOT NULL)
    EXECUTE FUNCTION cases_end_registrations();
CREATE TRIGGER registration_calls_off_turns AFTER UPDATE OF ended_on ON cases_registration
    FOR EACH ROW WHEN (OLD.ended_on IS NULL AND NEW.ended_on IS NOT NULL)
    EXECUTE FUNCTION cases_call_off_turns();
