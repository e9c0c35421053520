//! `list_changes` from the beginning: the whole list of one snapshot first, whatever lands meanwhile, then what followed.

use serde_json::json;

use super::{Mine, apply, cursor, mine, reads_on, told};
use crate::support::{TestApp, people, people::name, person};

const DAY: i64 = 24 * 3_600;

#[tokio::test]
async fn the_beginning_is_the_whole_list_in_its_order() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 320).await;
    let (mut names, mut since, mut credits) = (Vec::new(), json!({"count": 150}), Vec::new());
    for has_more in [true, true, false] {
        let reply = alice.changes("a", since.clone()).await;
        let page = reply.data();
        assert_eq!((&page["initial"], &page["has_more"]), (&json!(true), &json!(has_more)));
        assert_eq!(reply.header("x-kith-snapshot"), "snap_1");
        names.extend(told(&page));
        credits.push(reply.credits());
        since["since"] = page["cursor"].clone();
    }
    assert_eq!(names, (0..320).map(|n| format!("+{}", name(n))).collect::<Vec<_>>());
    assert_eq!(credits, [3, 3, 1]);
    let after = alice.changes("a", since).await.data();
    assert_eq!((&after["initial"], &after["total_results"]), (&json!(false), &json!(0)));
    alice.has_credits(100_000 - 7).await;
}

#[tokio::test]
async fn the_first_list_stays_the_same_to_its_end_and_what_landed_meanwhile_follows() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 300).await;
    let (mut list, mut have, mut params) = (people(300), Mine::new(), json!({"count": 60}));
    for n in 0..5 {
        let page = alice.changes("a", params.clone()).await.data();
        assert_eq!((&page["initial"], page["total_results"].as_u64()), (&json!(true), Some(60)));
        assert_eq!(page["has_more"], true, "what landed meanwhile is to follow");
        apply(&mut have, &page);
        params["since"] = page["cursor"].clone();
        app.clock.advance(60);
        list.remove(n * 20);
        list.insert(0, person(1_000 + u32::try_from(n).unwrap()));
        alice.has("a", &list).await;
        app.clock.advance(60);
    }
    assert_eq!(have, mine(&people(300)));
    reads_on(&alice, &mut have, params["since"].as_str().map(str::to_owned), 3).await;
    assert_eq!(have, mine(&list));
}

#[tokio::test]
async fn a_time_before_the_first_snapshot_is_the_beginning() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    for seconds in [0, 3 * DAY] {
        app.clock.advance(seconds);
        let page = alice.changes("a", json!({"since": "2026-04-26T10:34:59Z"})).await.data();
        assert_eq!((&page["initial"], &page["total_results"]), (&json!(true), &json!(3)));
    }
}

#[tokio::test]
async fn a_list_of_nobody_is_a_beginning_too() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 0).await;
    let page = alice.changes("a", json!({})).await.data();
    assert_eq!((&page["initial"], &page["total_results"]), (&json!(true), &json!(0)));
    assert_eq!(page["has_more"], false);
    alice.has("a", &people(2)).await;
    let page = alice.changes("a", json!({"since": cursor(&page)})).await.data();
    assert_eq!(told(&page), ["+First0 Last0", "+First1 Last1"]);
    alice.has_credits(100_000 - 1).await;
}

#[tokio::test]
async fn where_nobody_who_was_added_is_wanted_the_first_list_is_passed_over() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 300).await;
    let first = alice.changes("a", json!({"count": 100})).await.data();
    for since in [json!({}), json!({"since": cursor(&first)})] {
        let mut params = since;
        params["types"] = json!(["removed", "updated"]);
        let reply = alice.changes("a", params).await;
        assert_eq!((reply.credits(), &reply.data()["has_more"]), (0, &json!(false)));
    }
    let page = alice.changes("a", json!({"types": ["removed"]})).await.data();
    alice.has("a", &people(299)).await;
    let page = alice.changes("a", json!({"since": cursor(&page), "types": ["removed"]})).await.data();
    assert_eq!(told(&page), ["-First299 Last299"]);
}

#[tokio::test]
async fn a_first_list_whose_snapshot_is_gone_says_to_begin_anew() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 300).await;
    let begun = alice.changes("a", json!({"count": 100})).await.data();
    let ended = alice.changes("a", json!({"count": 1_000})).await.data();
    alice.has("a", &people(301)).await;
    app.clock.advance(DAY);
    assert_eq!(alice.changes("a", json!({"since": cursor(&begun)})).await.data()["total_results"], 100);
    app.clock.advance(1);
    for days in [0, 2] {
        app.clock.advance(days * DAY);
        app.engine.prune().await.unwrap();
        let late = alice.changes("a", json!({"since": cursor(&begun)})).await;
        let message = late.is_refused(410, "SNAPSHOT_EXPIRED");
        assert!(message.contains("begin anew without since"), "{message}");
    }
    let page = alice.changes("a", json!({"since": cursor(&ended)})).await.data();
    assert_eq!(told(&page), ["+First300 Last300"], "changes are kept longer than lists");
}
