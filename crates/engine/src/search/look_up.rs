//! `look_up_connections`: what a search finds, as values for pages that are made in this process. The rows are read from
//! their encoded form, which is kept: to open the chunks of a page that lies scattered would take longer.

use std::sync::Arc;

use kith_model::{AccountId, Credits, Pagination, SnapshotId, Timestamp};

use super::SearchConnections;
use crate::cache::View;
use crate::list::ConnectionsPage;
use crate::off_thread::off_thread;
use crate::paid::{Paid, SnapshotRead};
use crate::render::Fields;
use crate::tenant::Tenant;
use crate::{Caller, ConnectionInfo, Engine, Error, Result};

/// A page of what a search finds. Of which snapshot, [`Paid::snapshot`] says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundConnections {
    /// The page, in the order asked for, each with every key but a picture.
    pub rows: Vec<ConnectionInfo>,
    /// How many were found.
    pub total: u32,
    /// The numbers of the page.
    pub pagination: Pagination,
}

impl FoundConnections {
    fn of(page: &ConnectionsPage) -> Result<Self> {
        let (mut pieces, mut json) = (Vec::new(), vec![b'[']);
        page.pieces(&mut pieces);
        for piece in &pieces {
            json.extend_from_slice(piece);
        }
        json.push(b']');
        let rows: Vec<ConnectionInfo> =
            serde_json::from_slice(&json).map_err(|error| Error::Internal(error.to_string()))?;
        let rows = rows.into_iter().map(|row| ConnectionInfo { profile_picture: None, ..row }).collect();
        Ok(Self { rows, total: page.total_available, pagination: page.pagination })
    }
}

/// The same search, with every field.
struct LookUp(SearchConnections);

impl SnapshotRead for LookUp {
    const ACTION: &'static str = SearchConnections::ACTION;
    type Answer = FoundConnections;

    fn account(&self) -> &AccountId {
        self.0.account()
    }

    fn snapshot(&self) -> Option<&SnapshotId> {
        SnapshotRead::snapshot(&self.0)
    }

    async fn read(
        &self,
        engine: &Engine,
        tenant: &Tenant,
        view: &Arc<View>,
        at: Timestamp,
    ) -> Result<(FoundConnections, Credits)> {
        let (page, price) = self.0.read(engine, tenant, view, at).await?;
        let found = off_thread(move || FoundConnections::of(&page)).await??;
        Ok((found, price))
    }
}

impl Engine {
    /// The same as [`Engine::search_connections`], at the same price, as values and with every field.
    ///
    /// # Errors
    /// As [`Engine::search_connections`].
    pub async fn look_up_connections(
        &self,
        caller: &Caller,
        ask: &SearchConnections,
    ) -> Result<Paid<FoundConnections>> {
        let ask = LookUp(SearchConnections { fields: Fields::all(), ..ask.clone() });
        self.read_snapshot(caller, &ask).await
    }
}
