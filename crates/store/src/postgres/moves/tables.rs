//! Rows of a table as plain values, out of the database and into it, many a statement.

use std::fmt::Write as _;

use tokio_postgres::types::ToSql;

use crate::AccountKey;
use crate::moves::{Kind, LEDGER, Row, Table, Value, is_told};
use crate::postgres::fault::Work;
use crate::postgres::rows::get;
use crate::postgres::{Db, Params};

/// A statement is sent once it has so many rows, or so many bytes.
const MOST_ROWS: usize = 4_000;
const MOST_BYTES: usize = 8 << 20;

/// All rows of a workspace itself.
pub(super) async fn read(db: &Db, table: &Table, workspace: i64) -> Work<Vec<Row>> {
    let whose = match table.name {
        "workspaces" => "id = $1",
        "replies" => "workspace = $1 AND account IS NULL",
        _ if is_told(table) => "workspace = $1 AND account = 0",
        _ => "workspace = $1",
    };
    select(db, table, whose, &[&workspace]).await
}

/// All rows of an account.
pub(super) async fn read_of_account(db: &Db, table: &Table, key: AccountKey) -> Work<Vec<Row>> {
    let own = if table.name == "accounts" { "n" } else { "account" };
    select(db, table, &format!("workspace = $1 AND {own} = $2"), &[&key.workspace.0, &key.number]).await
}

/// Entries of a ledger, oldest first.
pub(super) async fn read_entries(db: &Db, workspace: i64, after: i64, limit: u32) -> Work<Vec<Row>> {
    let page = "workspace = $1 AND id > $2 ORDER BY id LIMIT $3";
    select(db, &LEDGER, page, &[&workspace, &after, &i64::from(limit)]).await
}

async fn select(db: &Db, table: &Table, rest: &str, facts: Params<'_>) -> Work<Vec<Row>> {
    let columns = table.columns.iter().map(|(name, kind)| match kind {
        Kind::Integer => format!("CAST({name} AS BIGINT)"), // of whatever width it is
        Kind::Bool | Kind::Text | Kind::Bytes => (*name).to_owned(),
    });
    let columns = columns.collect::<Vec<_>>().join(", ");
    let rows = db.all(&format!("SELECT {columns} FROM {} WHERE {rest}", table.name), facts).await?;
    let row = |row: &tokio_postgres::Row| {
        let columns = table.columns.iter().enumerate();
        columns.map(|(at, (_, kind))| value(row, at, *kind)).collect::<Work<Row>>()
    };
    rows.iter().map(row).collect()
}

fn value(row: &tokio_postgres::Row, at: usize, kind: Kind) -> Work<Value> {
    let value = match kind {
        Kind::Bool => get::<Option<bool>>(row, at)?.map(Value::Bool),
        Kind::Integer => get::<Option<i64>>(row, at)?.map(Value::Integer),
        Kind::Text => get::<Option<&str>>(row, at)?.map(Value::text),
        Kind::Bytes => get::<Option<Vec<u8>>>(row, at)?.map(Value::Bytes),
    };
    Ok(value.unwrap_or(Value::Null))
}

/// Adds rows, with the columns that say whose they are.
pub(super) async fn insert(db: &Db, table: &Table, owner: &[(&str, i64)], rows: &[Row]) -> Work<()> {
    let add = statement(table, owner);
    let mut rest = rows;
    while !rest.is_empty() {
        let mut bytes = 0;
        let few = rest.iter().take(MOST_ROWS).take_while(|row| {
            let before = bytes;
            bytes += row.iter().map(Value::size).sum::<usize>();
            before < MOST_BYTES
        });
        let (some, after) = rest.split_at(few.count());
        let columns: Vec<_> =
            (0..).zip(table.columns).map(|(at, (_, kind))| column(some, at, *kind)).collect();
        let mut facts: Vec<&(dyn ToSql + Sync)> = Vec::new();
        facts.extend(owner.iter().map(|(_, number)| number as &(dyn ToSql + Sync)));
        facts.extend(columns.iter().map(|column| &**column as &(dyn ToSql + Sync)));
        db.run(&add, &facts).await?;
        rest = after;
    }
    Ok(())
}

fn statement(table: &Table, owner: &[(&str, i64)]) -> String {
    let columns = table.names();
    let (mut owners, mut numbers) = (String::new(), String::new());
    for (at, (column, _)) in owner.iter().enumerate() {
        let _ = write!(owners, "{column}, ");
        let _ = write!(numbers, "CAST(${} AS BIGINT), ", at + 1);
    }
    let arrays = table.columns.iter().enumerate().map(|(at, (_, kind))| {
        let of = match kind {
            Kind::Bool => "BOOLEAN",
            Kind::Integer => "BIGINT",
            Kind::Text => "TEXT",
            Kind::Bytes => "BYTEA",
        };
        format!("${}::{of}[]", at + 1 + owner.len())
    });
    let (name, arrays) = (table.name, arrays.collect::<Vec<_>>().join(", "));
    format!(
        "INSERT INTO {name} ({owners}{columns}) SELECT {numbers}d.* FROM unnest({arrays}) AS d ({columns})"
    )
}

/// A column of rows, as one value of a statement.
fn column(rows: &[Row], at: usize, kind: Kind) -> Box<dyn ToSql + Sync + Send + '_> {
    let values = rows.iter().map(move |row| row.get(at).unwrap_or(&Value::Null));
    match kind {
        Kind::Bool => Box::new(values.map(Value::as_bool).collect::<Vec<_>>()),
        Kind::Integer => Box::new(values.map(Value::as_integer).collect::<Vec<_>>()),
        Kind::Text => Box::new(values.map(Value::as_text).collect::<Vec<_>>()),
        Kind::Bytes => Box::new(values.map(Value::as_bytes).collect::<Vec<_>>()),
    }
}
