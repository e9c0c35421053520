//! What must be true of tokens, syncs and holds at any moment. All of it is small: a few looks for the whole store.

use rusqlite::Transaction;

use crate::Result;

/// Tables whose rows go with what they belong to.
const OWNED: [&str; 7] =
    ["credentials", "authorizations", "syncs", "source_states", "holds", "sessions", "sign_in_links"];

/// What is wrong, and whose it is: a query finds the ids of accounts.
const OF_ACCOUNTS: [(&str, &str); 5] = [
    (
        "more than one sync is active",
        "SELECT a.id FROM syncs s JOIN accounts a ON a.n = s.account WHERE s.status IN ('queued', 'running')
         GROUP BY a.n HAVING count(*) > 1",
    ),
    (
        "a sync has ended and is active, or neither",
        "SELECT DISTINCT a.id FROM syncs s JOIN accounts a ON a.n = s.account
         WHERE (s.status IN ('queued', 'running')) = (s.ended_at IS NOT NULL)",
    ),
    (
        "a sync runs without a lease",
        "SELECT DISTINCT a.id FROM syncs s JOIN accounts a ON a.n = s.account
         WHERE s.status = 'running' AND (s.leased_until IS NULL OR s.attempt < 1)",
    ),
    (
        "a sync succeeded and left no snapshot",
        "SELECT DISTINCT a.id FROM syncs s JOIN accounts a ON a.n = s.account
         WHERE s.status = 'succeeded' AND s.snapshot IS NULL",
    ),
    (
        "it is authorized and has no tokens",
        "SELECT a.id FROM accounts a WHERE a.source <> 'archive' AND NOT a.needs_authorization
         AND NOT EXISTS (SELECT 1 FROM credentials c WHERE c.account = a.n)",
    ),
];

pub(super) fn faults(db: &Transaction<'_>, found: &mut Vec<String>) -> Result<()> {
    for table in OWNED {
        let orphans = format!("SELECT count(*) FROM pragma_foreign_key_check('{table}')");
        if db.query_row(&orphans, [], |row| row.get::<_, i64>(0))? != 0 {
            found.push(format!("{table} has rows of an owner that is gone"));
        }
    }
    for (fault, find) in OF_ACCOUNTS {
        let mut find = db.prepare(find)?;
        let mut rows = find.query([])?;
        while let Some(row) = rows.next()? {
            found.push(format!("account {}: {fault}", row.get::<_, String>(0)?));
        }
    }
    // Void ones that nobody met since count too: they were covered when they were made, and charges spared them.
    let too_much = "SELECT b.workspace FROM balances b JOIN holds h ON h.workspace = b.workspace
                    GROUP BY b.workspace HAVING sum(h.credits) > b.balance";
    let mut find = db.prepare(too_much)?;
    let mut rows = find.query([])?;
    while let Some(row) = rows.next()? {
        found.push(format!("ledger {}: more is held than there is", row.get::<_, i64>(0)?));
    }
    Ok(())
}
