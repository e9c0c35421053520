//! Moves that must not begin, and stores that must not serve.

use kith_store::Error;
use kith_store::moves::{Begun, Outcome, Owner};

use super::{contents, each_way, moved, outcome, source, target, world};
use crate::contract::backends::{Backend, Sqlite};
use crate::contract::given::Tenant;

each_way!(
    a_target_with_other_data_is_refused_and_left_as_it_was,
    a_store_whose_move_has_not_ended_opens_for_nothing_else,
    a_move_that_another_took_over_writes_nothing_more,
    a_half_moved_store_takes_no_move_of_other_workspaces,
);

async fn a_target_with_other_data_is_refused_and_left_as_it_was<A: Backend, B: Backend>() {
    let (Some(here), Some(there)) = (A::fresh().await, B::fresh().await) else { return };
    Tenant::new(&here.open().await, "alpha").await;
    // Of the same name even: it was not moved there.
    Tenant::new(&there.open().await, "alpha").await;
    let before = contents(&there.place()).await;
    let (from, to) = (source(&here.place()).await, target(&there.place()).await);
    assert_eq!(outcome(&*from, &*to).await, Outcome::InTheWay(vec!["alpha".into()]));
    assert_eq!(contents(&there.place()).await, before);
}

async fn a_store_whose_move_has_not_ended_opens_for_nothing_else<A: Backend, B: Backend>() {
    let (Some(here), Some(there)) = (A::fresh().await, B::fresh().await) else { return };
    Tenant::new(&here.open().await, "alpha").await;
    let to = target(&there.place()).await;
    let Begun::Yes(_) = to.begin_move(&["alpha".into()]).await.unwrap() else { panic!() };
    for refused in
        [kith_store::open(&there.place()).await.err(), kith_store::open_source(&there.place()).await.err()]
    {
        assert!(matches!(refused, Some(Error::Unfinished)), "{refused:?}");
    }
    moved(&here.place(), &there.place()).await;
    there.open().await;
}

async fn a_move_that_another_took_over_writes_nothing_more<A: Backend, B: Backend>() {
    let (Some(here), Some(there)) = (A::fresh().await, B::fresh().await) else { return };
    let alpha = Tenant::new(&here.open().await, "alpha").await;
    alpha.account("acc_1").await;
    let (from, to) = (source(&here.place()).await, target(&there.place()).await);
    let names = ["alpha".to_owned()];
    let Begun::Yes(first) = to.begin_move(&names).await.unwrap() else { panic!() };
    let Begun::Yes(second) = to.begin_move(&names).await.unwrap() else { panic!() };
    let owner = Owner::workspace("alpha");
    let rows = from.read(&owner).await.unwrap().unwrap();
    let entries = from.read_ledger("alpha", 0, 10).await.unwrap();
    assert!(to.write(first, &owner, &rows).await.is_err());
    to.write(second, &owner, &rows).await.unwrap();
    assert!(to.write_ledger(first, "alpha", 0, &entries).await.is_err());
    assert!(to.erase(first, &owner).await.is_err() && to.end_move(first, None).await.is_err());
    moved(&here.place(), &there.place()).await;
    assert!(to.write(second, &owner, &rows).await.is_err(), "nor once it has ended");
}

async fn a_half_moved_store_takes_no_move_of_other_workspaces<A: Backend, B: Backend>() {
    let (Some(here), Some(there), Some(other)) = (A::fresh().await, B::fresh().await, A::fresh().await)
    else {
        return;
    };
    world::make(&here.open().await).await;
    Tenant::new(&other.open().await, "delta").await;
    let (from, to) = (source(&here.place()).await, target(&there.place()).await);
    let Begun::Yes(mark) = to.begin_move(&["alpha".into()]).await.unwrap() else { panic!() };
    let owner = Owner::workspace("alpha");
    to.write(mark, &owner, &from.read(&owner).await.unwrap().unwrap()).await.unwrap();
    let refused = outcome(&*source(&other.place()).await, &*to).await;
    assert_eq!(refused, Outcome::InTheWay(vec!["alpha".into()]));
}

/// A folder whose file somebody wrote to with other tools.
async fn tampered(sql: &str) -> Sqlite {
    let here = Sqlite::new();
    world::make(&here.open().await).await;
    let db = rusqlite::Connection::open(here.0.path().join("kith.sqlite3")).unwrap();
    assert_eq!(db.execute(sql, []).unwrap(), 1);
    here
}

#[tokio::test]
async fn what_is_not_sound_in_the_source_is_told_of_the_copy_and_does_not_serve() {
    let here =
        tampered("UPDATE ledger SET credits = 3 WHERE id = 5 AND action IS NOT NULL AND key_id = 'key_1'")
            .await;
    let there = Sqlite::new();
    let (from, to) = (source(&here.place()).await, target(&there.place()).await);
    let Outcome::Unsound(found) = outcome(&*from, &*to).await else { panic!() };
    assert_eq!(found.faults, from.verify(&|_, _| ()).await.unwrap().faults);
    assert!(!found.faults.is_empty());
    assert!(matches!(kith_store::open(&there.place()).await, Err(Error::Unfinished)));
}

#[tokio::test]
async fn a_list_that_is_not_whole_is_not_moved_and_named_by_its_account() {
    let here = tampered("UPDATE chunks SET body = x'00' WHERE rowid = (SELECT max(rowid) FROM chunks)").await;
    let there = Sqlite::new();
    let (from, to) = (source(&here.place()).await, target(&there.place()).await);
    let refused = kith_store::moves::run(&*from, &*to, None, &|_, _, _| ()).await.unwrap_err();
    assert!(
        matches!(&refused, Error::Damaged(_)) && refused.to_string().contains("account acc_"),
        "{refused}"
    );
}
