-- What several servers that share a store count together. A file has one server; these tables are here all the same,
-- so that both kinds of store keep the same promises.

-- Requests of a key's window.
CREATE TABLE windows (
    workspace INTEGER NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    key       TEXT NOT NULL,
    began     INTEGER NOT NULL, -- seconds since 1970
    used      INTEGER NOT NULL,
    granted   INTEGER NOT NULL, -- to the last who asked
    PRIMARY KEY (workspace, key)
) STRICT, WITHOUT ROWID;

-- Calls to a service, one after the other: when the last of those that are allowed for is over.
CREATE TABLE lines (
    service TEXT PRIMARY KEY,
    ends    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
