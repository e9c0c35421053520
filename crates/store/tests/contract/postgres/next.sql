-- A migration as the next version may bring: a column that may be absent and one that has a default in every table, a
-- table, an index. The version counts on, and the oldest one that can use the schema stays.
DO $$ DECLARE name TEXT; BEGIN
    FOR name IN SELECT table_name FROM information_schema.tables
                WHERE table_schema = current_schema() AND table_name <> 'schema_versions' LOOP
        EXECUTE format('ALTER TABLE %I ADD COLUMN of_the_next TEXT', name);
        EXECUTE format('ALTER TABLE %I ADD COLUMN counted BIGINT NOT NULL DEFAULT 0', name);
    END LOOP;
END $$;
CREATE TABLE of_the_next (workspace BIGINT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (workspace, n));
CREATE INDEX people_of_the_next ON people (workspace, member);
INSERT INTO schema_versions (version, usable_from)
    SELECT max(version) + 1, max(usable_from) FROM schema_versions;
