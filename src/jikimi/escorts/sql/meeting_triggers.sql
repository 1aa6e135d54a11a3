CREATE TRIGGER escorts_phone_rests AFTER UPDATE OF withdrawn_at, paused_at ON escorts_phone
    FOR EACH ROW WHEN (NEW.withdrawn_at IS NOT NULL OR NEW.paused_at IS NOT NULL)
    EXECUTE FUNCTION escorts_phone_rests();
CREATE TRIGGER escorts_phone_forgotten BEFORE DELETE ON escorts_phone
    FOR EACH ROW EXECUTE FUNCTION escorts_phone_rests();
CREATE TRIGGER escorts_ride_follows AFTER UPDATE OF is_told, ended_at, evidence_until ON escorts_journey
    FOR EACH ROW EXECUTE FUNCTION escorts_ride_follows();
CREATE TRIGGER escorts_ride_forgotten BEFORE DELETE ON escorts_journey
    FOR EACH ROW EXECUTE FUNCTION escorts_ride_follows();
