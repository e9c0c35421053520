//! Rows of a table as plain values, out of the file and into it.

use rusqlite::types::{ToSql, ToSqlOutput, Value as Kept, ValueRef};
use rusqlite::{Params, Row as Found, Transaction, params};

use crate::moves::{Kind, LEDGER, Row, Table, Value, is_told};
use crate::{Error, Result};

/// All rows of a workspace itself.
pub(super) fn read(db: &Transaction<'_>, table: &Table, workspace: i64) -> Result<Vec<Row>> {
    let own = of_no_account(table);
    let whose = if table.name == "workspaces" { "id = ?".into() } else { format!("workspace = ?{own}") };
    select(db, table, &whose, [workspace])
}

/// What tells the rows of the workspace itself from those of its accounts.
pub(super) fn of_no_account(table: &Table) -> &'static str {
    match table.name {
        "replies" => " AND account IS NULL",
        _ if is_told(table) => " AND account = 0",
        _ => "",
    }
}

/// All rows of an account.
pub(super) fn read_of_account(db: &Transaction<'_>, table: &Table, account: i64) -> Result<Vec<Row>> {
    select(db, table, if table.name == "accounts" { "n = ?" } else { "account = ?" }, [account])
}

/// Entries of a ledger, oldest first.
pub(super) fn read_entries(db: &Transaction<'_>, workspace: i64, after: i64, limit: u32) -> Result<Vec<Row>> {
    select(db, &LEDGER, "workspace = ? AND id > ? ORDER BY id LIMIT ?", params![workspace, after, limit])
}

fn select(db: &Transaction<'_>, table: &Table, rest: &str, facts: impl Params) -> Result<Vec<Row>> {
    let all = format!("SELECT {} FROM {} WHERE {rest}", table.names(), table.name);
    let mut all = db.prepare_cached(&all)?;
    let mut rows = all.query(facts)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let columns = table.columns.iter().enumerate();
        found.push(columns.map(|(at, (_, kind))| value(row, at, *kind)).collect::<Result<_>>()?);
    }
    Ok(found)
}

fn value(row: &Found<'_>, at: usize, kind: Kind) -> Result<Value> {
    let wrong = || Error::Damaged(format!("column {at} of a row holds what kith never writes"));
    Ok(match (row.get_ref(at)?, kind) {
        (ValueRef::Null, _) => Value::Null,
        (ValueRef::Integer(value @ (0 | 1)), Kind::Bool) => Value::Bool(value == 1),
        (ValueRef::Integer(value), Kind::Integer) => Value::Integer(value),
        (ValueRef::Text(text), Kind::Text) => Value::text(std::str::from_utf8(text).map_err(|_| wrong())?),
        (ValueRef::Blob(bytes), Kind::Bytes) => Value::Bytes(bytes.to_vec()),
        (_, _) => return Err(wrong()),
    })
}

/// Adds rows, with the columns that say whose they are.
pub(super) fn insert(
    db: &Transaction<'_>,
    table: &Table,
    owner: &[(&str, Option<i64>)],
    rows: &[Row],
) -> Result<()> {
    let owners: Vec<_> = owner.iter().map(|(column, _)| *column).collect();
    let places = vec!["?"; owner.len() + table.columns.len()].join(", ");
    let (name, owners, columns) = (table.name, owners.join(", "), table.names());
    let mut add =
        db.prepare_cached(&format!("INSERT INTO {name} ({owners}, {columns}) VALUES ({places})"))?;
    for row in rows {
        let whose = owner.iter().map(|(_, number)| number as &dyn ToSql);
        let values = row.iter().map(|value| value as &dyn ToSql);
        add.execute(rusqlite::params_from_iter(whose.chain(values)))?;
    }
    Ok(())
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::Owned(Kept::Null),
            Self::Bool(value) => (*value).into(),
            Self::Integer(value) => (*value).into(),
            Self::Text(text) => text.as_str().into(),
            Self::Bytes(bytes) => bytes.as_slice().into(),
        })
    }
}
