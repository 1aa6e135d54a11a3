CREATE CONSTRAINT TRIGGER directory_translation_telling
    AFTER INSERT OR UPDATE ON directory_translation DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION directory_refuse_telling_translation();
