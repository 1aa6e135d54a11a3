CREATE TRIGGER nothing_is_open BEFORE UPDATE OF stage ON cases_case FOR EACH ROW
    WHEN (NEW.stage = 'closed' AND OLD.stage IS DISTINCT FROM 'closed')
    EXECUTE FUNCTION cases_keep_open_while_something_is();
CREATE TRIGGER nothing_opens_after_closing BEFORE INSERT OR UPDATE OF ended_at, case_id
    ON cases_action FOR EACH ROW WHEN (NEW.ended_at IS NULL)
    EXECUTE FUNCTION cases_open_nothing_on_closed();
CREATE TRIGGER nothing_opens_after_closing BEFORE INSERT OR UPDATE OF ended_at, case_id
    ON cases_measure FOR EACH ROW WHEN (NEW.ended_at IS NULL)
    EXECUTE FUNCTION cases_open_nothing_on_closed();
CREATE TRIGGER nothing_opens_after_closing BEFORE INSERT OR UPDATE OF ended_at, case_id
    ON cases_monitoringcontact FOR EACH ROW WHEN (NEW.ended_at IS NULL)
    EXECUTE FUNCTION cases_open_nothing_on_closed();
