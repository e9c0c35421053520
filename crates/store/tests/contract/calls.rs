//! Promises of `Calls`: a day's budget is never exceeded, a source is left alone as long as it asked.

use std::sync::Arc;

use kith_store::{SourceState, Store};

use super::given::{Tenant, at};
use super::jobs::tokens;

on_every_backend!(
    calls_are_taken_as_far_as_the_budget_goes,
    calls_that_were_not_made_are_given_back,
    a_new_day_starts_anew_and_an_old_one_gives_nothing,
    each_account_has_its_own_budget,
    a_source_is_left_alone_for_the_longest_that_was_said,
    new_tokens_end_the_hold_of_a_source,
    hints_are_asked_for_from_where_they_ended,
    another_workspace_takes_and_notes_nothing,
    nothing_of_it_moves_the_generation,
    a_line_moves_on_by_a_turn_each_and_is_short_again_after_a_rest,
);

on_every_backend_twice_opened!(no_crowd_takes_more_than_the_budget, a_crowd_stands_in_one_line);

const TODAY: i32 = 20_569;

async fn calls_are_taken_as_far_as_the_budget_goes(store: Arc<dyn Store>) {
    let key = Tenant::new(&store, "alice").await.api_account("acc_1").await.key;
    assert_eq!(store.calls_taken(key, TODAY).await.unwrap(), 0);
    for (want, limit, taken, sum) in
        [(4, 10, 4, 4), (4, 10, 4, 8), (4, 10, 2, 10), (4, 10, 0, 10), (3, 12, 2, 12)]
    {
        assert_eq!(store.take_calls(key, TODAY, want, limit).await.unwrap(), taken, "{want} of {limit}");
        assert_eq!(store.calls_taken(key, TODAY).await.unwrap(), sum);
    }
    assert_eq!(store.take_calls(key, TODAY, 5, 3).await.unwrap(), 0, "a budget that was cut");
}

async fn calls_that_were_not_made_are_given_back(store: Arc<dyn Store>) {
    let key = Tenant::new(&store, "alice").await.api_account("acc_1").await.key;
    store.give_back_calls(key, TODAY, 5).await.unwrap();
    store.take_calls(key, TODAY, 10, 10).await.unwrap();
    store.give_back_calls(key, TODAY, 4).await.unwrap();
    store.give_back_calls(key, TODAY - 1, 3).await.unwrap(); // of a day that is over
    assert_eq!(store.calls_taken(key, TODAY).await.unwrap(), 6);
    store.give_back_calls(key, TODAY, 99).await.unwrap();
    assert_eq!(store.take_calls(key, TODAY, 99, 10).await.unwrap(), 10);
}

async fn a_new_day_starts_anew_and_an_old_one_gives_nothing(store: Arc<dyn Store>) {
    let key = Tenant::new(&store, "alice").await.api_account("acc_1").await.key;
    store.take_calls(key, TODAY, 10, 10).await.unwrap();
    assert_eq!(store.calls_taken(key, TODAY + 1).await.unwrap(), 0);
    assert_eq!(store.take_calls(key, TODAY + 1, 7, 10).await.unwrap(), 7);
    assert_eq!(store.take_calls(key, TODAY, 1, 10).await.unwrap(), 0);
    assert_eq!(store.calls_taken(key, TODAY + 1).await.unwrap(), 7);
    assert_eq!(store.take_calls(key, TODAY + 1, 7, 10).await.unwrap(), 3);
}

async fn each_account_has_its_own_budget(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let (one, other) = (alice.api_account("acc_1").await, alice.api_account("acc_2").await);
    store.take_calls(one.key, TODAY, 10, 10).await.unwrap();
    assert_eq!(store.take_calls(other.key, TODAY, 10, 10).await.unwrap(), 10);
    store.delete_account(one.key, None).await.unwrap();
    assert_eq!(store.take_calls(one.key, TODAY + 1, 10, 10).await.unwrap(), 0);
    assert_eq!(store.calls_taken(one.key, TODAY).await.unwrap(), 0);
}

async fn a_source_is_left_alone_for_the_longest_that_was_said(store: Arc<dyn Store>) {
    let key = Tenant::new(&store, "alice").await.api_account("acc_1").await.key;
    assert_eq!(store.source_state(key).await.unwrap(), SourceState::default());
    for (said, then) in [(50, 50), (40, 50), (60, 60)] {
        store.hold_source(key, at(said)).await.unwrap();
        assert_eq!(store.source_state(key).await.unwrap().held_until, Some(at(then)));
    }
    assert_eq!(store.take_calls(key, TODAY, 3, 10).await.unwrap(), 3, "budgets know nothing of it");
}

