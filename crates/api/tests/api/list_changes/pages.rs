//! `list_changes`: what a change tells, and pages that neither skip nor repeat, however they are cut and filtered.

use serde_json::{Value, json};

use super::{Mine, apply, cursor, mine, reads_on, told};
use crate::support::{Tenant, TestApp, people, person};

/// An account of five lists in a minute each: 40 members; two gone and one changed; a new order; one back; ten new.
async fn with_history(app: &TestApp) -> (Tenant<'_>, Vec<kith_model::Connection>) {
    let alice = app.workspace("alice").await;
    let mut list = people(40);
    alice.has("a", &list).await;
    app.clock.advance(60);
    list.drain(10..12);
    list[3].position = Some("Chief".into());
    alice.has("a", &list).await;
    app.clock.advance(60);
    list.rotate_left(7);
    alice.has("a", &list).await;
    app.clock.advance(60);
    list.push(person(10));
    alice.has("a", &list).await;
    app.clock.advance(60);
    list.extend((100..110).map(person));
    alice.has("a", &list).await;
    app.clock.advance(60);
    (alice, list)
}

#[tokio::test]
async fn a_change_shows_the_connection_before_and_after_with_every_key() {
    let app = TestApp::start().await;
    let (alice, list) = with_history(&app).await;
    let reply = alice.changes("a", json!({"since": "snap_1", "count": 3})).await;
    let page = reply.data();
    let fields = json!(["id", "first_name", "last_name", "email", "company", "position", "connected_on"]);
    let listed = alice.lists("a", json!({"count": 40, "fields": fields, "snapshot": "snap_2"})).await.data();
    let chief = listed["connections"][3].clone();
    let mut before = chief.clone();
    before["position"] = "Maker".into();
    assert_eq!(told(&page), ["-First10 Last10", "-First11 Last11", "~First3 Last3"]);
    let expected = json!({
        "type": "updated", "at": "2026-04-26T10:36:00Z", "snapshot": "snap_2",
        "before": before, "after": chief, "fields": ["position"]
    });
    assert_eq!(page["changes"][2].to_string(), expected.to_string(), "the order of keys included");
    assert_eq!(page["changes"][0]["fields"], json!([]));
    assert_eq!((reply.credits(), &page["initial"]), (1, &json!(false)));
    assert_eq!(reply.json()["metadata"]["account_id"], "a");
    assert_eq!(list.len(), 49);
}

#[tokio::test]
async fn a_change_of_thousands_is_the_same_however_many_pages_it_takes_and_whatever_follows() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let mut list = people(1_300);
    let then = mine(&list);
    alice.has("a", &list).await;
    for row in &mut list {
        row.position = Some("Chief".into());
    }
    alice.has("a", &list).await;
    for (count, last) in [(1_000, 1_301), (300, 1_302)] {
        list.push(person(last));
        alice.has("a", &list).await; // the large one is at hand by the second time, this one is not
        let mut have = then.clone();
        reads_on(&alice, &mut have, Some("snap_1".into()), count).await;
        assert_eq!(have, mine(&list));
    }
    alice.deletes("a").await;
    alice.changes("a", json!({"since": "snap_1"})).await.is_refused(404, "INVALID_ACCOUNT");
}

#[tokio::test]
async fn however_the_pages_are_cut_the_same_changes_come_in_the_same_order() {
    let app = TestApp::unlimited().await;
    let (alice, list) = with_history(&app).await;
    let whole = alice.changes("a", json!({"since": "snap_1"})).await.data();
    assert_eq!((whole["total_results"].as_u64(), &whole["has_more"]), (Some(14), &json!(false)));
    for count in [1, 2, 3, 5, 13] {
        let (mut all, mut since, mut pages) = (Vec::new(), "snap_1".to_owned(), 0);
        loop {
            let page = alice.changes("a", json!({"since": since, "count": count})).await.data();
            all.extend(told(&page));
            since = cursor(&page);
            pages += 1;
            if page["has_more"] == false {
                break;
            }
        }
        assert_eq!(all, told(&whole));
        assert_eq!(pages, 14_usize.div_ceil(count), "no page is empty");
        assert_eq!(since, cursor(&whole));
    }
    let mut have = mine(&people(40));
    apply(&mut have, &whole);
    assert_eq!(have, mine(&list));
}

