CREATE TRIGGER keepers_kept BEFORE UPDATE ON bodies_body
    FOR EACH ROW EXECUTE FUNCTION bodies_keep_keepers();
