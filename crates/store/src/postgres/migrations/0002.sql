-- The search index knows who is who across accounts, and is searched by words that kith folded itself. Servers of an older
-- kith write rows without any of it and move an account's head alone; where `indexed` is not the head, the account's rows
-- are made anew before they are used.

ALTER TABLE accounts ADD COLUMN indexed BIGINT; -- the snapshot that its people are of

ALTER TABLE people ADD COLUMN person BIGINT;
ALTER TABLE people ADD COLUMN day INTEGER; -- since 1970
ALTER TABLE people ADD COLUMN headline TEXT;
ALTER TABLE people ADD COLUMN position TEXT;
ALTER TABLE people ADD COLUMN profile TEXT;
ALTER TABLE people ADD COLUMN words TSVECTOR;
CREATE INDEX people_known ON people (workspace, person);
CREATE INDEX people_words ON people USING gin (words);
