-- After bodies_matter_acl, which is named before it: what it kept is narrowed.
CREATE TRIGGER bodies_matter_recused BEFORE INSERT OR UPDATE ON bodies_matter
    FOR EACH ROW EXECUTE FUNCTION bodies_matter_recused();
CREATE TRIGGER recusal_changes_matter AFTER INSERT OR UPDATE OF lifted_at ON bodies_recusal
    FOR EACH ROW EXECUTE FUNCTION bodies_recusal_changes_matter();
CREATE TRIGGER officers_changed AFTER UPDATE OF chair_id, clerk_id ON bodies_meeting
    FOR EACH ROW EXECUTE FUNCTION bodies_officers_changed();
