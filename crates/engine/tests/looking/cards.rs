//! `get_connection` and `connection_changes`: one member, as the list has them, and what changed of them.

use kith_engine::{ChangeInfo, ConnectionInfo, Error};
use kith_model::{AccountId, Connection, SnapshotId};

use super::world::{World, people, person};

fn at_work(n: u32, company: &str) -> Connection {
    Connection { company: Some(company.into()), ..person(n) }
}

fn told(changes: &[ChangeInfo]) -> Vec<(&'static str, Option<&str>, Option<&str>)> {
    let company =
        |of: &'_ Option<ConnectionInfo>| of.as_ref().map(|of| of.company.clone().unwrap_or_default());
    changes
        .iter()
        .map(|change| {
            let [before, after] = [&change.before, &change.after].map(company);
            let text = |text: Option<String>| text.map(|text| &*text.leak());
            (change.kind.as_str(), text(before), text(after))
        })
        .collect()
}

#[tokio::test]
async fn every_member_is_found_by_their_id_in_the_list_of_then_and_of_now() {
    let world = World::new().await;
    let list = people(1_000);
    let account = world.has("acc_1", &list).await;
    let mut later = list[1..].to_vec();
    later[4] = at_work(5, "Elsewhere");
    world.has("acc_1", &later).await;
    let looker = world.looker().await;
    for row in later.iter().step_by(83).chain([&later[4]]) {
        let got = world.engine.get_connection(&looker, &account, row.member_id(), None).await.unwrap();
        assert_eq!((got.answer, got.credits), (Some(ConnectionInfo::from(row)), 0));
    }
    let (gone, then) = (list[0].member_id(), SnapshotId::new("snap_1"));
    let now = world.engine.get_connection(&looker, &account, gone, None).await.unwrap();
    assert_eq!(now.answer, None);
    let before = world.engine.get_connection(&looker, &account, gone, Some(&then)).await.unwrap();
    assert_eq!(before.answer, Some(ConnectionInfo::from(&list[0])));
    assert_eq!(before.snapshot, Some(then));
}

#[tokio::test]
async fn a_program_pays_a_credit_for_a_member_who_is_there() {
    let world = World::with_credits(10).await;
    let account = world.has("acc_1", &people(3)).await;
    let caller = world.caller().await;
    let here = person(1).member_id();
    assert_eq!(world.engine.get_connection(&caller, &account, here, None).await.unwrap().credits, 1);
    let nobody = person(9).member_id();
    assert_eq!(world.engine.get_connection(&caller, &account, nobody, None).await.unwrap().credits, 0);
    assert_eq!(world.balance().await, 9);
    let elsewhere = AccountId::new("acc_2");
    let none = world.engine.get_connection(&caller, &elsewhere, here, None).await;
    assert_eq!(none.unwrap_err(), Error::NoAccount);
}

#[tokio::test]
async fn what_changed_of_a_member_is_told_newest_first_and_of_nobody_else() {
    let world = World::new().await;
    let account = world.has("acc_1", &people(300)).await;
    let mut list = people(300);
    list[7] = at_work(7, "Acme");
    list[8] = at_work(8, "Other");
    world.has("acc_1", &list).await;
    let seven = list.remove(7);
    world.has("acc_1", &list).await;
    list.insert(0, at_work(7, "Globex"));
    world.has("acc_1", &list).await;
    list.rotate_left(9);
    world.has("acc_1", &list).await;
    let looker = world.looker().await;
    let changes =
        async |member| world.engine.connection_changes(&looker, &account, member).await.unwrap().answer;
    let of_seven = changes(seven.member_id()).await;
    let expected = [
        ("added", None, Some("Globex")),
        ("removed", Some("Acme"), None),
        ("updated", Some("Company 7"), Some("Acme")),
    ];
    assert_eq!((told(&of_seven.changes), of_seven.complete), (expected.to_vec(), true));
    assert_eq!(of_seven.changes[2].fields, ["job_title", "company"]);
    assert_eq!(changes(person(8).member_id()).await.changes.len(), 1);
    let of_nine = changes(person(9).member_id()).await;
    assert!(of_nine.changes.is_empty() && of_nine.complete);
}

#[tokio::test]
async fn no_more_than_two_hundred_changes_of_a_member_are_told() {
    let world = World::new().await;
    let mut account = AccountId::new("acc_1");
    for n in 0..=230 {
        account = world.has("acc_1", &[at_work(1, &format!("Job {n}"))]).await;
    }
    let looker = world.looker().await;
    let of_one =
        world.engine.connection_changes(&looker, &account, person(1).member_id()).await.unwrap().answer;
    let last = told(&of_one.changes);
    assert_eq!(
        (last.len(), last[0], last[199]),
        (200, ("updated", Some("Job 229"), Some("Job 230")), ("updated", Some("Job 30"), Some("Job 31")))
    );
    assert!(!of_one.complete);
}

#[tokio::test]
async fn how_many_of_us_know_each_person_is_told_in_the_order_asked() {
    let world = World::new().await;
    world.has("acc_1", &people(20)).await;
    world.has("acc_2", &people(10)).await;
    let asked: Vec<_> = [15, 3, 99].map(|n| person(n).profile_url.unwrap()).into();
    let told = world.engine.known_by(&world.looker().await, &asked).await.unwrap();
    assert_eq!((told.answer, told.credits), (vec![1, 2, 0], 0));
    assert!(world.engine.known_by(&world.looker().await, &[]).await.unwrap().answer.is_empty());
}
