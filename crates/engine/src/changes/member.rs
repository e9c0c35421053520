//! `connection_changes`: what changed of one member, newest first. Nothing looks members up in the history, so it is gone
//! through from its end, a few sets at a time and no further than a person would wait.

use std::sync::Arc;

use kith_model::{AccountId, Credits, MemberId, Timestamp, credits};
use kith_store::{ChangeSet, SetPlace};

use super::ChangeInfo;
use super::info::Change;
use super::place::Older;
use crate::cache::View;
use crate::off_thread::off_thread;
use crate::paid::{Paid, SnapshotRead};
use crate::tenant::Tenant;
use crate::{Caller, Engine, Error, Result};

/// So many changes of a member are told at the most.
const MOST: usize = 200;
/// So many changes are in memory at once, those of one set beside, and what is kept of the largest sets.
const BATCH: u32 = 5_000;
/// After so many changes, or so many sets, nothing older is looked at.
const LOOKS: (u64, usize) = (100_000, 5_000);

/// What changed of a member.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MemberChanges {
    /// The changes, newest first; 200 at the most.
    pub changes: Vec<ChangeInfo>,
    /// Whether the whole history was looked at. Where not, there may be older changes.
    pub complete: bool,
}

struct ConnectionChanges<'a> {
    account: &'a AccountId,
    member: MemberId,
}

impl SnapshotRead for ConnectionChanges<'_> {
    const ACTION: &'static str = "connection_changes";
    type Answer = MemberChanges;

    fn account(&self) -> &AccountId {
        self.account
    }

    async fn read(
        &self,
        engine: &Engine,
        tenant: &Tenant,
        view: &Arc<View>,
        _: Timestamp,
    ) -> Result<(MemberChanges, Credits)> {
        let newest = view.snapshot.as_ref().ok_or(Error::NotReady)?.seq;
        let (account, member) = (view.account.key, self.member);
        let (mut told, mut from) = (MemberChanges::default(), None);
        let (mut changes_left, mut sets_left) = LOOKS;
        while told.changes.len() < MOST && changes_left > 0 && sets_left > 0 {
            let mut names =
                engine.store.recent_sets(account.workspace, &[account.number], from, BATCH).await?;
            let Some(last) = names.last() else {
                told.complete = true;
                break;
            };
            from = Some(Older::after(last.place).set);
            names.retain(|name| name.place.seq <= newest); // what landed since the view was taken is not its own
            let held: u64 = names.iter().map(|name| name.count).sum();
            changes_left = changes_left.saturating_sub(held);
            sets_left = sets_left.saturating_sub(names.len());
            let sets = engine.named_sets(tenant, &names).await?;
            told.changes.append(&mut off_thread(move || of_member(&sets, member)).await?);
        }
        told.changes.truncate(MOST);
        let price = credits::price(u32::try_from(told.changes.len()).unwrap_or(u32::MAX));
        Ok((told, price))
    }
}

fn of_member(sets: &[(SetPlace, Arc<ChangeSet>)], member: MemberId) -> Vec<ChangeInfo> {
    let of_set = |(_, set): &(SetPlace, Arc<ChangeSet>)| {
        Change::each(set).find(|change| change.is_of(member)).map(|of| of.info(&set.snapshot, set.at))
    };
    sets.iter().filter_map(of_set).collect()
}

impl Engine {
    /// Tells what changed of a member since an account is kept, newest first, and charges for it as for a page of changes.
    /// Who was in the first list is told nothing of that.
    ///
    /// # Errors
    /// Those of a paid read of a snapshot ([`Engine::list_connections`]); [`Error::Invalid`] of a live account. Nothing is
    /// charged on any of them.
    pub async fn connection_changes(
        &self,
        caller: &Caller,
        account: &AccountId,
        member: MemberId,
    ) -> Result<Paid<MemberChanges>> {
        self.read_snapshot(caller, &ConnectionChanges { account, member }).await
    }
}
