//! What must be true at any moment of tokens, syncs and holds, and of every row's owner. All of it is small, or a look
//! along an index.

use crate::postgres::Db;
use crate::postgres::fault::Work;
use crate::postgres::people::{OF_ACCOUNTS, OF_EITHER, OF_WORKSPACES};
use crate::postgres::rows::get;

/// What is wrong, and whose it is: a query finds the ids of accounts.
const FAULTS_OF_ACCOUNTS: [(&str, &str); 5] = [
    (
        "more than one sync is active",
        "SELECT a.id FROM syncs s JOIN accounts a ON a.workspace = s.workspace AND a.n = s.account
         WHERE s.status IN ('queued', 'running') GROUP BY a.workspace, a.n, a.id HAVING count(*) > 1",
    ),
    (
        "a sync has ended and is active, or neither",
        "SELECT DISTINCT a.id FROM syncs s JOIN accounts a ON a.workspace = s.workspace AND a.n = s.account
         WHERE (s.status IN ('queued', 'running')) = (s.ended_at IS NOT NULL)",
    ),
    (
        "a sync runs without a lease",
        "SELECT DISTINCT a.id FROM syncs s JOIN accounts a ON a.workspace = s.workspace AND a.n = s.account
         WHERE s.status = 'running' AND (s.leased_until IS NULL OR s.attempt < 1)",
    ),
    (
        "a sync succeeded and left no snapshot",
        "SELECT DISTINCT a.id FROM syncs s JOIN accounts a ON a.workspace = s.workspace AND a.n = s.account
         WHERE s.status = 'succeeded' AND s.snapshot IS NULL",
    ),
    (
        "it is authorized and has no tokens",
        "SELECT a.id FROM accounts a WHERE a.source <> 'archive' AND NOT a.needs_authorization
         AND NOT EXISTS (SELECT 1 FROM credentials c WHERE c.workspace = a.workspace AND c.account = a.n)",
    ),
];

/// What is wrong with a workspace: a query finds their numbers.
const FAULTS_OF_LEDGERS: [(&str, &str); 2] = [
    (
        "what is held is not the sum of its holds",
        "SELECT b.workspace FROM balances b LEFT JOIN holds h ON h.workspace = b.workspace
         GROUP BY b.workspace, b.held HAVING CAST(coalesce(sum(h.credits), 0) AS BIGINT) <> b.held",
    ),
    // Void ones that nobody met since count too: they were covered when they were made, and charges spared them.
    ("more is held than there is", "SELECT workspace FROM balances WHERE held > balance"),
];

pub(super) async fn faults(db: &Db) -> Work<Vec<String>> {
    let mut found = Vec::new();
    for table in OF_ACCOUNTS.into_iter().chain(OF_EITHER) {
        let orphans = format!(
            "SELECT 1 FROM (SELECT DISTINCT workspace, account FROM {table} WHERE account <> 0) t WHERE NOT EXISTS
             (SELECT 1 FROM accounts a WHERE a.workspace = t.workspace AND a.n = t.account) LIMIT 1"
        );
        if db.exists(&orphans, &[]).await? {
            found.push(format!("{table} has rows of an owner that is gone"));
        }
    }
    for table in OF_WORKSPACES.into_iter().chain(OF_EITHER) {
        let orphans = format!(
            "SELECT 1 FROM (SELECT DISTINCT workspace FROM {table}) t WHERE NOT EXISTS
             (SELECT 1 FROM workspaces w WHERE w.id = t.workspace) LIMIT 1"
        );
        if db.exists(&orphans, &[]).await? {
            found.push(format!("{table} has rows of an owner that is gone"));
        }
    }
    let ways = "SELECT 1 FROM keys k FULL JOIN key_hashes h ON h.workspace = k.workspace AND h.key = k.id
                WHERE k.hash IS DISTINCT FROM h.hash LIMIT 1";
    if db.exists(ways, &[]).await? {
        found.push("the hashes of the keys do not lead to them".into());
    }
    for (fault, find) in FAULTS_OF_ACCOUNTS {
        for row in db.all(find, &[]).await? {
            found.push(format!("account {}: {fault}", get::<String>(&row, 0)?));
        }
    }
    for (fault, find) in FAULTS_OF_LEDGERS {
        for row in db.all(find, &[]).await? {
            found.push(format!("ledger {}: {fault}", get::<i64>(&row, 0)?));
        }
    }
    Ok(found)
}
