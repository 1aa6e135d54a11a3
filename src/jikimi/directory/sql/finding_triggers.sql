-- Whatever is written, by whichever way, the index follows at the end of the transaction.
DO $$
DECLARE
    word text;
BEGIN
    FOREACH word IN ARRAY ARRAY['service', 'organization', 'location', 'serviceatlocation', 'phone',
        'address', 'schedule', 'language', 'servicearea', 'attribute', 'taxonomyterm', 'held', 'mark', 'translation'] LOOP
        EXECUTE format('CREATE TRIGGER directory_%s_finding AFTER INSERT OR UPDATE OR DELETE'
            ' ON directory_%s FOR EACH ROW EXECUTE FUNCTION directory_note_stale()', word, word);
    END LOOP;
END $$;