async fn new_tokens_end_the_hold_of_a_source(store: Arc<dyn Store>) {
    let key = Tenant::new(&store, "alice").await.api_account("acc_1").await.key;
    store.hold_source(key, at(50)).await.unwrap();
    store.hinted(key, 7).await.unwrap();
    store.put_credentials(key, tokens("new")).await.unwrap();
    let state = SourceState { held_until: None, hints_since: Some(7) };
    assert_eq!(store.source_state(key).await.unwrap(), state);
}

async fn hints_are_asked_for_from_where_they_ended(store: Arc<dyn Store>) {
    let key = Tenant::new(&store, "alice").await.api_account("acc_1").await.key;
    for since in [1_777_199_700_123, 1_777_199_800_456] {
        store.hinted(key, since).await.unwrap();
        let state = SourceState { held_until: None, hints_since: Some(since) };
        assert_eq!(store.source_state(key).await.unwrap(), state);
    }
}

async fn another_workspace_takes_and_notes_nothing(store: Arc<dyn Store>) {
    let (alice, bob) = (Tenant::new(&store, "alice").await, Tenant::new(&store, "bob").await);
    let account = alice.api_account("acc_1").await;
    let theirs = account.seen_by(bob.id);
    assert_eq!(store.take_calls(theirs, TODAY, 3, 10).await.unwrap(), 0);
    store.hold_source(theirs, at(50)).await.unwrap();
    store.hinted(theirs, 7).await.unwrap();
    assert_eq!(store.source_state(account.key).await.unwrap(), SourceState::default());
    store.take_calls(account.key, TODAY, 3, 10).await.unwrap();
    store.hold_source(account.key, at(50)).await.unwrap();
    store.give_back_calls(theirs, TODAY, 3).await.unwrap();
    store.hinted(theirs, 7).await.unwrap();
    assert_eq!(store.calls_taken(theirs, TODAY).await.unwrap(), 0);
    assert_eq!(store.source_state(theirs).await.unwrap(), SourceState::default());
    assert_eq!(store.calls_taken(account.key, TODAY).await.unwrap(), 3);
    assert_eq!(store.source_state(account.key).await.unwrap().hints_since, None);
}

async fn nothing_of_it_moves_the_generation(store: Arc<dyn Store>) {
    let key = Tenant::new(&store, "alice").await.api_account("acc_1").await.key;
    let before = store.generation(key.workspace).await.unwrap();
    store.take_calls(key, TODAY, 3, 10).await.unwrap();
    store.give_back_calls(key, TODAY, 1).await.unwrap();
    store.hold_source(key, at(50)).await.unwrap();
    store.hinted(key, 7).await.unwrap();
    assert_eq!(store.generation(key.workspace).await.unwrap(), before);
}

async fn a_line_moves_on_by_a_turn_each_and_is_short_again_after_a_rest(store: Arc<dyn Store>) {
    let begin = at(0).as_microsecond();
    let turn = async |seconds| store.take_turn("https://a", at(seconds), 2_000_000).await.unwrap() - begin;
    assert_eq!((turn(0).await, turn(0).await, turn(1).await), (2_000_000, 4_000_000, 6_000_000));
    assert_eq!(turn(100).await, 102_000_000);
    assert_eq!(store.take_turn("https://b", at(5), 7).await.unwrap() - begin, 5_000_007);
}

async fn a_crowd_stands_in_one_line(one: Arc<dyn Store>, other: Arc<dyn Store>) {
    let mut all = tokio::task::JoinSet::new();
    for n in 0..20 {
        let store = Arc::clone(if n % 2 == 0 { &one } else { &other });
        all.spawn(async move { store.take_turn("https://a", at(0), 10).await.unwrap() });
    }
    let mut ends = all.join_all().await;
    ends.sort_unstable();
    assert_eq!(ends, (1..=20).map(|n| at(0).as_microsecond() + 10 * n).collect::<Vec<_>>());
}

async fn no_crowd_takes_more_than_the_budget(one: Arc<dyn Store>, other: Arc<dyn Store>) {
    let key = Tenant::new(&one, "alice").await.api_account("acc_1").await.key;
    let mut all = tokio::task::JoinSet::new();
    for n in 0..40 {
        let store = Arc::clone(if n % 2 == 0 { &one } else { &other });
        all.spawn(async move { store.take_calls(key, TODAY, 1 + n % 5, 50).await.unwrap() });
    }
    assert_eq!(all.join_all().await.iter().sum::<u32>(), 50, "120 were wanted");
    assert_eq!(other.calls_taken(key, TODAY).await.unwrap(), 50);
}
