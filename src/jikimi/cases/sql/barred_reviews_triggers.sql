-- A bar keeps the acl of every row of its case anew, this one too; the review follows.
CREATE TRIGGER reviewed_changed AFTER INSERT OR UPDATE ON cases_reviewedcase
    FOR EACH ROW EXECUTE FUNCTION cases_reviewed_changes_review();
