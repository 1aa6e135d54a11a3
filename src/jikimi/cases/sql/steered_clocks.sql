CREATE TRIGGER runningclock_keeps_body BEFORE INSERT OR UPDATE OF case_id, body_id
    ON cases_runningclock FOR EACH ROW EXECUTE FUNCTION cases_keep_body();
CREATE TRIGGER alert_keeps_body BEFORE INSERT OR UPDATE OF case_id, body_id ON cases_alert
    FOR EACH ROW EXECUTE FUNCTION cases_keep_body();
CREATE TRIGGER task_keeps_body BEFORE INSERT OR UPDATE OF case_id, body_id ON cases_task
    FOR EACH ROW EXECUTE FUNCTION cases_keep_body();
