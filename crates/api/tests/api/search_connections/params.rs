//! `search_connections`: every field of the request: days, e-mail, sorting, and what is refused.

use kith_model::{ConnectedOn, Connection};
use serde_json::{Value, json};

use super::worker;
use crate::support::{Tenant, TestApp, people::name};

fn on(day: &str, email: bool, connection: Connection) -> Connection {
    let email = email.then(|| "x@example.com".to_owned());
    Connection { connected_on: ConnectedOn::read(day), email, ..connection }
}

async fn alice(app: &TestApp) -> Tenant<'_> {
    let alice = app.workspace("alice").await;
    let list = vec![
        on("1/2/18", false, worker("Uncertain", "", "", "acme")),
        on("01 Mar 2024", true, worker("bob", "Ärmel", "", "")),
        on("02 Mar 2024", false, worker("Ann", "zeta", "", "Zoo")),
        on("01 Mar 2024", true, worker("Cid", "Adams", "", "Bar")),
        on("", false, worker("", "Nameless", "", "Ähre")),
    ];
    app.commit(alice.workspace, "a", list, Vec::new()).await;
    alice
}

#[tokio::test]
async fn days_are_looked_for_with_both_ends_and_who_has_no_certain_day_is_not_found_by_one() {
    let app = TestApp::start().await;
    let alice = alice(&app).await;
    let names = async |params| alice.searches(params).await.names();
    assert_eq!(names(json!({"connected_after": "2024-03-02"})).await, ["Ann zeta"]);
    assert_eq!(names(json!({"connected_before": "2024-03-01"})).await, ["bob Ärmel", "Cid Adams"]);
    assert_eq!(
        names(json!({"connected_after": "2024-03-01", "connected_before": "2024-03-02"})).await.len(),
        3
    );
    assert_eq!(names(json!({"connected_after": "0001-01-01"})).await.len(), 3);
    assert_eq!(names(json!({"connected_before": "2024-02-29"})).await, [""; 0]);
    assert_eq!(names(json!({})).await.len(), 5);
}

#[tokio::test]
async fn an_e_mail_address_is_asked_for_or_its_absence() {
    let app = TestApp::start().await;
    let alice = alice(&app).await;
    let names = async |params| alice.searches(params).await.names();
    assert_eq!(names(json!({"has_email": true})).await, ["bob Ärmel", "Cid Adams"]);
    assert_eq!(names(json!({"has_email": false})).await, ["Ann zeta", "Uncertain", "Nameless"]);
}

#[tokio::test]
async fn each_order_puts_who_lacks_it_last_and_leaves_ties_as_in_the_list() {
    let app = TestApp::start().await;
    let alice = alice(&app).await;
    let names = async |sort: &str| alice.searches(json!({"sort": sort})).await.names();
    let newest = ["Ann zeta", "bob Ärmel", "Cid Adams", "Uncertain", "Nameless"];
    assert_eq!(names("recently_connected").await, newest);
    assert_eq!(alice.searches(json!({})).await.names(), newest);
    assert_eq!(names("first_name").await, ["Ann zeta", "bob Ärmel", "Cid Adams", "Uncertain", "Nameless"]);
    assert_eq!(names("last_name").await, ["Cid Adams", "bob Ärmel", "Nameless", "Ann zeta", "Uncertain"]);
    assert_eq!(names("company").await, ["Uncertain", "Nameless", "Cid Adams", "Ann zeta", "bob Ärmel"]);
}

#[tokio::test]
async fn each_fault_says_what_was_wrong_where_and_what_is_right_and_costs_nothing() {
    let app = TestApp::start().await;
    let alice = alice(&app).await;
    let long = "x".repeat(201);
    for (params, says) in [
        (json!({"query": " -- "}), "params.query must hold a letter or a digit; got \" -- \""),
        (json!({"company": "!"}), "params.company must hold a letter or a digit; got \"!\""),
        (json!({"title": "*"}), "params.title must hold a letter or a digit; got \"*\""),
        (json!({"query": ""}), "params.query must be a string of 1 to 200 characters; got \"\""),
        (json!({"query": long}), "params.query must be a string of 1 to 200 characters; got "),
        (json!({"query": 7}), "params.query must be a string of 1 to 200 characters; got 7"),
        (
            json!({"connected_after": "01 Mar 2024"}),
            "params.connected_after must be a day like \"2026-04-26\"; got ",
        ),
        (json!({"connected_before": "2024-02-30"}), "params.connected_before must be a day like "),
        (
            json!({"connected_after": "2024-03-02", "connected_before": "2024-03-01"}),
            "params.connected_after must not be later than params.connected_before; got \"2024-03-02\" and \"2024-03-01\"",
        ),
        (json!({"has_email": "true"}), "params.has_email must be true or false; got \"true\""),
        (json!({"sort": "name"}), "params.sort must be one of \"recently_connected\", \"first_name\", "),
        (json!({"count": 0}), "params.count must be an integer from 1 to 30000; got 0"),
        (json!({"offset": -1}), "params.offset must be an integer from 0 to 2147483647; got -1"),
        (
            json!({"use_cache": true}),
            "there is no field \"params.use_cache\"; the nearest is \"params.has_email\"; known: query, ",
        ),
    ] {
        let message = alice.searches(params).await.is_refused(400, "INVALID_PARAMS");
        assert!(message.starts_with(says), "{message}");
    }
    alice.has_credits(100_000).await;
}

#[tokio::test]
async fn a_page_has_the_lists_shape_with_the_exact_number_of_those_found() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 1_201).await;
    // 96 of them work at "Company 7", 70 to 79: 7 + 97 n and 70..=79 + 97 n.
    let reply = alice
        .searches(json!({"company": "company 7", "count": 25, "offset": 25, "fields": ["company"]}))
        .await;
    let data = reply.data();
    let found: Vec<u32> = (0..1_201).filter(|n| (n % 97).to_string().starts_with('7')).collect();
    assert_eq!(data["total_available_results"], found.len());
    assert_eq!(
        data["pagination"],
        json!({"offset": 25, "count": 25, "next_offset": 50, "has_more": true, "results_per_page": 25, "pages_fetched": 1})
    );
    let right: Vec<_> = found[25..50].iter().map(|n| name(*n)).collect();
    assert_eq!(reply.names(), right);
    let keys: Vec<_> = data["connections"][0].as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["name", "job_title", "profile_url", "profile_picture", "company"]);
    assert_eq!(reply.json()["metadata"]["action"], "search_connections");
    assert_eq!(reply.header("x-kith-snapshot"), "snap_1");
    let past = alice.searches(json!({"company": "company 7", "offset": 9_999})).await;
    assert_eq!((past.names().len(), past.credits()), (0, 1));
    assert_eq!(past.data()["pagination"]["next_offset"], Value::Null);
}

#[tokio::test]
async fn pictures_stand_on_a_searchs_page_as_on_the_lists() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let list = crate::support::people(300);
    let picture = |n: usize| kith_model::Picture {
        url: format!("https://media.licdn.com/{n}.jpg"),
        width: 100,
        expires_at: None,
    };
    let pictures = (0..300).map(|n| (list[n].member_id(), vec![picture(n)])).collect();
    app.commit(alice.workspace, "a", list, pictures).await;
    let data = alice.searches(json!({"query": "last1", "count": 300})).await.data();
    for row in data["connections"].as_array().unwrap() {
        let n = row["name"].as_str().unwrap().split("Last").nth(1).unwrap();
        assert_eq!(row["profile_picture"], format!("https://media.licdn.com/{n}.jpg"));
    }
    assert_eq!(data["total_results"], 111);
}
