-- What changed lately is read for many accounts at once, newest first. Sets that hold nobody are not looked at.

CREATE INDEX changes_recent ON changes (account, at, seq, added, removed, updated)
    WHERE added + removed + updated > 0;
