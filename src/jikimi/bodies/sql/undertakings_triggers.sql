-- Named to run after bodies_evidence_acl, whose answer it narrows.
CREATE TRIGGER bodies_evidence_follows BEFORE INSERT OR UPDATE ON bodies_evidence
    FOR EACH ROW EXECUTE FUNCTION bodies_keep_evidence_acl();
CREATE TRIGGER undertaking_changed AFTER UPDATE ON bodies_undertaking
    FOR EACH ROW WHEN (OLD.acl IS DISTINCT FROM NEW.acl)
    EXECUTE FUNCTION bodies_undertaking_changes_evidence();
