-- Named so that they run after the trigger that keeps the acl.
CREATE TRIGGER settled BEFORE UPDATE ON bodies_minutes
    FOR EACH ROW EXECUTE FUNCTION bodies_keep_minutes_settled();
CREATE TRIGGER settled BEFORE INSERT OR UPDATE OR DELETE ON bodies_minutesline
    FOR EACH ROW EXECUTE FUNCTION bodies_keep_lines_settled();
