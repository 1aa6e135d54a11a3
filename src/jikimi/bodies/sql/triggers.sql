CREATE TRIGGER attendance_changed AFTER INSERT ON bodies_attendance
    FOR EACH ROW EXECUTE FUNCTION bodies_attendance_changes_meeting();
CREATE TRIGGER seat_changed AFTER INSERT OR UPDATE OF left_on ON bodies_seat
    FOR EACH ROW EXECUTE FUNCTION bodies_those_who_sit_changed();
CREATE TRIGGER council_member_changed AFTER INSERT OR UPDATE OF ended_at ON access_role
    FOR EACH ROW WHEN (NEW.body_id IS NOT NULL AND NEW.kind = 'council_member')
    EXECUTE FUNCTION bodies_those_who_sit_changed();
-- A role held in a body names one that exists; the access room cannot see this table.
ALTER TABLE access_role ADD CONSTRAINT access_role_body_exists
    FOREIGN KEY (body_id) REFERENCES bodies_body (id) DEFERRABLE INITIALLY DEFERRED;
