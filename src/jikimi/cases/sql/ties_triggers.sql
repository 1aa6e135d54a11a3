-- A statement, not a row, is what these cost: an import notes 10,000 reports in one row.
CREATE TRIGGER cases_report_made AFTER INSERT ON cases_report
    REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION cases_note_reports();
CREATE TRIGGER cases_report_corrected AFTER UPDATE ON cases_report
    REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION cases_note_reports();
CREATE TRIGGER cases_report_gone AFTER DELETE ON cases_report
    REFERENCING OLD TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION cases_note_reports();
-- Who was in a report comes in with it and needs no note of its own; a correction does.
CREATE TRIGGER cases_reportparty_corrected AFTER UPDATE ON cases_reportparty
    REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION cases_note_report_of();
CREATE TRIGGER cases_reportparty_gone AFTER DELETE ON cases_reportparty
    REFERENCING OLD TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION cases_note_report_of();

CREATE TRIGGER cases_case_made AFTER INSERT ON cases_case
    REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION cases_note_cases();
CREATE TRIGGER cases_case_moved AFTER UPDATE ON cases_case
    REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION cases_note_cases();
CREATE TRIGGER cases_case_gone AFTER DELETE ON cases_case
    REFERENCING OLD TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION cases_note_cases();
CREATE TRIGGER cases_action_made AFTER INSERT ON cases_action
    REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION cases_note_case_of();
CREATE TRIGGER cases_action_moved AFTER UPDATE ON cases_action
    REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION cases_note_case_of();
CREATE TRIGGER cases_action_gone AFTER DELETE ON cases_action
    REFERENCING OLD TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION cases_note_case_of();
CREATE TRIGGER cases_measure_made AFTER INSERT ON cases_measure
    REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION cases_note_case_of();
CREATE TRIGGER cases_measure_moved AFTER UPDATE ON cases_measure
    REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION cases_note_case_of();
CREATE TRIGGER cases_measure_gone AFTER DELETE ON cases_measure
    REFERENCING OLD TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION cases_note_case_of();
CREATE TRIGGER cases_unmetneed_made AFTER INSERT ON cases_unmetneed
    REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION cases_note_case_of();
CREATE TRIGGER cases_unmetneed_moved AFTER UPDATE ON cases_unmetneed
    REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION cases_note_case_of();
CREATE TRIGGER cases_unmetneed_gone AFTER DELETE ON cases_unmetneed
    REFERENCING OLD TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION cases_note_case_of();
