-- People sign in: a session and a link to sign in with are a key's, and known by the hash of a secret that only its bearer
-- has. A key may have a limit of its own.

CREATE TABLE sessions (
    hash       BLOB PRIMARY KEY, -- SHA-256 of what the browser sends
    workspace  INTEGER NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    key        TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_workspace ON sessions (workspace);

CREATE TABLE sign_in_links (
    hash       BLOB PRIMARY KEY,
    workspace  INTEGER NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    key        TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_links_workspace ON sign_in_links (workspace);

ALTER TABLE keys ADD COLUMN requests_per_minute INTEGER;
