CREATE TRIGGER action_keeps_body BEFORE INSERT OR UPDATE OF case_id, body_id ON cases_action
    FOR EACH ROW EXECUTE FUNCTION cases_keep_body();
CREATE TRIGGER measure_keeps_body BEFORE INSERT OR UPDATE OF case_id, body_id ON cases_measure
    FOR EACH ROW EXECUTE FUNCTION cases_keep_body();
