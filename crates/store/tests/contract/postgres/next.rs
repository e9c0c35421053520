//! A schema of the future. All promises are kept on it, so that a server of this version serves on beside one of the next
//! that has migrated: the rolling upgrade. What a migration may do is just this: add.

/// A column that may be absent and one that has a default in every table, a table, an index. The version counts on.
pub(crate) const MIGRATION: &str = "
    DO $$ DECLARE name TEXT; BEGIN
        FOR name IN SELECT table_name FROM information_schema.tables
                    WHERE table_schema = 'public' AND table_name <> 'schema_versions' LOOP
            EXECUTE format('ALTER TABLE %I ADD COLUMN of_the_next TEXT', name);
            EXECUTE format('ALTER TABLE %I ADD COLUMN counted BIGINT NOT NULL DEFAULT 0', name);
        END LOOP;
    END $$;
    CREATE TABLE of_the_next (workspace BIGINT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (workspace, n));
    CREATE INDEX people_of_the_next ON people (workspace, member);
    INSERT INTO schema_versions (version, usable_from)
        SELECT max(version) + 1, max(usable_from) FROM schema_versions;
";
