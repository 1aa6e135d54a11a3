CREATE TRIGGER recordings_follow AFTER UPDATE ON escorts_journey FOR EACH ROW
    WHEN (OLD.is_told IS DISTINCT FROM NEW.is_told OR OLD.ended_at IS DISTINCT FROM NEW.ended_at
          OR OLD.evidence_until IS DISTINCT FROM NEW.evidence_until)
    EXECUTE FUNCTION escorts_recordings_follow();
CREATE TRIGGER recordings_go BEFORE DELETE ON escorts_journey FOR EACH ROW
    EXECUTE FUNCTION escorts_recordings_follow();
CREATE TRIGGER guardian_goes AFTER DELETE ON escorts_phone FOR EACH ROW
    EXECUTE FUNCTION escorts_guardian_goes();
