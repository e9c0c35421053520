-- Sources that are called: their tokens (sealed), syncs as jobs, budgets of calls, holds of credits.

ALTER TABLE accounts ADD COLUMN base_url TEXT;
ALTER TABLE accounts ADD COLUMN needs_authorization INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN authorized_until INTEGER;
ALTER TABLE accounts ADD COLUMN next_sync_at INTEGER;
ALTER TABLE accounts ADD COLUMN suspect_total INTEGER;
CREATE INDEX accounts_due ON accounts (next_sync_at) WHERE next_sync_at IS NOT NULL;

CREATE TABLE credentials (
    account INTEGER PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
    version INTEGER NOT NULL,
    body    BLOB NOT NULL
) STRICT;

CREATE TABLE authorizations (
    state      BLOB PRIMARY KEY, -- SHA-256 of what the member carries
    account    INTEGER NOT NULL REFERENCES accounts ON DELETE CASCADE,
    body       BLOB NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX authorizations_account ON authorizations (account);

CREATE TABLE syncs (
    account      INTEGER NOT NULL REFERENCES accounts ON DELETE CASCADE,
    n            INTEGER NOT NULL,
    id           TEXT NOT NULL,
    status       TEXT NOT NULL,
    cause        TEXT NOT NULL,
    reason       TEXT,
    seen         INTEGER NOT NULL DEFAULT 0,
    expected     INTEGER,
    calls        INTEGER NOT NULL DEFAULT 0,
    added        INTEGER NOT NULL DEFAULT 0,
    removed      INTEGER NOT NULL DEFAULT 0,
    updated      INTEGER NOT NULL DEFAULT 0,
    snapshot     TEXT,
    attempt      INTEGER NOT NULL DEFAULT 0,
    cancel_asked INTEGER NOT NULL DEFAULT 0,
    leased_until INTEGER,
    queued_at    INTEGER NOT NULL,
    run_at       INTEGER NOT NULL,
    started_at   INTEGER,
    ended_at     INTEGER,
    PRIMARY KEY (account, n),
    UNIQUE (account, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX syncs_active ON syncs (account) WHERE status IN ('queued', 'running');
CREATE INDEX syncs_waiting ON syncs (run_at) WHERE status IN ('queued', 'running');

-- What moves with every call, apart from the account, which caches hold.
CREATE TABLE source_states (
    account     INTEGER PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
    day         INTEGER NOT NULL DEFAULT 0, -- days since 1970
    calls       INTEGER NOT NULL DEFAULT 0,
    held_until  INTEGER,
    hints_since INTEGER
) STRICT;

CREATE TABLE holds (
    n         INTEGER PRIMARY KEY AUTOINCREMENT, -- never used twice: a late charge must not end another's hold
    workspace INTEGER NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    credits   INTEGER NOT NULL,
    until     INTEGER NOT NULL
) STRICT;
CREATE INDEX holds_workspace ON holds (workspace);
