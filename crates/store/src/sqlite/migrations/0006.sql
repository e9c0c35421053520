-- Webhooks: who is told, what has happened (of an account, or, 0, of the workspace itself), how far each was told, and the
-- log of tries. Rows of an account are erased with it by name: 0 can refer to none.

CREATE TABLE webhooks (
    workspace        INTEGER NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    id               TEXT NOT NULL,
    version          INTEGER NOT NULL,
    url              TEXT NOT NULL,
    events           TEXT NOT NULL, -- separated by commas
    accounts         TEXT,          -- as well; NULL: all
    description      TEXT,
    enabled          INTEGER NOT NULL,
    disabled_because TEXT,
    secret           BLOB NOT NULL,
    old_secret       BLOB,
    old_until        INTEGER,
    created_at       INTEGER NOT NULL,
    PRIMARY KEY (workspace, id)
) STRICT, WITHOUT ROWID;

-- The newest of an account stays, so that no number is used twice.
CREATE TABLE events (
    workspace INTEGER NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    account   INTEGER NOT NULL,
    n         INTEGER NOT NULL,
    kind      TEXT NOT NULL,
    about     TEXT NOT NULL,
    at        INTEGER NOT NULL,
    PRIMARY KEY (workspace, account, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE webhook_positions (
    workspace INTEGER NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    account   INTEGER NOT NULL,
    webhook   TEXT NOT NULL,
    done      INTEGER NOT NULL, -- the event up to which it was told all
    head      INTEGER NOT NULL, -- the newest event
    part      INTEGER NOT NULL DEFAULT 0,
    attempts  INTEGER NOT NULL DEFAULT 0,
    since     INTEGER,
    next_at   INTEGER, -- when to look at it again: NULL where nothing is left to tell, later while a worker has it
    token     INTEGER,
    PRIMARY KEY (workspace, account, webhook)
) STRICT, WITHOUT ROWID;
CREATE INDEX webhook_positions_due ON webhook_positions (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX webhook_positions_webhook ON webhook_positions (workspace, webhook);

CREATE TABLE deliveries (
    workspace INTEGER NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    account   INTEGER NOT NULL,
    webhook   TEXT NOT NULL,
    id        TEXT NOT NULL,
    n         INTEGER NOT NULL,
    happened  TEXT NOT NULL,
    about     TEXT NOT NULL,
    event_at  INTEGER NOT NULL,
    part      INTEGER NOT NULL,
    message   TEXT NOT NULL,
    kind      TEXT NOT NULL,
    attempt   INTEGER NOT NULL,
    status    INTEGER,
    error     TEXT,
    took_ms   INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    next_at   INTEGER,
    PRIMARY KEY (workspace, webhook, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX deliveries_newest ON deliveries (workspace, webhook, at, id);
CREATE INDEX deliveries_account ON deliveries (workspace, account);
CREATE INDEX deliveries_at ON deliveries (at);
