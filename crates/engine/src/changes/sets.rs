//! Sets of changes as pages read them. One that takes many pages is decoded once and kept.

use std::collections::HashMap;
use std::sync::Arc;

use kith_model::Connection;
use kith_store::{AccountKey, ChangeSet, SetName, SetPlace};

use crate::cache::Weighs;
use crate::tenant::Tenant;
use crate::{Engine, Error, Result};

/// A set of so many changes is kept.
const MANY: usize = 1_000;

impl Weighs for ChangeSet {
    fn bytes(&self) -> u64 {
        let changes = &self.changes;
        let pairs = changes.updated.iter().flat_map(|(before, after)| [before, after]);
        changes.added.iter().chain(&changes.removed).chain(pairs).map(weight).sum::<u64>() + 512
    }
}

fn weight(row: &Connection) -> u64 {
    let texts = [
        &row.source_id,
        &row.first_name,
        &row.last_name,
        &row.headline,
        &row.company,
        &row.position,
        &row.email,
    ];
    // What the address and the day take beside.
    let text: usize = texts.into_iter().flatten().map(String::len).sum();
    (size_of::<Connection>() + text + 100) as u64
}

impl Engine {
    /// The sets of changes of an account after the snapshot numbered `after`, as the store has them.
    pub(super) async fn change_sets(
        &self,
        tenant: &Tenant,
        account: AccountKey,
        after: i64,
        at_least: u32,
    ) -> Result<Vec<Arc<ChangeSet>>> {
        let (mut sets, mut reached, mut wanted) = (Vec::new(), after, at_least as usize);
        while wanted > 0
            && let Some(set) = self.caches.changes.get(account, reached + 1)
        {
            wanted = wanted.saturating_sub(set.count());
            reached = set.seq;
            sets.push(set);
        }
        if let Ok(wanted @ 1..) = u32::try_from(wanted) {
            let erasures = tenant.erasures();
            for set in self.store.changes(account, reached, wanted).await?.into_iter().map(Arc::new) {
                if set.count() >= MANY {
                    self.caches.changes.keep(tenant, erasures, account, set.seq, &set);
                }
                sets.push(set);
            }
        }
        Ok(sets)
    }

    /// Sets of changes of any accounts of a workspace, in this order.
    pub(super) async fn named_sets(
        &self,
        tenant: &Tenant,
        names: &[SetName],
    ) -> Result<Vec<(SetPlace, Arc<ChangeSet>)>> {
        let workspace = tenant.workspace;
        let account = |number| AccountKey { workspace, number };
        let (mut sets, mut missing) = (HashMap::new(), Vec::new());
        for SetName { place, .. } in names {
            match self.caches.changes.get(account(place.account), place.seq) {
                Some(set) => drop(sets.insert((place.account, place.seq), set)),
                None => missing.push(*place),
            }
        }
        if !missing.is_empty() {
            let erasures = tenant.erasures();
            for (number, set) in self.store.change_sets(workspace, &missing).await? {
                let set = Arc::new(set);
                if set.count() >= MANY {
                    self.caches.changes.keep(tenant, erasures, account(number), set.seq, &set);
                }
                sets.insert((number, set.seq), set);
            }
        }
        let set = |name: &SetName| {
            let SetPlace { account, seq, .. } = name.place;
            let gone = || Error::Internal(format!("the changes of snapshot {seq} are missing"));
            Ok((name.place, sets.remove(&(account, seq)).ok_or_else(gone)?))
        };
        names.iter().map(set).collect()
    }
}
