//! `get_connection`: one member of a list. The chunk that holds them is told by the marks of its folded form, and is the
//! only one that is opened.

use std::sync::Arc;

use kith_model::{AccountId, ChunkId, Credits, MemberId, SnapshotId, Timestamp};

use crate::cache::View;
use crate::paid::{Paid, SnapshotRead};
use crate::tenant::Tenant;
use crate::{Caller, ConnectionInfo, Engine, Error, Result};

struct GetConnection<'a> {
    account: &'a AccountId,
    member: MemberId,
    snapshot: Option<&'a SnapshotId>,
}

impl SnapshotRead for GetConnection<'_> {
    const ACTION: &'static str = "get_connection";
    type Answer = Option<ConnectionInfo>;

    fn account(&self) -> &AccountId {
        self.account
    }

    fn snapshot(&self) -> Option<&SnapshotId> {
        self.snapshot
    }

    async fn read(
        &self,
        engine: &Engine,
        tenant: &Tenant,
        view: &Arc<View>,
        _: Timestamp,
    ) -> Result<(Option<ConnectionInfo>, Credits)> {
        let manifest = &view.snapshot.as_ref().ok_or(Error::NotReady)?.manifest;
        let account = view.account.key;
        let folded = engine.folded(tenant, account, manifest).await?;
        let named = manifest.chunks().iter().zip(&folded);
        let holding: Vec<ChunkId> =
            named.filter(|(_, chunk)| chunk.may_hold(self.member)).map(|(chunk, _)| *chunk).collect();
        let (_, found) = engine
            .with_chunks(account, &holding, (self.member, None), |(member, found), rows| {
                let row = rows.iter().find(|row| row.member_id() == *member);
                *found = found.take().or_else(|| row.map(ConnectionInfo::from));
            })
            .await?;
        let price = Credits::from(found.is_some());
        Ok((found, price))
    }
}

impl Engine {
    /// Reads one member of an account's list, of the newest snapshot or the one that is named, and charges a credit where
    /// they are in it.
    ///
    /// # Errors
    /// Those of a paid read of a snapshot ([`Engine::list_connections`]); [`Error::Invalid`] of a live account. Nothing is
    /// charged on any of them.
    pub async fn get_connection(
        &self,
        caller: &Caller,
        account: &AccountId,
        member: MemberId,
        snapshot: Option<&SnapshotId>,
    ) -> Result<Paid<Option<ConnectionInfo>>> {
        self.read_snapshot(caller, &GetConnection { account, member, snapshot }).await
    }
}
