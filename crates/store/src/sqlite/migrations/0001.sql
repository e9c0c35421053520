-- Times are microseconds since 1970. Every key begins with the workspace or the account that owns the row.
-- `accounts.n` is an account's number inside the store; rows of it cascade when it is erased.

CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES ('generation', 1), ('erasures', 0), ('scrub', 0); -- scrub: 1 while one has traces in unused pages

CREATE TABLE workspaces (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE balances (
    workspace INTEGER PRIMARY KEY REFERENCES workspaces ON DELETE CASCADE,
    balance   INTEGER NOT NULL CHECK (balance >= 0),
    granted   INTEGER NOT NULL,
    consumed  INTEGER NOT NULL,
    entries   INTEGER NOT NULL -- the id of the newest entry
) STRICT;

CREATE TABLE ledger (
    workspace     INTEGER NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    id            INTEGER NOT NULL,
    debit         INTEGER NOT NULL, -- 0: grant
    credits       INTEGER NOT NULL,
    balance_after INTEGER NOT NULL,
    request_id    TEXT,
    key_id        TEXT,
    account_id    TEXT,
    action        TEXT,
    at            INTEGER NOT NULL,
    PRIMARY KEY (workspace, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE keys (
    workspace  INTEGER NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    id         TEXT NOT NULL,
    name       TEXT NOT NULL,
    hash       BLOB NOT NULL UNIQUE,
    scopes     INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    revoked_at INTEGER,
    PRIMARY KEY (workspace, id)
) STRICT;

CREATE TABLE accounts (
    n              INTEGER PRIMARY KEY AUTOINCREMENT, -- never used twice: caches go by it
    workspace      INTEGER NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    id             TEXT NOT NULL,
    name           TEXT NOT NULL,
    owner          TEXT,
    source         TEXT NOT NULL,
    mode           TEXT NOT NULL,
    paused         INTEGER NOT NULL DEFAULT 0,
    created_at     INTEGER NOT NULL,
    synced_at      INTEGER,
    upstream_total INTEGER,
    head           INTEGER, -- snapshots.seq of the newest
    UNIQUE (workspace, id)
) STRICT;

CREATE TABLE snapshots (
    account       INTEGER NOT NULL REFERENCES accounts ON DELETE CASCADE,
    seq           INTEGER NOT NULL,
    id            TEXT NOT NULL,
    total         INTEGER NOT NULL,
    manifest      BLOB NOT NULL,
    created_at    INTEGER NOT NULL,
    superseded_at INTEGER,
    PRIMARY KEY (account, seq)
) STRICT;
CREATE INDEX snapshots_superseded ON snapshots (superseded_at) WHERE superseded_at IS NOT NULL;

CREATE TABLE chunks (
    account INTEGER NOT NULL REFERENCES accounts ON DELETE CASCADE,
    id      BLOB NOT NULL,
    body    BLOB NOT NULL,
    PRIMARY KEY (account, id)
) STRICT;

-- What differs from the snapshot before. The first snapshot of an account has no row: all of it is new.
CREATE TABLE changes (
    account INTEGER NOT NULL REFERENCES accounts ON DELETE CASCADE,
    seq     INTEGER NOT NULL,
    added   INTEGER NOT NULL,
    removed INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    body    BLOB NOT NULL,
    PRIMARY KEY (account, seq)
) STRICT;

CREATE TABLE pictures (
    account    INTEGER NOT NULL REFERENCES accounts ON DELETE CASCADE,
    member     BLOB NOT NULL,
    width      INTEGER NOT NULL,
    url        TEXT NOT NULL,
    expires_at INTEGER,
    PRIMARY KEY (account, member, width)
) STRICT, WITHOUT ROWID;

-- The search index over the newest snapshots, derived in the transaction that moves the head.
CREATE TABLE people (
    n         INTEGER PRIMARY KEY,
    workspace INTEGER NOT NULL,
    account   INTEGER NOT NULL,
    member    BLOB NOT NULL,
    name      TEXT NOT NULL,
    title     TEXT,
    company   TEXT
) STRICT;
CREATE UNIQUE INDEX people_members ON people (workspace, member, account);
CREATE VIRTUAL TABLE people_text USING fts5 (
    name, title, company,
    content = 'people', content_rowid = 'n', columnsize = 0, detail = 'column',
    tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TABLE replies (
    workspace   INTEGER NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    key         TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    account     INTEGER REFERENCES accounts ON DELETE CASCADE,
    body        BLOB NOT NULL,
    at          INTEGER NOT NULL,
    PRIMARY KEY (workspace, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX replies_account ON replies (account) WHERE account IS NOT NULL;
CREATE INDEX replies_at ON replies (at);
