//! From columns to values and back. A value that no kith ever writes is damage, never a panic.

use kith_model::clock::from_micros;
use kith_model::{AccountId, ChunkId, MemberId, SnapshotId, Timestamp, WorkspaceId};
use tokio_postgres::Row;
use tokio_postgres::types::FromSql;

use super::fault::Work;
use crate::{Account, AccountKey, Error, Head, Mode, SourceKind};

/// A column as it is.
pub(super) fn get<'a, T: FromSql<'a>>(row: &'a Row, column: usize) -> Work<T> {
    row.try_get(column).map_err(|_| damaged(column))
}

/// A number that must fit.
pub(super) fn number<T: TryFrom<i64>>(row: &Row, column: usize) -> Work<T> {
    T::try_from(get(row, column)?).map_err(|_| damaged(column))
}

/// A number that may be absent.
pub(super) fn maybe<T: TryFrom<i64>>(row: &Row, column: usize) -> Work<Option<T>> {
    get::<Option<i64>>(row, column)?.map(|value| T::try_from(value).map_err(|_| damaged(column))).transpose()
}

pub(super) fn bytes<const N: usize>(row: &Row, column: usize) -> Work<[u8; N]> {
    get::<&[u8]>(row, column)?.try_into().map_err(|_| damaged(column))
}

pub(super) fn chunk_id(row: &Row, column: usize) -> Work<ChunkId> {
    bytes(row, column).map(ChunkId)
}

pub(super) fn member_id(row: &Row, column: usize) -> Work<MemberId> {
    bytes(row, column).map(MemberId)
}

/// A time.
pub(super) fn at(row: &Row, column: usize) -> Work<Timestamp> {
    get(row, column).map(from_micros)
}

/// A time that may not have come, or be known.
pub(super) fn time(row: &Row, column: usize) -> Work<Option<Timestamp>> {
    Ok(get::<Option<i64>>(row, column)?.map(from_micros))
}

/// A time as it is kept.
pub(super) fn micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

/// A number as it is kept: one that large is none that kith counts.
pub(super) fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Numbers of accounts and holds of one workspace begin here, so that no two of the store are alike.
pub(super) fn first_number(workspace: WorkspaceId) -> i64 {
    workspace.0 << 32
}

/// Text as it is kept: the database takes every character but one.
pub(super) fn text(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

/// One of `all`, by its name.
pub(super) fn known<T: Copy>(row: &Row, column: usize, all: &[T], name: fn(&T) -> &'static str) -> Work<T> {
    let text: &str = get(row, column)?;
    all.iter().copied().find(|one| name(one) == text).ok_or_else(|| damaged(column))
}

fn damaged(column: usize) -> super::Fault {
    Error::Damaged(format!("column {column} of a row holds what kith never writes")).into()
}

/// What every query of accounts selects, for [`account`].
macro_rules! accounts {
    ($rest:literal) => {
        concat!(
            "SELECT a.workspace, a.n, a.id, a.name, a.owner, a.source, a.base_url, a.mode, a.paused,
             a.needs_authorization, a.authorized_until, a.next_sync_at, a.suspect_total,
             a.created_at, a.synced_at, a.upstream_total,
             EXISTS (SELECT 1 FROM pictures p WHERE p.workspace = a.workspace AND p.account = a.n),
             s.seq, s.id, s.total
             FROM accounts a LEFT JOIN snapshots s ON s.workspace = a.workspace AND s.account = a.n AND s.seq = a.head ",
            $rest
        )
    };
}
pub(super) use accounts;

pub(super) fn account(row: &Row) -> Work<Account> {
    let head = match get::<Option<i64>>(row, 17)? {
        None => None,
        Some(seq) => {
            Some(Head { seq, id: SnapshotId::new(get::<String>(row, 18)?), total: number(row, 19)? })
        }
    };
    Ok(Account {
        key: AccountKey { workspace: WorkspaceId(get(row, 0)?), number: get(row, 1)? },
        id: AccountId::new(get::<String>(row, 2)?),
        name: get(row, 3)?,
        owner: get(row, 4)?,
        source: known(row, 5, &SourceKind::ALL, |kind| kind.as_str())?,
        base_url: get(row, 6)?,
        mode: known(row, 7, &Mode::ALL, |mode| mode.as_str())?,
        paused: get(row, 8)?,
        needs_authorization: get(row, 9)?,
        authorized_until: time(row, 10)?,
        next_sync_at: time(row, 11)?,
        suspect_total: maybe(row, 12)?,
        created_at: at(row, 13)?,
        synced_at: time(row, 14)?,
        upstream_total: maybe(row, 15)?,
        has_pictures: get(row, 16)?,
        head,
    })
}
