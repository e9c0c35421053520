//! Promises of `Snapshots`: a commit is whole or not at all, a snapshot never changes, and each is its account's.

use std::sync::Arc;

use kith_model::{ChunkId, MemberId, Picture, SnapshotId};
use kith_store::{Commit, Committed, Error, Head, Store};

use super::given::{Owned, Tenant, at, people, person, reply};

on_every_backend!(
    names_of_any_characters_are_kept,
    a_committed_list_reads_back_and_the_account_points_at_it,
    only_chunks_that_are_new_are_written,
    a_list_that_is_the_same_moves_only_the_time,
    a_list_may_become_empty_and_full_again,
    a_superseded_snapshot_is_read_by_its_id,
    a_snapshot_and_its_chunks_are_found_by_their_own_account_only,
    a_commit_on_another_base_is_outdated_and_writes_nothing,
    a_commit_to_an_account_that_is_gone_or_anothers_writes_nothing,
    a_twin_commits_nothing,
    a_commit_that_fails_half_way_writes_nothing,
    of_two_commits_at_once_one_is_outdated,
    pictures_are_replaced_a_member_at_a_time,
    who_leaves_the_list_leaves_no_picture,
);

async fn a_committed_list_reads_back_and_the_account_points_at_it(store: Arc<dyn Store>) {
    let account = Tenant::new(&store, "alice").await.account("acc_1").await;
    let (upstream_total, owner) = (Some(801), Some("jane doe".to_owned()));
    let commit = Commit { upstream_total, owner, at: at(9), ..account.commit_of(&people(0..800)).await };
    assert!(matches!(account.commits(commit).await, Committed::Done { .. }));
    let record = account.record().await.unwrap();
    assert_eq!(record.head, Some(Head { seq: 1, id: SnapshotId::new("snap_1"), total: 800 }));
    assert_eq!((record.synced_at, record.upstream_total), (Some(at(9)), Some(801)));
    assert_eq!(record.owner.as_deref(), Some("jane doe"));
    let newest = account.newest().await.unwrap();
    assert_eq!((newest.seq, newest.id.as_str(), newest.superseded_at), (1, "snap_1", None));
    assert_eq!(account.list().await, people(0..800));
    account.lists(&people(1..800)).await;
    let owner = account.record().await.unwrap().owner;
    assert_eq!(owner.as_deref(), Some("jane doe"), "a list that tells no owner does not forget it");
}

async fn only_chunks_that_are_new_are_written(store: Arc<dyn Store>) {
    let account = Tenant::new(&store, "alice").await.account("acc_1").await;
    let mut list = people(0..3_000);
    let chunks = account.commit_of(&list).await.snapshot.unwrap().chunks.len();
    assert_eq!(account.lists(&list).await, chunks);
    list[1_500].company = Some("Elsewhere".into());
    assert_eq!(account.lists(&list).await, 1);
    list.remove(700);
    let new = account.lists(&list).await;
    assert!((1..=6).contains(&new), "{new} new chunks");
    assert_eq!(account.lists(&list).await, 0);
    assert_eq!(account.list().await, list);
}

async fn a_list_that_is_the_same_moves_only_the_time(store: Arc<dyn Store>) {
    let account = Tenant::new(&store, "alice").await.account("acc_1").await;
    account.lists(&people(0..10)).await;
    let commit = Commit { snapshot: None, at: at(60), ..account.commit_of(&people(0..10)).await };
    assert_eq!(account.commits(commit).await, Committed::Done { new_chunks: 0 });
    let record = account.record().await.unwrap();
    assert_eq!((record.synced_at, record.head.unwrap().seq), (Some(at(60)), 1));
}

async fn a_list_may_become_empty_and_full_again(store: Arc<dyn Store>) {
    let account = Tenant::new(&store, "alice").await.account("acc_1").await;
    for list in [people(0..300), Vec::new(), people(100..400)] {
        account.lists(&list).await;
        assert_eq!(account.list().await, list);
    }
}

async fn a_superseded_snapshot_is_read_by_its_id(store: Arc<dyn Store>) {
    let account = Tenant::new(&store, "alice").await.account("acc_1").await;
    account.lists(&people(0..500)).await;
    account.lists_at(30, &people(1..501)).await;
    let first = store.snapshot(account.key, Some(&SnapshotId::new("snap_1"))).await.unwrap().unwrap();
    assert_eq!((first.seq, first.superseded_at), (1, Some(at(30))));
    assert_eq!(account.rows(&first).await, people(0..500));
    let second = store.snapshot(account.key, Some(&SnapshotId::new("snap_2"))).await.unwrap();
    assert_eq!(second, account.newest().await);
    assert_eq!(store.snapshot(account.key, Some(&SnapshotId::new("snap_3"))).await.unwrap(), None);
}

