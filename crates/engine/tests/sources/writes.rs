//! What a daily sync writes: the rows that are new in the file afterwards, counted byte by byte.

use std::collections::HashSet;
use std::path::Path;

use kith_engine::{Mode, SourceKind};
use rusqlite::types::Value;

use super::world::{World, is_embedded};

/// Every row of every table, written out.
fn rows(dir: &Path) -> HashSet<Vec<u8>> {
    let db = rusqlite::Connection::open(dir.join("kith.sqlite3")).unwrap();
    let tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'";
    let mut names = db.prepare(tables).unwrap();
    let names: Vec<String> = names.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let mut all = HashSet::new();
    for name in names {
        let mut every = db.prepare(&format!("SELECT * FROM {name}")).unwrap();
        let columns = every.column_count();
        let mut found = every.query([]).unwrap();
        while let Some(row) = found.next().unwrap() {
            let mut bytes = name.clone().into_bytes();
            for column in 0..columns {
                match row.get::<_, Value>(column).unwrap() {
                    Value::Null => bytes.push(0),
                    Value::Integer(number) => bytes.extend(number.to_le_bytes()),
                    Value::Real(number) => bytes.extend(number.to_le_bytes()),
                    Value::Text(text) => bytes.extend(text.into_bytes()),
                    Value::Blob(blob) => bytes.extend(blob),
                }
            }
            all.insert(bytes);
        }
    }
    all
}

#[tokio::test]
async fn a_daily_sync_of_thirty_thousand_with_four_changes_writes_at_most_64_kib_of_new_rows() {
    if !is_embedded() {
        return; // of a database docs/SCALING.md has the bytes
    }
    let world = World::new().await;
    let (account, member, _) = world.account(SourceKind::ConnectionsApi, Mode::Mirror, 30_000).await;
    assert_eq!(world.works(&account).await.status, "succeeded");
    let before = rows(world.dir.path());
    world.sim.edit(member, 3, 1, 0, 1);
    let sync = world.syncs(&account).await;
    assert_eq!((sync.status.as_str(), sync.added, sync.removed), ("succeeded", 3, 1));
    let after = rows(world.dir.path());
    let new: usize = after.difference(&before).map(Vec::len).sum();
    let log = std::fs::metadata(world.dir.path().join("kith.sqlite3-wal")).map_or(0, |file| file.len());
    println!("{} calls; {new} bytes of new rows; the write-ahead log is {log} bytes long", sync.calls);
    assert!(new <= 64 << 10, "{new} bytes");
}
