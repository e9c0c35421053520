//! What is known of a workspace: its generation, its erasures, and since when. Whoever holds a key of it has it at hand.
//! Decides when the store is to be asked anew; does not ask it.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use kith_model::WorkspaceId;

/// How long, in microseconds, the generation is taken to be the one last heard of.
const RECHECK: u64 = 250_000;
/// After so long nobody goes by it any more, not even while another caller is asking, nor with a key that pays.
const LONGEST: u64 = 750_000;

/// Of which no erasures are known yet: nothing of it is kept either.
const NONE: i64 = i64::MIN;

/// A workspace, as this process knows it.
pub(crate) struct Tenant {
    pub(crate) workspace: WorkspaceId,
    generation: AtomicI64,
    erasures: AtomicI64,
    /// When the question was put whose answer is known, in microseconds since 1970.
    checked: AtomicI64,
    /// When the newest question was put.
    asked: AtomicI64,
}

impl Tenant {
    fn new(workspace: WorkspaceId) -> Self {
        let (checked, asked) = (AtomicI64::new(0), AtomicI64::new(0));
        Self { workspace, generation: AtomicI64::new(NONE), erasures: AtomicI64::new(NONE), checked, asked }
    }

    /// The newest generation that is known.
    pub(crate) fn generation(&self) -> i64 {
        self.generation.load(Ordering::Acquire)
    }

    /// Learns of a generation; what is of an older one is no longer found.
    pub(crate) fn learn(&self, generation: i64) {
        self.generation.fetch_max(generation, Ordering::AcqRel);
    }

    /// How many erasures are known.
    pub(crate) fn erasures(&self) -> i64 {
        self.erasures.load(Ordering::Acquire)
    }

    /// Learns how much was erased. `true` if something may be kept that was erased since.
    pub(crate) fn learn_erasures(&self, erasures: i64) -> bool {
        let before = self.erasures.fetch_max(erasures, Ordering::AcqRel);
        before != NONE && before < erasures
    }

    /// Notes that what is known was true of the store at `at` or later.
    pub(crate) fn checked(&self, at: i64) {
        self.checked.store(at, Ordering::Release);
    }

    /// Whether the caller is to ask the store before it relies on what is known: at `now`, with a key that was last seen
    /// to work at `paid`.
    pub(crate) fn is_due(&self, paid: i64, now: i64) -> bool {
        let age = now.abs_diff(self.checked.load(Ordering::Acquire));
        if age < RECHECK || (age < LONGEST && now.abs_diff(paid) < RECHECK) {
            return false;
        }
        // One caller asks for all that come meanwhile. Should it fail or go away, the next one is a moment off.
        let last = self.asked.load(Ordering::Relaxed);
        let turn = now.abs_diff(last) >= RECHECK
            && self.asked.compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed).is_ok();
        turn || age >= LONGEST
    }
}

/// The workspaces that something is kept of.
#[derive(Default)]
pub(crate) struct Tenants(Mutex<HashMap<WorkspaceId, Arc<Tenant>>>);

impl Tenants {
    /// The one of that id: the same for all who ask.
    pub(crate) fn of(&self, workspace: WorkspaceId) -> Arc<Tenant> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(all.entry(workspace).or_insert_with(|| Arc::new(Tenant::new(workspace))))
    }

    /// Gives up those that nobody holds a key of: the rest, and the ids of those.
    pub(crate) fn tidy(&self) -> (Vec<Arc<Tenant>>, HashSet<WorkspaceId>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let gone = all.extract_if(|_, tenant| Arc::strong_count(tenant) == 1).map(|(id, _)| id).collect();
        (all.values().map(Arc::clone).collect(), gone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: i64 = 1_000;
    const START: i64 = 1_800_000_000_000_000;

    fn checked_at_start() -> Tenant {
        let tenant = Tenant::new(WorkspaceId(1));
        tenant.checked(START);
        tenant
    }

    #[test]
    fn the_store_is_asked_four_times_a_second_by_one_caller_for_all() {
        let tenant = checked_at_start();
        assert!(!tenant.is_due(0, START + 249 * MS));
        assert!(tenant.is_due(0, START + 250 * MS));
        assert!(!tenant.is_due(0, START + 251 * MS), "another one is asking");
        tenant.checked(START + 250 * MS);
        assert!(!tenant.is_due(0, START + 499 * MS));
        assert!(tenant.is_due(0, START + 500 * MS));
    }

    #[test]
    fn a_key_that_pays_puts_the_question_off_but_not_for_good_and_not_for_other_keys() {
        let tenant = checked_at_start();
        assert!(!tenant.is_due(START + 400 * MS, START + 600 * MS));
        assert!(tenant.is_due(START + 700 * MS, START + 750 * MS));
        assert!(checked_at_start().is_due(0, START + 600 * MS));
    }

    #[test]
    fn while_no_answer_comes_everybody_asks_before_a_second_is_over() {
        let tenant = checked_at_start();
        assert!(tenant.is_due(0, START + 300 * MS), "this one gets no answer");
        assert!(!tenant.is_due(0, START + 400 * MS));
        assert!(tenant.is_due(0, START + 550 * MS));
        assert!(!tenant.is_due(0, START + 749 * MS));
        assert!((0..3).all(|_| tenant.is_due(0, START + 750 * MS)));
    }

    #[test]
    fn after_a_rest_nobody_goes_by_what_was_known_before_it() {
        let tenant = checked_at_start();
        assert!((0..3).all(|_| tenant.is_due(START, START + 3_600_000 * MS)));
    }

    #[test]
    fn a_clock_that_is_set_back_asks_at_once() {
        assert!(checked_at_start().is_due(START, START - 3_600_000 * MS));
    }

    #[test]
    fn the_first_that_is_heard_of_erasures_is_no_news_and_then_more_is() {
        let tenant = checked_at_start();
        assert!(!tenant.learn_erasures(3) && !tenant.learn_erasures(3));
        assert!(tenant.learn_erasures(4) && !tenant.learn_erasures(3));
        assert_eq!(tenant.erasures(), 4);
    }

    #[test]
    fn a_generation_that_is_heard_of_late_takes_nothing_back() {
        let tenant = checked_at_start();
        tenant.learn(5);
        tenant.learn(4);
        assert_eq!(tenant.generation(), 5);
        tenant.learn(i64::MAX); // it is gone
        assert_eq!(tenant.generation(), i64::MAX);
    }

    #[test]
    fn a_workspace_is_given_up_when_nobody_holds_it() {
        let tenants = Tenants::default();
        let alice = tenants.of(WorkspaceId(1));
        drop(tenants.of(WorkspaceId(2)));
        assert!(Arc::ptr_eq(&alice, &tenants.of(WorkspaceId(1))));
        let (kept, gone) = tenants.tidy();
        assert_eq!((kept.len(), gone), (1, HashSet::from([WorkspaceId(2)])));
    }
}