async fn a_snapshot_and_its_chunks_are_found_by_their_own_account_only(store: Arc<dyn Store>) {
    let (alice, bob) = (Tenant::new(&store, "alice").await, Tenant::new(&store, "bob").await);
    let (mine, other) = (alice.account("acc_1").await, alice.account("acc_2").await);
    mine.lists(&people(0..10)).await;
    let (id, chunks) = (SnapshotId::new("snap_1"), mine.newest().await.unwrap().manifest);
    for stranger in [mine.seen_by(bob.id), other.key] {
        assert_eq!(store.snapshot(stranger, Some(&id)).await.unwrap(), None);
        assert_eq!(store.snapshot(stranger, None).await.unwrap(), None);
        assert!(store.chunks(stranger, chunks.chunks()).await.unwrap().is_empty());
    }
    let asked = [ChunkId([1; 32]), chunks.chunks()[0]];
    let kept: Vec<_> = store.chunks(mine.key, &asked).await.unwrap().into_iter().map(|(id, _)| id).collect();
    assert_eq!(kept, asked[1..], "what is not kept is left out");
}

/// All that a commit could have changed.
async fn state(account: &Owned) -> impl PartialEq + std::fmt::Debug {
    let pictures = account.store.pictures(account.key).await.unwrap();
    let verified = account.store.verify(&|_, _| ()).await.unwrap();
    (account.record().await, account.newest().await, pictures, verified)
}

async fn a_commit_on_another_base_is_outdated_and_writes_nothing(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let account = alice.account("acc_1").await;
    let too_late = Commit { remember: Some(reply("k")), ..account.commit_of(&people(0..300)).await };
    account.lists(&people(0..10)).await;
    let too_soon = Commit { base: Some(2), ..account.commit_of(&people(5..300)).await };
    let before = state(&account).await;
    assert_eq!(account.commits(too_late).await, Committed::Outdated);
    assert_eq!(account.commits(too_soon).await, Committed::Outdated);
    assert_eq!(state(&account).await, before);
    assert!(!alice.has_reply("k").await);
}

async fn a_commit_to_an_account_that_is_gone_or_anothers_writes_nothing(store: Arc<dyn Store>) {
    let (alice, bob) = (Tenant::new(&store, "alice").await, Tenant::new(&store, "bob").await);
    let account = alice.account("acc_1").await;
    account.lists(&people(0..10)).await;
    let before = state(&account).await;
    let commit = Commit { remember: Some(reply("k")), ..account.commit_of(&people(0..300)).await };
    assert_eq!(store.commit(account.seen_by(bob.id), commit).await.unwrap(), Committed::NoAccount);
    assert_eq!(state(&account).await, before);
    let commit = Commit { remember: Some(reply("k")), ..account.commit_of(&people(0..300)).await };
    store.delete_account(account.key, None).await.unwrap();
    assert_eq!(account.commits(commit).await, Committed::NoAccount);
    assert!(!alice.has_reply("k").await && !bob.has_reply("k").await);
}

async fn a_twin_commits_nothing(store: Arc<dyn Store>) {
    let account = Tenant::new(&store, "alice").await.account("acc_1").await;
    let commit = Commit { remember: Some(reply("k")), ..account.commit_of(&people(0..10)).await };
    assert!(matches!(account.commits(commit).await, Committed::Done { .. }));
    let before = state(&account).await;
    let twin = Commit { remember: Some(reply("k")), ..account.commit_of(&people(0..300)).await };
    assert_eq!(account.commits(twin).await, Committed::Twin);
    assert_eq!(state(&account).await, before);
}

async fn names_of_any_characters_are_kept(store: Arc<dyn Store>) {
    let account = Tenant::new(&store, "alice").await.account("acc_1").await;
    let odd =
        ["\0", "a\0b", "\u{fffd}", "'; DROP TABLE people; --", "\u{202e}\u{10ffff}", "{\"a\",NULL}", "\\x00"];
    let mut list = people(0..7);
    for (row, odd) in list.iter_mut().zip(odd) {
        (row.last_name, row.company, row.position) = (Some(odd.into()), Some(odd.into()), Some(odd.into()));
    }
    account.lists(&list).await;
    assert_eq!(account.list().await, list);
    list.rotate_left(3);
    list[0].company = Some("\0\0".into());
    account.lists(&list).await;
    assert_eq!(account.list().await, list);
}

