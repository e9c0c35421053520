//! Whatever is done to a list, one commit after another: every snapshot kept reads back as it was, the changes say
//! what was done, and the search index is that of the newest list.

use kith_model::{Changes, Connection, SnapshotId};
use proptest::prelude::*;
use rusqlite::Connection as Raw;

use crate::contract::backends::{Backend, Sqlite, is_clean};
use crate::contract::given::{Owned, Tenant, at, people, person};

/// One thing done to a list, at a place given in 256ths of it.
#[derive(Debug, Clone)]
enum Edit {
    Add { place: u8, count: u32 },
    Remove { place: u8, count: usize },
    NewJobs { place: u8, count: usize },
    Rotate { place: u8 },
    Nothing,
    Prune { age: i64 },
}

fn any_edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        4 => (any::<u8>(), 1_u32..20).prop_map(|(place, count)| Edit::Add { place, count }),
        1 => (any::<u8>(), 200_u32..400).prop_map(|(place, count)| Edit::Add { place, count }),
        4 => (any::<u8>(), 1_usize..20).prop_map(|(place, count)| Edit::Remove { place, count }),
        1 => (any::<u8>(), 200_usize..900).prop_map(|(place, count)| Edit::Remove { place, count }),
        4 => (any::<u8>(), 1_usize..50).prop_map(|(place, count)| Edit::NewJobs { place, count }),
        1 => any::<u8>().prop_map(|place| Edit::Rotate { place }),
        1 => Just(Edit::Nothing),
        2 => (0_i64..6).prop_map(|age| Edit::Prune { age }),
    ]
}

/// Does `edit` to `list`; nobody who is added was there before.
fn apply(list: &mut Vec<Connection>, edit: &Edit, step: u32) {
    let at = |place: &u8| usize::from(*place) * list.len() / 256;
    match edit {
        Edit::Add { place, count } => {
            let new = people(step * 10_000..step * 10_000 + count);
            let place = at(place);
            list.splice(place..place, new);
        }
        Edit::Remove { place, count } => {
            let place = at(place);
            list.drain(place..(place + count).min(list.len()));
        }
        Edit::NewJobs { place, count } => {
            let place = at(place);
            for row in list.iter_mut().skip(place).take(*count) {
                row.company = Some(format!("Company {step}"));
            }
        }
        Edit::Rotate { place } => {
            let place = at(place);
            list.rotate_left(place);
        }
        Edit::Nothing | Edit::Prune { .. } => {}
    }
}

/// A list that was committed: snapshot `seq`, at `seq` seconds.
struct Past {
    seq: i64,
    list: Vec<Connection>,
}

async fn play(size: u32, edits: &[Edit]) {
    let backend = Sqlite::new();
    let store = backend.open().await;
    let alice = Tenant::new(&store, "alice").await;
    let (account, neighbour) = (alice.account("acc_1").await, alice.account("acc_2").await);
    neighbour.lists(&people(0..50)).await;
    let mut past = vec![Past { seq: 1, list: people(0..size) }];
    account.lists_at(1, &past[0].list).await;
    let mut pruned = 0; // snapshots up to this one are gone
    for (step, edit) in (1..).zip(edits) {
        let newest = &past[past.len() - 1];
        if let Edit::Prune { age } = edit {
            // Snapshot n was superseded at n + 1 seconds.
            store.prune(at(newest.seq - age), at(0)).await.unwrap();
            pruned = pruned.max(newest.seq - age - 2);
            continue;
        }
        let mut next = Past { seq: newest.seq + 1, list: newest.list.clone() };
        apply(&mut next.list, edit, step);
        account.lists_at(next.seq, &next.list).await;
        past.push(next);
    }
    let raw = backend.raw();
    snapshots_read_back(&account, &past, pruned).await;
    changes_are_right(&raw, &account, &past);
    index_is_that_of(&raw, &account, &past[past.len() - 1].list);
    assert_eq!(neighbour.list().await, people(0..50));
    is_clean(&*store).await;
}

async fn snapshots_read_back(account: &Owned, past: &[Past], pruned: i64) {
    for Past { seq, list } in past {
        let id = SnapshotId::new(format!("snap_{seq}"));
        let kept = account.store.snapshot(account.key, Some(&id)).await.unwrap();
        assert_eq!(kept.is_some(), *seq > pruned, "snapshot {seq}; pruned up to {pruned}");
        if let Some(kept) = kept {
            assert_eq!(&account.rows(&kept).await, list, "snapshot {seq}");
        }
    }
}

fn changes_are_right(raw: &Raw, account: &Owned, past: &[Past]) {
    let find =
        "SELECT seq, added, removed, updated, body FROM changes WHERE account = ? AND seq > 1 ORDER BY seq";
    let mut find = raw.prepare(find).unwrap();
    let mut rows = find.query([account.key.number]).unwrap();
    for pair in past.windows(2) {
        let row = rows.next().unwrap().unwrap();
        let expected = Changes::between(pair[0].list.clone(), pair[1].list.clone());
        let counts = (expected.added.len(), expected.removed.len(), expected.updated.len());
        assert_eq!((row.get(1).unwrap(), row.get(2).unwrap(), row.get(3).unwrap()), counts);
        assert_eq!(row.get::<_, i64>(0).unwrap(), pair[1].seq);
        assert_eq!(Changes::from_bytes(&row.get::<_, Vec<u8>>(4).unwrap()).unwrap(), expected);
    }
    assert!(rows.next().unwrap().is_none());
}

fn index_is_that_of(raw: &Raw, account: &Owned, list: &[Connection]) {
    let find = "SELECT member, name, company FROM people WHERE account = ? ORDER BY member";
    let mut find = raw.prepare(find).unwrap();
    let found =
        find.query_map([account.key.number], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    let found: Vec<([u8; 12], String, Option<String>)> = found.collect::<Result<_, _>>().unwrap();
    let mut expected: Vec<_> =
        list.iter().map(|row| (row.member_id().0, row.name(), row.company.clone())).collect();
    expected.sort();
    assert_eq!(found, expected);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, ..ProptestConfig::default() })]
    #[test]
    fn any_history_reads_back(size in 0_u32..700, edits in prop::collection::vec(any_edit(), 1..12)) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
        runtime.block_on(play(size, &edits));
    }
}

#[tokio::test]
async fn a_member_with_no_words_at_all_has_a_place_in_the_index() {
    let mut nameless = person(1);
    (nameless.first_name, nameless.last_name, nameless.company, nameless.position) = (None, None, None, None);
    let backend = Sqlite::new();
    let account = Tenant::new(&backend.open().await, "alice").await.account("acc_1").await;
    account.lists(std::slice::from_ref(&nameless)).await;
    index_is_that_of(&backend.raw(), &account, &[nameless]);
    account.lists(&[]).await;
    is_clean(&*account.store).await;
}
