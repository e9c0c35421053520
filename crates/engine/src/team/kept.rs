//! What is kept of teams in memory: their accounts for one generation, orders and comparisons each for a stamp. Those of an
//! earlier stamp stay until others need the room, so that pages that began there go on. Forgotten with what is erased, as
//! all that is cached.

use std::collections::HashSet;
use std::convert::Infallible;
use std::hash::Hash;
use std::sync::Arc;

use kith_model::WorkspaceId;
use quick_cache::{Equivalent, Weighter, sync::Cache};

use super::compare::Compared;
use super::roster::{Roster, Stamp};
use super::{Arrangement, Look, Ranked};
use crate::cache::KnownKey;

/// A cache of no more items than this has one part, else several that share its memory; an order of a million people
/// fits into no half of it.
const IN_ONE_PIECE: usize = 32;

/// Answers to questions, of a workspace at a stamp.
type Answers<Q, T, W> = Cache<(WorkspaceId, Stamp, Q), Arc<T>, W>;
/// Who is found, and how they are arranged.
type Wish = (Look, Arrangement);

pub(crate) struct Kept {
    rosters: Cache<WorkspaceId, (i64, Arc<Roster>)>,
    rankings: Answers<Wish, [Ranked], RankingWeight>,
    comparisons: Answers<Vec<String>, Compared, ComparedWeight>,
}

impl Kept {
    pub(crate) fn new(bytes: u64) -> Self {
        Self {
            rosters: Cache::new(100),
            rankings: Cache::with_weighter(IN_ONE_PIECE, bytes / 2, RankingWeight),
            comparisons: Cache::with_weighter(100, bytes / 4, ComparedWeight),
        }
    }

    pub(crate) fn forget(&self, workspaces: &HashSet<WorkspaceId>) {
        self.rosters.retain(|workspace, _| !workspaces.contains(workspace));
        self.rankings.retain(|(workspace, ..), _| !workspaces.contains(workspace));
        self.comparisons.retain(|(workspace, ..), _| !workspaces.contains(workspace));
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

    pub(super) fn ranking(&self, workspace: WorkspaceId, stamp: Stamp, wish: &Wish) -> Option<Arc<[Ranked]>> {
        self.rankings.get(&Asked(workspace, stamp, wish))
    }

    /// Keeps people in order, as [`Kept::keep_roster`] does.
    pub(super) fn keep_ranking(
        &self,
        known: &KnownKey,
        erasures: i64,
        stamp: Stamp,
        wish: Wish,
        ranking: &Arc<[Ranked]>,
    ) {
        keep(&self.rankings, known, erasures, (stamp, wish), ranking);
    }

    pub(super) fn comparison(
        &self,
        workspace: WorkspaceId,
        stamp: Stamp,
        accounts: &Vec<String>,
    ) -> Option<Arc<Compared>> {
        self.comparisons.get(&Asked(workspace, stamp, accounts))
    }

    /// Keeps lists laid over each other, as [`Kept::keep_roster`] does.
    pub(super) fn keep_comparison(
        &self,
        known: &KnownKey,
        erasures: i64,
        stamp: Stamp,
        accounts: Vec<String>,
        compared: &Arc<Compared>,
    ) {
        keep(&self.comparisons, known, erasures, (stamp, accounts), compared);
    }
}

/// The first answer stays: somebody may be on their way through it, and another of the same moment may have met a newer list.
fn keep<Q, T: ?Sized, W>(
    cache: &Answers<Q, T, W>,
    known: &KnownKey,
    erasures: i64,
    (stamp, question): (Stamp, Q),
    answer: &Arc<T>,
) where
    Q: Clone + Eq + Hash,
    W: Weighter<(WorkspaceId, Stamp, Q), Arc<T>> + Clone,
{
    let key = (known.tenant.workspace, stamp, question);
    let Ok(_) = cache.get_or_insert_with(&key, || Ok::<_, Infallible>(Arc::clone(answer)));
    if known.tenant.erasures() != erasures {
        cache.remove(&key);
    }
}

#[derive(Hash)]
struct Asked<'a, Q>(WorkspaceId, Stamp, &'a Q);

impl<Q: Eq + Hash> Equivalent<(WorkspaceId, Stamp, Q)> for Asked<'_, Q> {
    fn equivalent(&self, key: &(WorkspaceId, Stamp, Q)) -> bool {
        self.0 == key.0 && self.1 == key.1 && *self.2 == key.2
    }
}

#[derive(Clone)]
struct RankingWeight;

impl Weighter<(WorkspaceId, Stamp, Wish), Arc<[Ranked]>> for RankingWeight {
    fn weight(&self, (.., (look, _)): &(WorkspaceId, Stamp, Wish), ranking: &Arc<[Ranked]>) -> u64 {
        1_024 + look.bytes() + size_of_val(&**ranking) as u64
    }
}

#[derive(Clone)]
struct ComparedWeight;

impl Weighter<(WorkspaceId, Stamp, Vec<String>), Arc<Compared>> for ComparedWeight {
    fn weight(&self, (.., accounts): &(WorkspaceId, Stamp, Vec<String>), compared: &Arc<Compared>) -> u64 {
        256 + texts(accounts) + compared.bytes()
    }
}

/// Bytes of texts in memory, about.
pub(super) fn texts<'t>(texts: impl IntoIterator<Item = &'t String>) -> u64 {
    texts.into_iter().map(|text| text.len() as u64 + 32).sum()
}

#[cfg(test)]
mod tests {
    use kith_model::PersonKey;

    use super::*;

    #[test]
    fn an_order_of_a_million_people_is_kept_in_the_memory_that_is_given_by_default() {
        let kept = Kept::new(32 << 20);
        let people = vec![Ranked { person: PersonKey(1), known_by: 1, since: 0 }; 1_000_000];
        let stamp = "lists_00000000000000000000000000000000".parse().unwrap();
        let (workspace, wish) = (WorkspaceId(1), (Look::default(), Arrangement::default()));
        kept.rankings.insert((workspace, stamp, wish.clone()), Arc::from(people));
        assert!(kept.ranking(workspace, stamp, &wish).is_some());
    }

    #[test]
    fn an_order_weighs_what_it_takes_with_all_that_was_asked() {
        let accounts: Vec<_> = (0..1_000).map(|n| format!("account {n:0>100}")).collect();
        let query = Some("a".repeat(800));
        let look = Look { query, accounts: Some(accounts), ..Look::default() };
        let people = vec![Ranked { person: PersonKey(1), known_by: 1, since: 0 }; 10_000];
        let key = (
            WorkspaceId(1),
            "lists_00000000000000000000000000000000".parse().unwrap(),
            (look, Arrangement::default()),
        );
        let weight = RankingWeight.weight(&key, &Arc::from(people));
        assert!(weight > 160_000 + 1_000 * 108 + 800, "{weight}");
    }
}
