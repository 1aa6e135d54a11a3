-- When the clock door looks at a clock next: the cost of a minute follows what is due, not what runs.
-- Django does not see the column; cases_keep_looks() keeps it.
ALTER TABLE cases_runningclock ADD COLUMN looks_at timestamptz;
UPDATE cases_runningclock SET looks_at = starts_at WHERE ended_at IS NULL;
CREATE INDEX cases_runningclock_looks ON cases_runningclock (looks_at) WHERE looks_at IS NOT NULL;
CREATE TRIGGER runningclock_looks BEFORE INSERT OR UPDATE ON cases_runningclock
    FOR EACH ROW EXECUTE FUNCTION cases_keep_looks();
CREATE TRIGGER runningclock_alerts AFTER UPDATE ON cases_runningclock
    FOR EACH ROW EXECUTE FUNCTION cases_clock_changes_alerts();
CREATE TRIGGER representative_alerts AFTER UPDATE OF until ON bodies_representative
    FOR EACH ROW EXECUTE FUNCTION cases_representative_changes_alerts();
