CREATE TRIGGER a_stage_is_a_step AFTER UPDATE OF stage ON cases_case
    FOR EACH ROW WHEN (NEW.stage <> OLD.stage)
    EXECUTE FUNCTION cases_stage_is_a_step();
