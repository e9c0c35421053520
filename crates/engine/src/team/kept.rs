//! What is kept of teams in memory: their accounts for one generation, orders and comparisons for one stamp. Forgotten with
//! what is erased, as all that is cached.

use std::collections::HashSet;
use std::hash::Hash;
use std::sync::Arc;

use kith_model::WorkspaceId;
use quick_cache::{Equivalent, Weighter, sync::Cache};

use super::compare::Compared;
use super::roster::{Roster, Stamp};
use super::{Look, Ranked};
use crate::cache::KnownKey;

type Stamped<T> = (Stamp, Arc<T>);
type ByQuestion<Q, T, W> = Cache<(WorkspaceId, Q), Stamped<T>, W>;

pub(crate) struct Kept {
    rosters: Cache<WorkspaceId, (i64, Arc<Roster>)>,
    rankings: ByQuestion<Look, Vec<Ranked>, RankingWeight>,
    comparisons: ByQuestion<Vec<String>, Compared, ComparedWeight>,
}

impl Kept {
    pub(crate) fn new(bytes: u64) -> Self {
        Self {
            rosters: Cache::new(100),
            rankings: Cache::with_weighter(100, bytes / 2, RankingWeight),
            comparisons: Cache::with_weighter(100, bytes / 4, ComparedWeight),
        }
    }

    pub(crate) fn forget(&self, workspaces: &HashSet<WorkspaceId>) {
        self.rosters.retain(|workspace, _| !workspaces.contains(workspace));
        self.rankings.retain(|(workspace, _), _| !workspaces.contains(workspace));
        self.comparisons.retain(|(workspace, _), _| !workspaces.contains(workspace));
    }

    pub(super) fn roster(&self, workspace: WorkspaceId, generation: i64) -> Option<Arc<Roster>> {
        self.rosters.get(&workspace).filter(|(dated, _)| *dated == generation).map(|(_, roster)| roster)
    }

    /// Keeps accounts that were read when `erasures` were known: one that was erased since must not outlive it.
    pub(super) fn keep_roster(&self, known: &KnownKey, erasures: i64, roster: &Arc<Roster>) {
        let workspace = known.tenant.workspace;
        self.rosters.insert(workspace, (known.generation, Arc::clone(roster)));
        // Looked at after it is in its place: whoever learns of an erasure later finds it there.
        if known.tenant.erasures() != erasures {
            self.rosters.remove(&workspace);
        }
    }

    pub(super) fn ranking(
        &self,
        workspace: WorkspaceId,
        look: &Look,
        stamp: Stamp,
    ) -> Option<Arc<Vec<Ranked>>> {
        found(self.rankings.get(&Asked(workspace, look)), stamp)
    }

    /// Keeps people in order, as [`Kept::keep_roster`] does.
    pub(super) fn keep_ranking(
        &self,
        known: &KnownKey,
        erasures: i64,
        look: Look,
        stamped: Stamped<Vec<Ranked>>,
    ) {
        keep(&self.rankings, known, erasures, look, stamped);
    }

    pub(super) fn comparison(
        &self,
        workspace: WorkspaceId,
        accounts: &Vec<String>,
        stamp: Stamp,
    ) -> Option<Arc<Compared>> {
        found(self.comparisons.get(&Asked(workspace, accounts)), stamp)
    }

    /// Keeps lists laid over each other, as [`Kept::keep_roster`] does.
    pub(super) fn keep_comparison(
        &self,
        known: &KnownKey,
        erasures: i64,
        accounts: Vec<String>,
        stamped: Stamped<Compared>,
    ) {
        keep(&self.comparisons, known, erasures, accounts, stamped);
    }
}

fn found<T>(found: Option<Stamped<T>>, stamp: Stamp) -> Option<Arc<T>> {
    found.filter(|(stamped, _)| *stamped == stamp).map(|(_, kept)| kept)
}

fn keep<Q, T, W>(
    cache: &ByQuestion<Q, T, W>,
    known: &KnownKey,
    erasures: i64,
    question: Q,
    stamped: Stamped<T>,
) where
    Q: Clone + Eq + Hash,
    W: Weighter<(WorkspaceId, Q), Stamped<T>> + Clone,
{
    let key = (known.tenant.workspace, question);
    cache.insert(key.clone(), stamped);
    if known.tenant.erasures() != erasures {
        cache.remove(&key);
    }
}

#[derive(Hash)]
struct Asked<'a, Q>(WorkspaceId, &'a Q);

impl<Q: Eq + Hash> Equivalent<(WorkspaceId, Q)> for Asked<'_, Q> {
    fn equivalent(&self, key: &(WorkspaceId, Q)) -> bool {
        self.0 == key.0 && *self.1 == key.1
    }
}

#[derive(Clone)]
struct RankingWeight;

impl Weighter<(WorkspaceId, Look), Stamped<Vec<Ranked>>> for RankingWeight {
    fn weight(&self, _: &(WorkspaceId, Look), (_, ranking): &Stamped<Vec<Ranked>>) -> u64 {
        1_024 + size_of_val(&***ranking) as u64
    }
}

#[derive(Clone)]
struct ComparedWeight;

impl Weighter<(WorkspaceId, Vec<String>), Stamped<Compared>> for ComparedWeight {
    fn weight(&self, (_, accounts): &(WorkspaceId, Vec<String>), (_, compared): &Stamped<Compared>) -> u64 {
        256 + accounts.iter().map(|id| id.len() as u64 + 32).sum::<u64>() + compared.bytes()
    }
}
