-- What changed lately is read for many accounts at once, newest first. Sets that hold nobody are not looked at.

CREATE INDEX changes_recent ON changes (workspace, account, at, seq) INCLUDE (added, removed, updated)
    WHERE added + removed + updated > 0;
