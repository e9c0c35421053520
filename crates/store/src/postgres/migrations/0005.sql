-- People sign in: a session and a link to sign in with are a key's, and known by the hash of a secret that only its bearer
-- has: ways in, as the hashes of keys are. A key may have a limit of its own, which an older server beside this one does
-- not know.

CREATE TABLE sessions (
    hash       BYTEA PRIMARY KEY, -- SHA-256 of what the browser sends
    workspace  BIGINT NOT NULL,
    key        TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL
);
CREATE INDEX sessions_workspace ON sessions (workspace);

CREATE TABLE sign_in_links (
    hash       BYTEA PRIMARY KEY,
    workspace  BIGINT NOT NULL,
    key        TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sign_in_links_workspace ON sign_in_links (workspace);

ALTER TABLE keys ADD COLUMN requests_per_minute BIGINT;
