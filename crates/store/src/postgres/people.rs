//! The search index over the newest snapshots: a row for each connection, moved by the same changes, in the same
//! transaction. And erasing, which takes every row that an account or a workspace has anywhere.

use kith_model::{Changes, Connection, WorkspaceId};

use super::fault::Work;
use super::rows::{get, member_id, text};
use super::{Db, Params};
use crate::records::Person;
use crate::{AccountKey, Error};

/// So many rows a statement: a list of 30,000 is a few of them.
const AT_ONCE: usize = 4_000;

/// Moves the index from one list to the next.
pub(super) async fn apply(db: &Db, account: AccountKey, changes: &Changes) -> Work<()> {
    let gone: Vec<_> = changes.removed.iter().map(|gone| gone.member_id().0.to_vec()).collect();
    for some in gone.chunks(AT_ONCE) {
        let drop = "DELETE FROM people WHERE workspace = $1 AND account = $2 AND member = ANY($3)";
        all_of(some.len(), db.run(drop, &[&account.workspace.0, &account.number, &some]).await?)?;
    }
    let updated: Vec<_> = changes.updated.iter().map(|(_, after)| after).collect();
    for some in updated.chunks(AT_ONCE) {
        let update = "UPDATE people p SET name = d.name, title = d.title, company = d.company
                      FROM unnest($3::BYTEA[], $4::TEXT[], $5::TEXT[], $6::TEXT[]) AS d (member, name, title, company)
                      WHERE p.workspace = $1 AND p.account = $2 AND p.member = d.member";
        all_of(some.len(), Rows::of(some.iter().copied()).run(db, update, account).await?)?;
    }
    for some in changes.added.chunks(AT_ONCE) {
        let add = "INSERT INTO people (workspace, account, member, name, title, company)
                   SELECT $1, $2, d.member, d.name, d.title, d.company
                   FROM unnest($3::BYTEA[], $4::TEXT[], $5::TEXT[], $6::TEXT[]) AS d (member, name, title, company)";
        Rows::of(some.iter()).run(db, add, account).await?;
    }
    Ok(())
}

fn all_of(wanted: usize, found: u64) -> Work<()> {
    if wanted as u64 == found {
        return Ok(());
    }
    Err(Error::Damaged("the search index lacks a connection".into()).into())
}

/// Rows, column by column.
#[derive(Default)]
struct Rows {
    members: Vec<Vec<u8>>,
    names: Vec<String>,
    titles: Vec<Option<String>>,
    companies: Vec<Option<String>>,
}

impl Rows {
    fn of<'a>(connections: impl Iterator<Item = &'a Connection>) -> Self {
        let mut rows = Self::default();
        for person in connections.map(kept) {
            rows.members.push(person.member.0.to_vec());
            rows.names.push(person.name);
            rows.titles.push(person.title);
            rows.companies.push(person.company);
        }
        rows
    }

    async fn run(&self, db: &Db, sql: &str, account: AccountKey) -> Work<u64> {
        let Self { members, names, titles, companies } = self;
        let facts: Params<'_> = &[&account.workspace.0, &account.number, members, names, titles, companies];
        db.run(sql, facts).await
    }
}

/// A connection's row as this database can keep it.
pub(super) fn kept(connection: &Connection) -> Person {
    let Person { member, name, title, company } = Person::of(connection);
    let all = |column: Option<String>| column.map(|column| text(&column));
    Person { member, name: text(&name), title: all(title), company: all(company) }
}

/// All of an account, in order.
pub(super) async fn all(db: &Db, account: AccountKey) -> Work<Vec<Person>> {
    let all = "SELECT member, name, title, company FROM people WHERE workspace = $1 AND account = $2";
    let mut people = Vec::new();
    for row in db.all(all, &[&account.workspace.0, &account.number]).await? {
        let member = member_id(&row, 0)?;
        people.push(Person { member, name: get(&row, 1)?, title: get(&row, 2)?, company: get(&row, 3)? });
    }
    people.sort_unstable();
    Ok(people)
}

/// Tables whose rows are an account's.
pub(super) const OF_ACCOUNTS: [&str; 9] = [
    "people",
    "snapshots",
    "chunks",
    "changes",
    "pictures",
    "credentials",
    "authorizations",
    "syncs",
    "source_states",
];

/// Tables whose rows are a workspace's.
pub(super) const OF_WORKSPACES: [&str; 8] =
    ["accounts", "balances", "ledger", "holds", "keys", "key_hashes", "replies", "webhooks"];

/// Tables whose rows are an account's or, with 0 for its number, the workspace's own. Positions first: who writes of a
/// webhook has its position locked.
pub(super) const OF_EITHER: [&str; 3] = ["webhook_positions", "deliveries", "events"];

/// Takes every row of an account, or of a whole workspace. Its own row must be gone or locked by now.
pub(super) async fn erase(db: &Db, workspace: WorkspaceId, account: Option<i64>) -> Work<()> {
    let Some(account) = account else {
        for table in OF_WORKSPACES.into_iter().chain(OF_ACCOUNTS).chain(OF_EITHER).chain(["windows"]) {
            db.run(&format!("DELETE FROM {table} WHERE workspace = $1"), &[&workspace.0]).await?;
        }
        return Ok(());
    };
    for table in OF_ACCOUNTS.into_iter().chain(OF_EITHER).chain(["replies"]) {
        let erase = format!("DELETE FROM {table} WHERE workspace = $1 AND account = $2");
        db.run(&erase, &[&workspace.0, &account]).await?;
    }
    Ok(())
}
