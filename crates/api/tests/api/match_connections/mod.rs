//! `match_connections` over HTTP: who of those asked for is connected, in any spelling, at what price.

use serde_json::{Value, json};

use crate::support::{Reply, Tenant, TestApp, people::name, varied};

impl Tenant<'_> {
    /// Asks who of some people is connected to the account `a`.
    async fn matches(&self, params: Value) -> Reply {
        self.asks("match_connections", "a", params).await
    }
}

#[tokio::test]
async fn any_spelling_of_a_profiles_address_finds_the_one_member_that_it_is_of() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 700).await;
    let spellings = [
        "https://www.linkedin.com/in/first-last-7/",
        "http://uk.linkedin.com/in/First-Last-7?trk=x#top",
        "linkedin.com/in/first-last-7",
        "m.linkedin.com/in/first-last-7/de",
        "https://www.linkedin.com/comm/in/first%2Dlast-7",
        "/in/first-last-7",
        "  first-last-7 ",
    ];
    let reply = alice.matches(json!({"profile_urls": spellings})).await;
    let data = reply.data();
    let id = alice.lists("a", json!({"offset": 7, "count": 1, "fields": ["id"]})).await.data();
    for (asked, one) in spellings.iter().zip(data["matches"].as_array().unwrap()) {
        assert_eq!(
            *one,
            json!({
                "asked": asked, "readable": true, "connected": true, "id": id["connections"][0]["id"],
                "name": name(7), "profile_url": "https://www.linkedin.com/in/first-last-7/",
                "connected_on": "2024-01-01",
            })
        );
    }
    assert_eq!((&data["connected"], &data["not_connected"]), (&json!(7), &json!(0)));
    assert_eq!((reply.header("x-kith-snapshot"), reply.credits()), ("snap_1", 1));
}

#[tokio::test]
async fn a_text_that_is_no_address_fails_nobody_else_and_each_stands_where_it_was_asked() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 10).await;
    let asked = [
        "first-last-3",
        "javascript:alert(1)",
        "first-last-99",
        "https://example.com/in/first-last-4",
        "first-last-3",
    ];
    let data = alice.matches(json!({"profile_urls": asked})).await.data();
    let told = |key: &str| {
        data["matches"].as_array().unwrap().iter().map(|one| one[key].clone()).collect::<Vec<_>>()
    };
    assert_eq!(told("asked"), asked.map(Value::from));
    assert_eq!(told("readable"), [true, false, true, false, true].map(Value::from));
    assert_eq!(told("connected"), [true, false, false, false, true].map(Value::from));
    assert!(told("id")[1..4].iter().all(Value::is_null));
    let counts = ["connected", "not_connected", "unreadable"].map(|key| data[key].clone());
    assert_eq!(counts, [2, 1, 2].map(Value::from));
}

#[tokio::test]
async fn e_mail_addresses_are_found_in_any_letter_case() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let list = varied(8, 300);
    app.commit(alice.workspace, "a", list.clone(), Vec::new()).await;
    let asked: Vec<_> = (0..300).map(|n| format!("PERSON{n}@example.COM ")).collect();
    let data = alice.matches(json!({"emails": asked})).await.data();
    for (row, one) in list.iter().zip(data["matches"].as_array().unwrap()) {
        assert_eq!(one["connected"], row.email.is_some());
        let id = row.email.as_ref().map(|_| row.member_id().to_string());
        assert_eq!(one["id"], json!(id));
    }
    let data = alice.matches(json!({"emails": ["no address", "@", "a@", "a@b@c", "a b@c"]})).await.data();
    assert_eq!(data["unreadable"], 5);
}

#[tokio::test]
async fn every_fifty_asked_for_cost_a_credit_found_or_not_and_a_retry_costs_nothing_more() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 30).await;
    let urls = |count: u32| (0..count).map(|n| format!("first-last-{n}")).collect::<Vec<_>>();
    for (count, credits) in [(1, 1), (50, 1), (51, 2), (1_000, 20)] {
        let reply = alice.matches(json!({"profile_urls": urls(count)})).await;
        assert_eq!((reply.credits(), &reply.data()["connected"]), (credits, &json!(count.min(30))));
    }
    let ask =
        async || alice.asks_under("k", "match_connections", "a", json!({"profile_urls": urls(60)})).await;
    let first = ask().await;
    alice.has_connections("a", 1).await;
    let again = ask().await;
    assert_eq!((again.text(), again.header("idempotent-replayed")), (first.text(), "true"));
    assert_eq!(alice.matches(json!({"profile_urls": urls(60)})).await.data()["connected"], 1);
    let pinned = alice.matches(json!({"profile_urls": urls(60), "snapshot": "snap_1"})).await;
    assert_eq!((&pinned.data()["connected"], pinned.header("x-kith-snapshot")), (&json!(30), "snap_1"));
    alice.has_credits(100_000 - 24 - 2 - 2 - 2).await;
}

#[tokio::test]
async fn a_thousand_addresses_of_sixty_characters_fit_a_request() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 30).await;
    let url = |n: u32| format!("{:-<60}", format!("https://www.linkedin.com/in/first-last-{n}"));
    let urls: Vec<_> = (0..1_000).map(url).collect();
    assert_eq!(alice.matches(json!({"profile_urls": urls})).await.data()["not_connected"], 1_000);
}

#[tokio::test]
async fn either_addresses_of_profiles_or_of_mail_are_asked_for() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let many: Vec<_> = (0..1_001).map(|n| n.to_string()).collect();
    for (params, says) in [
        (json!({}), "params must have either profile_urls or emails; got neither"),
        (
            json!({"profile_urls": ["a"], "emails": ["b"]}),
            "params must have either profile_urls or emails; got both",
        ),
        (
            json!({"profile_urls": []}),
            "params.profile_urls must be an array of 1 to 1000 strings of 1 to 500 characters; got ",
        ),
        (json!({"profile_urls": many}), "params.profile_urls must be an array of 1 to 1000 strings"),
        (json!({"emails": [""]}), "params.emails[0] must be a string of 1 to 320 characters; got \"\""),
        (json!({"emails": "a@b"}), "params.emails must be an array of 1 to 1000 strings"),
    ] {
        let message = alice.matches(params).await.is_refused(400, "INVALID_PARAMS");
        assert!(message.starts_with(says), "{message}");
    }
    alice.has_credits(100_000).await;
}
