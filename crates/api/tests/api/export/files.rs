//! What an export is: its bytes, its headers, its refusals.

use kith_sim::{Grant, Options, Sim, people::Network};
use serde_json::{Value, json};

use super::odd_people;
use crate::support::{TestApp, people};

const ALL: [&str; 7] = ["id", "first_name", "last_name", "email", "company", "position", "connected_on"];

#[tokio::test]
async fn lines_of_json_are_the_connections_of_the_list_with_every_field() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let list = [odd_people(), people(1_300)].concat();
    app.commit(alice.workspace, "a", list, Vec::new()).await;
    let page = alice.lists("a", json!({"count": 30_000, "fields": ALL})).await.data();
    let file = alice.exports("a", "?format=ndjson").await;
    let lines: Vec<Value> = file.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(json!(lines), page["connections"]);
    assert_eq!(lines.len(), 1_315);
}

#[tokio::test]
async fn a_file_says_in_headers_what_it_is() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 120).await;
    for (query, media, name, ranges) in [
        ("", "text/csv; charset=utf-8", "kith-a-snap_1.csv", "bytes"),
        ("?format=csv", "text/csv; charset=utf-8", "kith-a-snap_1.csv", "bytes"),
        ("?format=ndjson", "application/x-ndjson", "kith-a-snap_1.ndjson", "bytes"),
        ("?format=vcard", "text/vcard; charset=utf-8", "kith-a-snap_1.vcf", "bytes"),
        ("?format=parquet", "application/vnd.apache.parquet", "kith-a-snap_1.parquet", "none"),
    ] {
        let file = alice.exports("a", query).await;
        assert_eq!((file.status.as_u16(), file.header("content-type")), (200, media));
        assert_eq!(file.header("content-disposition"), format!("attachment; filename=\"{name}\""));
        assert_eq!((file.header("accept-ranges"), file.header("x-kith-snapshot")), (ranges, "snap_1"));
        assert_eq!(file.headers.contains_key("content-length"), ranges == "bytes", "{query}");
        assert_eq!(file.credits(), 3);
    }
}

#[tokio::test]
async fn a_table_has_a_mark_a_header_and_lines_that_end_as_the_standard_says() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 2).await;
    let file = alice.exports("a", "").await;
    let id = |n: usize| {
        let rows = alice.lists("a", json!({"fields": ["id"]}));
        async move { rows.await.data()["connections"][n]["id"].as_str().unwrap().to_owned() }
    };
    let expected = format!(
        "\u{feff}id,first_name,last_name,name,job_title,company,position,email,profile_url,connected_on\r\n\
         {},First0,Last0,First0 Last0,Headline 0,Company 0,Maker,,https://www.linkedin.com/in/first-last-0/,2024-01-01\r\n\
         {},First1,Last1,First1 Last1,Headline 1,Company 1,Maker,,https://www.linkedin.com/in/first-last-1/,2024-01-01\r\n",
        id(0).await,
        id(1).await
    );
    assert_eq!(file.text(), expected);
}

#[tokio::test]
async fn equal_lists_have_equal_tags_and_other_formats_or_lists_have_others() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 60).await.with_connections("b", 60).await;
    let tag = async |id: &str, query: &str| alice.exports(id, query).await.header("etag").to_owned();
    let first = tag("a", "").await;
    assert_eq!((&tag("a", "?snapshot=snap_1").await, &tag("b", "").await), (&first, &first));
    assert_ne!(tag("a", "?format=vcard").await, first);
    alice.has_connections("a", 61).await;
    assert_ne!(tag("a", "").await, first);
    assert_eq!(tag("a", "?snapshot=snap_1").await, first);
}

#[tokio::test]
async fn an_empty_list_is_an_empty_file_and_free() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 0).await;
    for (format, bytes) in [("csv", 91), ("ndjson", 0), ("vcard", 0)] {
        let file = alice.exports("a", &format!("?format={format}")).await;
        assert_eq!((file.body.len(), file.credits()), (bytes, 0), "{format}");
    }
    assert!(alice.exports("a", "?format=parquet").await.body.ends_with(b"PAR1"));
    alice.has_credits(100_000).await;
}

#[tokio::test]
async fn a_format_that_there_is_not_is_refused_by_name() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let message = alice.exports("a", "?format=xlsx").await.is_refused(400, "INVALID_PARAMS");
    assert_eq!(message, "format must be one of \"csv\", \"ndjson\", \"vcard\", \"parquet\"; got \"xlsx\"");
    alice.has_credits(100_000).await;
}

#[tokio::test]
async fn what_can_not_be_exported_says_why_and_costs_nothing() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await.with_empty_account("new").await;
    alice.exports("new", "").await.is_refused(409, "ACCOUNT_NOT_READY");
    alice.exports("missing", "").await.is_refused(404, "INVALID_ACCOUNT");
    let message = alice.exports("a", "?snapshot=snap_9").await.is_refused(410, "SNAPSHOT_EXPIRED");
    assert!(message.starts_with("snapshot is none that is kept"), "{message}");
    alice.pauses("a").await;
    alice.exports("a", "").await.is_refused(403, "ACCOUNT_INACTIVE");
    alice.has_credits(100_000).await;
}

#[tokio::test]
async fn a_live_account_keeps_nothing_to_export() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let sim = Sim::start(Options { clock: app.clock.clone(), ..Options::default() }).await.unwrap();
    let token = sim.token(sim.add_member(Network::generate(3, 50)), Grant::connections());
    let source =
        json!({"kind": "connections_api", "access_token": token, "base_url": sim.url(), "mode": "live"});
    let made = alice.client.post("/v2/accounts", &json!({"name": "Ada", "source": source})).await.data();
    let message =
        alice.exports(made["account_id"].as_str().unwrap(), "").await.is_refused(400, "INVALID_PARAMS");
    assert!(message.contains("this account is live"), "{message}");
}

#[tokio::test]
async fn a_superseded_snapshot_is_exported_as_long_as_it_is_listed() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 60).await;
    let first = alice.exports("a", "").await;
    alice.has_connections("a", 70).await;
    app.clock.advance(24 * 3_600);
    let pinned = alice.exports("a", "?snapshot=snap_1").await;
    assert_eq!((pinned.text(), pinned.header("etag")), (first.text(), first.header("etag")));
    app.clock.advance(1);
    alice.exports("a", "?snapshot=snap_1").await.is_refused(410, "SNAPSHOT_EXPIRED");
}
