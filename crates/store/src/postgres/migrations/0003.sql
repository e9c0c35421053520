-- What changed is read: each set names the snapshot that it led to, also once that one is gone. The first snapshot of an
-- account has a row from now on, which holds nobody: all of its list was new. Where a snapshot was dropped before this,
-- its name is not known any more; an older server beside this one writes none.

ALTER TABLE changes ADD COLUMN snapshot TEXT;
UPDATE changes SET snapshot = s.id FROM snapshots s
    WHERE s.workspace = changes.workspace AND s.account = changes.account AND s.seq = changes.seq;
CREATE INDEX changes_snapshot ON changes (workspace, account, snapshot);
