CREATE TRIGGER nothing_opens_after_closing BEFORE INSERT OR UPDATE OF ended_at, case_id
    ON cases_task FOR EACH ROW WHEN (NEW.ended_at IS NULL)
    EXECUTE FUNCTION cases_open_nothing_on_closed();
CREATE TRIGGER nothing_opens_after_closing BEFORE INSERT OR UPDATE OF ended_at, case_id
    ON cases_jointcheck FOR EACH ROW WHEN (NEW.ended_at IS NULL)
    EXECUTE FUNCTION cases_open_nothing_on_closed();
CREATE TRIGGER nothing_opens_after_closing BEFORE INSERT OR UPDATE OF ended_on, case_id
    ON cases_registration FOR EACH ROW WHEN (NEW.ended_on IS NULL)
    EXECUTE FUNCTION cases_open_nothing_on_closed();
CREATE TRIGGER nothing_opens_after_closing BEFORE INSERT OR UPDATE OF ended_at, case_id
    ON cases_runningclock FOR EACH ROW WHEN (NEW.ended_at IS NULL)
    EXECUTE FUNCTION cases_open_nothing_on_closed();
