//! From columns to values and back. A value that no kith ever writes is damage, never a panic.

use kith_model::clock::from_micros;
use kith_model::{AccountId, ChunkId, MemberId, SnapshotId, Timestamp, WorkspaceId};
use rusqlite::Row;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

use crate::{Account, AccountKey, Head, Mode, SourceKind};

/// A time in a column.
pub(super) struct Micros(pub(super) Timestamp);

impl FromSql for Micros {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_i64().map(|micros| Self(from_micros(micros)))
    }
}

impl ToSql for Micros {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.as_microsecond().into())
    }
}

pub(super) fn bytes<const N: usize>(row: &Row<'_>, column: usize) -> rusqlite::Result<[u8; N]> {
    let value = row.get_ref(column)?;
    let blob = value.as_blob()?;
    blob.try_into().map_err(|_| {
        let wrong = FromSqlError::InvalidBlobSize { expected_size: N, blob_size: blob.len() };
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Blob, Box::new(wrong))
    })
}

pub(super) fn chunk_id(row: &Row<'_>, column: usize) -> rusqlite::Result<ChunkId> {
    bytes(row, column).map(ChunkId)
}

pub(super) fn member_id(row: &Row<'_>, column: usize) -> rusqlite::Result<MemberId> {
    bytes(row, column).map(MemberId)
}

/// What every query of accounts selects, for [`account`].
pub(super) const ACCOUNT: &str =
    "SELECT a.workspace, a.n, a.id, a.name, a.owner, a.source, a.base_url, a.mode, a.paused,
    a.needs_authorization, a.authorized_until, a.next_sync_at, a.suspect_total,
    a.created_at, a.synced_at, a.upstream_total,
    EXISTS (SELECT 1 FROM pictures p WHERE p.account = a.n), s.seq, s.id, s.total
    FROM accounts a LEFT JOIN snapshots s ON s.account = a.n AND s.seq = a.head";

pub(super) fn account(row: &Row<'_>) -> rusqlite::Result<Account> {
    let head = match row.get::<_, Option<i64>>(17)? {
        None => None,
        Some(seq) => Some(Head { seq, id: SnapshotId::new(row.get::<_, String>(18)?), total: row.get(19)? }),
    };
    Ok(Account {
        key: AccountKey { workspace: WorkspaceId(row.get(0)?), number: row.get(1)? },
        id: AccountId::new(row.get::<_, String>(2)?),
        name: row.get(3)?,
        owner: row.get(4)?,
        source: known(row, 5, &SourceKind::ALL, |kind| kind.as_str())?,
        base_url: row.get(6)?,
        mode: known(row, 7, &Mode::ALL, |mode| mode.as_str())?,
        paused: row.get(8)?,
        needs_authorization: row.get(9)?,
        authorized_until: time(row, 10)?,
        next_sync_at: time(row, 11)?,
        suspect_total: row.get(12)?,
        created_at: row.get::<_, Micros>(13)?.0,
        synced_at: time(row, 14)?,
        upstream_total: row.get(15)?,
        has_pictures: row.get(16)?,
        head,
    })
}

/// A time that may not have come, or be known.
pub(super) fn time(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Timestamp>> {
    Ok(row.get::<_, Option<Micros>>(column)?.map(|at| at.0))
}

/// One of `all`, by its name.
pub(super) fn known<T: Copy>(
    row: &Row<'_>,
    column: usize,
    all: &[T],
    name: fn(&T) -> &'static str,
) -> rusqlite::Result<T> {
    let text = row.get_ref(column)?.as_str()?;
    all.iter().copied().find(|one| name(one) == text).ok_or_else(|| {
        rusqlite::Error::FromSqlConversionFailure(
            column,
            rusqlite::types::Type::Text,
            Box::new(FromSqlError::Other(format!("unknown value {text:?}").into())),
        )
    })
}
