CREATE TRIGGER law_seems_over BEFORE UPDATE ON escorts_journey FOR EACH ROW
    WHEN (NEW.seems_over AND NOT OLD.seems_over) EXECUTE FUNCTION escorts_seems_over();
CREATE TRIGGER law_over AFTER UPDATE ON escorts_journey FOR EACH ROW
    WHEN (OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL) EXECUTE FUNCTION escorts_journey_over();
CREATE TRIGGER law_evidence_gone AFTER UPDATE ON escorts_journey FOR EACH ROW
    WHEN (OLD.evidence_until IS NOT NULL AND NEW.evidence_until IS NULL AND NEW.ended_at IS NOT NULL)
    EXECUTE FUNCTION escorts_evidence_gone();
CREATE TRIGGER law_evidence_past AFTER DELETE ON escorts_journey FOR EACH ROW
    WHEN (OLD.evidence_until IS NOT NULL) EXECUTE FUNCTION escorts_evidence_gone();
CREATE TRIGGER law_withdrawn AFTER UPDATE ON escorts_phone FOR EACH ROW
    WHEN (OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL) EXECUTE FUNCTION escorts_withdrawn();
CREATE TRIGGER law_gone AFTER DELETE ON escorts_phone FOR EACH ROW EXECUTE FUNCTION escorts_phone_gone();
CREATE TRIGGER law_written BEFORE INSERT ON escorts_provision FOR EACH ROW
    EXECUTE FUNCTION escorts_provision_written();
