-- The search index knows who is who across accounts, and is searched by words that kith folded itself. Filled anew from the
-- newest lists by whoever migrates.
DROP TABLE people_text;
DROP TABLE people;

CREATE TABLE people (
    n         INTEGER PRIMARY KEY, -- the account's number, shifted by 24 bits, and a number of the row's own
    workspace INTEGER NOT NULL,
    person    INTEGER NOT NULL, -- the same for all accounts
    day       INTEGER,          -- since 1970
    name      TEXT NOT NULL,
    headline  TEXT,
    position  TEXT,
    company   TEXT,
    profile   TEXT
) STRICT;
CREATE INDEX people_known ON people (workspace, person, day);

-- kith_tokens is a function that kith brings.
CREATE VIEW people_tokens AS
    SELECT n, kith_tokens(workspace, name, headline, position, company) AS tokens FROM people;
CREATE VIRTUAL TABLE people_text USING fts5 (
    tokens,
    content = 'people_tokens', content_rowid = 'n', columnsize = 0, detail = none, tokenize = 'ascii'
);
