CREATE TRIGGER insights_effectprotocol_fixed BEFORE UPDATE ON insights_effectprotocol
    FOR EACH ROW EXECUTE FUNCTION insights_keep_fixed();
CREATE TRIGGER insights_effectreport_fixed BEFORE UPDATE ON insights_effectreport
    FOR EACH ROW EXECUTE FUNCTION insights_keep_fixed();
