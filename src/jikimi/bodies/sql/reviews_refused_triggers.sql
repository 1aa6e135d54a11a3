-- After bodies_casereview_acl, which is named before it: what it kept is narrowed.
CREATE TRIGGER bodies_casereview_refused BEFORE INSERT OR UPDATE ON bodies_casereview
    FOR EACH ROW EXECUTE FUNCTION bodies_keep_review_refused();
