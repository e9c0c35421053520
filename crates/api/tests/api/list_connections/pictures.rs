//! `list_connections`: `profile_picture` is the largest that has not expired.

use kith_model::Picture;
use serde_json::{Value, json};

use crate::support::{NOW, TestApp, person};

fn picture(url: &str, width: u32, expires_in: Option<i64>) -> Picture {
    let now: kith_model::Timestamp = NOW.parse().unwrap();
    let expires_at =
        expires_in.map(|seconds| kith_model::Timestamp::from_second(now.as_second() + seconds).unwrap());
    Picture { url: url.into(), width, expires_at }
}

#[tokio::test]
async fn the_largest_is_chosen_and_gives_way_to_a_smaller_one_when_it_expires() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let sizes = vec![
        picture("https://media.example/200", 200, None),
        picture("https://media.example/800", 800, Some(60)),
        picture("https://media.example/400", 400, Some(3_600)),
    ];
    app.commit(alice.workspace, "a", vec![person(0), person(1)], vec![(person(0).member_id(), sizes)]).await;
    let shown = async || {
        let data = alice.lists("a", json!({})).await.data();
        assert_eq!(data["connections"][1]["profile_picture"], Value::Null);
        data["connections"][0]["profile_picture"].clone()
    };
    assert_eq!(shown().await, "https://media.example/800");
    app.clock.advance(59);
    assert_eq!(shown().await, "https://media.example/800");
    app.clock.advance(1);
    assert_eq!(shown().await, "https://media.example/400");
    app.clock.advance(3_600);
    assert_eq!(shown().await, "https://media.example/200");
    app.clock.advance(1_000_000);
    assert_eq!(shown().await, "https://media.example/200");
}

#[tokio::test]
async fn a_picture_of_which_every_size_has_expired_is_null() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let sizes = vec![
        picture("https://media.example/1", 800, Some(-1)),
        picture("https://media.example/2", 100, Some(0)),
    ];
    app.commit(alice.workspace, "a", vec![person(0)], vec![(person(0).member_id(), sizes)]).await;
    let page = alice.lists("a", json!({"fields": ["id"]})).await.data();
    assert_eq!(page["connections"][0]["profile_picture"], Value::Null);
    assert!(page["connections"][0]["id"].is_string());
}

#[tokio::test]
async fn pictures_stay_with_their_members_on_every_page() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let list: Vec<_> = (0..700).map(person).collect();
    let url = |n: u32| format!("https://media.example/\"{n}\"");
    let every_third = (0..700).step_by(3);
    let pictures = every_third.map(|n| (person(n).member_id(), vec![picture(&url(n), 100, None)])).collect();
    app.commit(alice.workspace, "a", list, pictures).await;
    for (offset, count) in [(0, 700), (255, 3), (256, 1), (300, 301)] {
        let data = alice.lists("a", json!({"offset": offset, "count": count})).await.data();
        for (n, row) in (offset..).zip(data["connections"].as_array().unwrap()) {
            let right = if n % 3 == 0 { json!(url(n)) } else { Value::Null };
            assert_eq!(
                (&row["name"], &row["profile_picture"]),
                (&json!(format!("First{n} Last{n}")), &right)
            );
        }
    }
}