#[tokio::test]
async fn every_snapshot_and_its_moment_are_one_place_to_begin_at_also_when_it_is_gone() {
    let app = TestApp::unlimited().await;
    let (alice, _) = with_history(&app).await;
    for pruned in [0, 4] {
        for (n, left) in [(1, 14), (2, 11), (3, 11), (4, 10), (5, 0)] {
            let moment = format!("2026-04-26T10:{}:00Z", 34 + n);
            let by_id = alice.changes("a", json!({"since": format!("snap_{n}")})).await.data();
            let by_time = alice.changes("a", json!({"since": moment})).await.data();
            assert_eq!((by_id["total_results"].as_i64(), &by_id), (Some(left), &by_time), "{n} {pruned}");
        }
        app.clock.advance(3 * 24 * 3_600);
        assert_eq!(app.engine.prune().await.unwrap(), 4 - pruned);
    }
}

#[tokio::test]
async fn where_nothing_changed_the_answer_is_empty_free_and_goes_on_from_where_it_was() {
    let app = TestApp::unlimited().await;
    let (alice, mut list) = with_history(&app).await;
    let end = cursor(&alice.changes("a", json!({"since": "snap_5"})).await.data());
    let again = alice.changes("a", json!({"since": end})).await;
    assert_eq!((again.credits(), cursor(&again.data())), (0, end.clone()));
    list.reverse();
    alice.has("a", &list).await;
    let turned = alice.changes("a", json!({"since": end})).await;
    let page = turned.data();
    assert_eq!((turned.credits(), &page["total_results"], &page["has_more"]), (0, &json!(0), &json!(false)));
    assert_ne!(cursor(&page), end, "a new order is passed over");
    list.pop();
    alice.has("a", &list).await;
    for since in [end, cursor(&page)] {
        let page = alice.changes("a", json!({"since": since})).await.data();
        assert_eq!(told(&page), ["-First7 Last7"]);
    }
    alice.has_credits(100_000 - 2).await;
}

#[tokio::test]
async fn only_the_types_that_are_wanted_come_and_another_wish_between_pages_skips_and_repeats_nothing() {
    let app = TestApp::unlimited().await;
    let (alice, _) = with_history(&app).await;
    let asks = async |since: &str, types: Value, count: u32| {
        alice.changes("a", json!({"since": since, "types": types, "count": count})).await.data()
    };
    assert_eq!(told(&asks("snap_1", json!(["updated"]), 9).await), ["~First3 Last3"]);
    let gone = asks("snap_1", json!(["removed"]), 1).await;
    assert_eq!((told(&gone), &gone["has_more"]), (vec!["-First10 Last10".to_owned()], &json!(true)));
    let next = asks(&cursor(&gone), json!(["removed", "updated"]), 2).await;
    assert_eq!(told(&next), ["-First11 Last11", "~First3 Last3"]);
    let rest = asks(&cursor(&next), json!(["added", "removed"]), 2).await;
    assert_eq!(told(&rest), ["+First10 Last10", "+First100 Last100"]);
    assert_eq!(told(&asks(&cursor(&rest), json!([]), 100).await).len(), 9);
}

#[tokio::test]
async fn a_page_that_wants_few_of_many_looks_at_a_bounded_number_and_says_that_there_is_more() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 1).await;
    alice.has("a", &people(7_001)).await; // 7,000 came
    alice.has("a", &people(7_000)).await; // the last of them left
    let reply = alice.changes("a", json!({"since": "snap_1", "types": ["removed"], "count": 5})).await;
    let page = reply.data();
    assert_eq!((reply.credits(), &page["total_results"], &page["has_more"]), (0, &json!(0), &json!(true)));
    let page =
        alice.changes("a", json!({"since": cursor(&page), "types": ["removed"], "count": 5})).await.data();
    assert_eq!((told(&page), &page["has_more"]), (vec!["-First7000 Last7000".to_owned()], &json!(false)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_reader_of_two_servers_skips_and_repeats_nothing_while_lists_land() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 60).await;
    let beside = app.beside().await;
    let there = alice.client.clone().at(beside.address);
    let mut list = people(60);
    let writes = async {
        for n in 0..40 {
            list.remove(n);
            list.insert(n / 2, person(1_000 + u32::try_from(n).unwrap()));
            alice.has("a", &list).await;
        }
    };
    let reads = async {
        let (mut have, mut params) = (Mine::new(), json!({"count": 7}));
        for n in 0..120 {
            let client = if n % 2 == 0 { &there } else { &alice.client };
            let reply = client.network(&super::ask("a", params.clone())).await;
            if reply.status == 503 {
                continue; // a list landed at every try
            }
            let page = reply.data();
            apply(&mut have, &page);
            params["since"] = page["cursor"].clone();
        }
        (have, params["since"].as_str().map(str::to_owned))
    };
    let ((), (mut have, since)) = tokio::join!(writes, reads);
    reads_on(&alice, &mut have, since, 7).await;
    assert_eq!(have, mine(&list));
}
