-- Whoever steers, represents or stays out: what hangs on it follows in the same transaction.
CREATE TRIGGER chair_changed AFTER INSERT OR UPDATE OF until ON bodies_chair
    FOR EACH ROW EXECUTE FUNCTION bodies_those_who_sit_changed();
CREATE TRIGGER representative_changed AFTER INSERT OR UPDATE OF until ON bodies_representative
    FOR EACH ROW EXECUTE FUNCTION bodies_those_who_sit_changed();
CREATE TRIGGER recusal_changed AFTER INSERT OR UPDATE OF lifted_at ON bodies_recusal
    FOR EACH ROW EXECUTE FUNCTION bodies_recusal_changed();
