-- At the end of the transaction, so that a place and its address may be made confidential together.
CREATE CONSTRAINT TRIGGER directory_location_whereabouts
    AFTER INSERT OR UPDATE ON directory_location DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.is_confidential) EXECUTE FUNCTION directory_refuse_whereabouts();
CREATE CONSTRAINT TRIGGER directory_address_whereabouts
    AFTER INSERT OR UPDATE ON directory_address DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.location_id IS NOT NULL)
    EXECUTE FUNCTION directory_refuse_public_whereabouts();
CREATE CONSTRAINT TRIGGER directory_accessibility_whereabouts
    AFTER INSERT OR UPDATE ON directory_accessibility DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.location_id IS NOT NULL)
    EXECUTE FUNCTION directory_refuse_public_whereabouts();