async fn a_commit_that_fails_half_way_writes_nothing(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let account = alice.account("acc_1").await;
    account.lists(&people(0..10)).await;
    let before = (state(&account).await, store.generation(alice.id).await.unwrap());
    let mut commit = Commit { remember: Some(reply("k")), ..account.commit_of(&people(0..300)).await };
    commit.snapshot.as_mut().unwrap().changes.removed.push(person(999)); // nobody the index knows
    assert!(matches!(store.commit(account.key, commit).await, Err(Error::Damaged(_))));
    assert_eq!((state(&account).await, store.generation(alice.id).await.unwrap()), before);
    assert!(!alice.has_reply("k").await);
}

async fn of_two_commits_at_once_one_is_outdated(store: Arc<dyn Store>) {
    let account = Tenant::new(&store, "alice").await.account("acc_1").await;
    let (one, other) = (account.commit_of(&people(0..300)).await, account.commit_of(&people(9..300)).await);
    let (one, other) = tokio::join!(account.commits(one), account.commits(other));
    let outdated = [one, other].into_iter().filter(|it| *it == Committed::Outdated).count();
    assert_eq!(outdated, 1);
}

/// A picture of so many pixels.
fn picture(width: u32) -> Picture {
    Picture { url: format!("https://media.example/{width}"), width, expires_at: Some(at(90)) }
}

/// Who has which pictures, in the order that they are kept.
async fn pictures_of(account: &Owned) -> Vec<(MemberId, Picture)> {
    let mut kept = account.store.pictures(account.key).await.unwrap();
    kept.sort_by_key(|(member, picture)| (*member, picture.width));
    kept
}

async fn pictures_are_replaced_a_member_at_a_time(store: Arc<dyn Store>) {
    let (alice, bob) = (Tenant::new(&store, "alice").await, Tenant::new(&store, "bob").await);
    let account = alice.account("acc_1").await;
    let mut members = [person(1).member_id(), person(2).member_id(), person(3).member_id()];
    members.sort_unstable();
    let [one, two, three] = members;
    let pictures = vec![(one, vec![picture(100), picture(400)]), (two, vec![picture(8)])];
    account.commits(Commit { pictures, ..account.commit_of(&people(0..5)).await }).await;
    let kept = [(one, picture(100)), (one, picture(400)), (two, picture(8))];
    assert_eq!(pictures_of(&account).await, kept);
    assert!(account.record().await.unwrap().has_pictures);
    assert!(store.pictures(account.seen_by(bob.id)).await.unwrap().is_empty());
    account.lists(&people(0..6)).await;
    assert_eq!(pictures_of(&account).await, kept, "a list without pictures leaves them");
    let pictures = vec![(one, vec![picture(200)]), (three, vec![picture(9)])];
    account.commits(Commit { snapshot: None, pictures, ..account.commit_of(&[]).await }).await;
    assert_eq!(pictures_of(&account).await, [(one, picture(200)), (two, picture(8)), (three, picture(9))]);
    let pictures = vec![(one, Vec::new()), (two, Vec::new()), (three, Vec::new())];
    account.commits(Commit { snapshot: None, pictures, ..account.commit_of(&[]).await }).await;
    assert!(!account.record().await.unwrap().has_pictures);
}

async fn who_leaves_the_list_leaves_no_picture(store: Arc<dyn Store>) {
    let account = Tenant::new(&store, "alice").await.account("acc_1").await;
    let of = |n: u32| (person(n).member_id(), vec![picture(n)]);
    let pictures = vec![of(1), of(2), of(3)];
    account.commits(Commit { pictures, ..account.commit_of(&people(0..4)).await }).await;
    // Number 1 leaves; number 2 leaves and is given a new picture with the very same list.
    let pictures = vec![(person(2).member_id(), vec![picture(20)])];
    account.commits(Commit { pictures, ..account.commit_of(&people(3..9)).await }).await;
    assert_eq!(pictures_of(&account).await, [(person(3).member_id(), picture(3))]);
}
