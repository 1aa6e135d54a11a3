CREATE TRIGGER share_changed AFTER INSERT OR UPDATE OF accepted_at, ended_at, fields, until
    ON cases_participation FOR EACH ROW EXECUTE FUNCTION cases_share_changed();
CREATE TRIGGER bar_changed AFTER INSERT OR UPDATE OF ended_at
    ON cases_bar FOR EACH ROW EXECUTE FUNCTION cases_share_changed();
CREATE TRIGGER glass_changed AFTER INSERT OR UPDATE OF closed_at
    ON cases_brokenglass FOR EACH ROW EXECUTE FUNCTION cases_share_changed();
CREATE TRIGGER party_changed AFTER INSERT OR UPDATE
    ON cases_party FOR EACH ROW EXECUTE FUNCTION cases_party_changes_person();
CREATE TRIGGER event_reaches_shares AFTER UPDATE OF last_event_at
    ON cases_case FOR EACH ROW WHEN (OLD.last_event_at IS DISTINCT FROM NEW.last_event_at)
    EXECUTE FUNCTION cases_event_reaches_shares();
CREATE TRIGGER bar_takes_work_away AFTER INSERT
    ON cases_bar FOR EACH ROW EXECUTE FUNCTION cases_bar_takes_work_away();
CREATE TRIGGER notice_skips_barred BEFORE INSERT
    ON access_notice FOR EACH ROW WHEN (NEW.subject_id IS NOT NULL)
    EXECUTE FUNCTION cases_notice_skips_barred();
CREATE TRIGGER role_changes_sealed AFTER UPDATE OF ended_at
    ON access_role FOR EACH ROW EXECUTE FUNCTION cases_role_changes_sealed();
