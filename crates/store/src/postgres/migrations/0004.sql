-- Webhooks: who is told, what has happened (of an account, or, 0, of the workspace itself), how far each was told, and the
-- log of tries.

CREATE TABLE webhooks (
    workspace        BIGINT NOT NULL,
    id               TEXT NOT NULL,
    version          BIGINT NOT NULL,
    url              TEXT NOT NULL,
    events           TEXT NOT NULL, -- separated by commas
    accounts         TEXT,          -- as well; NULL: all
    description      TEXT,
    enabled          BOOLEAN NOT NULL,
    disabled_because TEXT,
    secret           BYTEA NOT NULL,
    old_secret       BYTEA,
    old_until        BIGINT,
    created_at       BIGINT NOT NULL,
    PRIMARY KEY (workspace, id)
);

-- The newest of an account stays, so that no number is used twice.
CREATE TABLE events (
    workspace BIGINT NOT NULL,
    account   BIGINT NOT NULL,
    n         BIGINT NOT NULL,
    kind      TEXT NOT NULL,
    about     TEXT NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (workspace, account, n)
);

CREATE TABLE webhook_positions (
    workspace BIGINT NOT NULL,
    account   BIGINT NOT NULL,
    webhook   TEXT NOT NULL,
    done      BIGINT NOT NULL, -- the event up to which it was told all
    head      BIGINT NOT NULL, -- the newest event
    part      BIGINT NOT NULL DEFAULT 0,
    attempts  BIGINT NOT NULL DEFAULT 0,
    since     BIGINT,
    next_at   BIGINT, -- when to look at it again: NULL where nothing is left to tell, later while a worker has it
    token     BIGINT,
    PRIMARY KEY (workspace, account, webhook)
);
CREATE INDEX webhook_positions_due ON webhook_positions (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX webhook_positions_webhook ON webhook_positions (workspace, webhook);

CREATE TABLE deliveries (
    workspace BIGINT NOT NULL,
    account   BIGINT NOT NULL,
    webhook   TEXT NOT NULL,
    id        TEXT NOT NULL,
    n         BIGINT NOT NULL,
    happened  TEXT NOT NULL,
    about     TEXT NOT NULL,
    event_at  BIGINT NOT NULL,
    part      BIGINT NOT NULL,
    message   TEXT NOT NULL,
    kind      TEXT NOT NULL,
    attempt   BIGINT NOT NULL,
    status    BIGINT,
    error     TEXT,
    took_ms   BIGINT NOT NULL,
    at        BIGINT NOT NULL,
    next_at   BIGINT,
    PRIMARY KEY (workspace, webhook, id)
);
CREATE INDEX deliveries_newest ON deliveries (workspace, webhook, at, id);
CREATE INDEX deliveries_account ON deliveries (workspace, account);
CREATE INDEX deliveries_at ON deliveries (at);
