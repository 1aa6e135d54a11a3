-- Of marks the search reads only when a service was verified: others need not wake the index, and an
-- import makes one for each of its rows.
DROP TRIGGER directory_mark_finding ON directory_mark;
CREATE TRIGGER directory_mark_finding AFTER INSERT ON directory_mark FOR EACH ROW
    WHEN (NEW."table" = 'service' AND NEW.verified_on IS NOT NULL)
    EXECUTE FUNCTION directory_note_stale();
CREATE TRIGGER directory_mark_finding_again AFTER UPDATE ON directory_mark FOR EACH ROW
    WHEN (NEW."table" = 'service') EXECUTE FUNCTION directory_note_stale();
CREATE TRIGGER directory_mark_finding_gone AFTER DELETE ON directory_mark FOR EACH ROW
    WHEN (OLD."table" = 'service') EXECUTE FUNCTION directory_note_stale();
