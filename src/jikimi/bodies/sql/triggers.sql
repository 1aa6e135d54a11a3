CREATE TRIGGER attendance_changed AFTER INSERT ON bodies_attendance
    FOR EACH ROW EXECUTE FUNCTION bodies_attendance_changes_meeting();
-- A role held in a body names one that exists; the access room cannot see this table.
ALTER TABLE access_role ADD CONSTRAINT access_role_body_exists
    FOREIGN KEY (body_id) REFERENCES bodies_body (id) DEFERRABLE INITIALLY DEFERRED;
