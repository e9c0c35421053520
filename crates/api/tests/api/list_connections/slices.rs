//! `list_connections`: any page of a list of LinkedIn's own ceiling of connections is that stretch of the file that
//! was imported, and its numbers follow from the contract's formulas, computed here anew.

use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::support::{TestApp, exports, people::name};

const ALL: usize = 30_000;

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_random_pages_are_stretches_of_the_imported_file() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let id = alice.creates("Alice").await;
    let path = format!("/v2/accounts/{id}/import");
    let csv = exports::csv((0..30_000).map(exports::row));
    let report = alice.client.send("POST", &path, Some("text/csv"), csv).await.data();
    assert_eq!((&report["rows"], &report["connections"]), (&json!(ALL), &json!(ALL)));
    let mut spent = 0;
    for (offset, count) in pages(200) {
        let reply = alice.lists(&id, json!({"offset": offset, "count": count})).await;
        let end = (offset + count).min(ALL);
        let right: Vec<_> = (offset.min(end)..end).collect();
        let mut answer = reply.json();
        has_numbers(&answer["data"], offset, count, right.len());
        assert_eq!(answer["metadata"]["credits_consumed"], right.len().div_ceil(50));
        spent += right.len().div_ceil(50) as u64;
        let shown = answer["data"]["connections"].take();
        assert_eq!(shown, right.into_iter().map(row).collect::<Value>(), "offset {offset}, count {count}");
    }
    alice.has_credits(100_000 - spent).await;
}

/// Windows of all sizes, most of them small, some of them past the end; and the edges.
fn pages(random: usize) -> Vec<(usize, usize)> {
    let mut runner = TestRunner::deterministic();
    let count = proptest::prop_oneof![19 => 1..400_usize, 1 => 1..=ALL];
    let window = (0..ALL + 100, count);
    let mut all = vec![(0, ALL), (0, 1), (ALL - 1, 1), (ALL, 1), (ALL - 1, ALL), (1, ALL)];
    all.extend((0..random).map(|_| window.new_tree(&mut runner).unwrap().current()));
    all
}

fn row(n: usize) -> Value {
    let n = u32::try_from(n).unwrap();
    json!({
        "name": name(n),
        "job_title": format!("Maker at Company {}", n % 97),
        "profile_url": format!("https://www.linkedin.com/in/first-last-{n}/"),
        "profile_picture": null,
    })
}

#[track_caller]
fn has_numbers(data: &Value, offset: usize, asked: usize, results: usize) {
    let per_page = asked.clamp(10, 100);
    let next = (results > 0 && offset + results < ALL).then_some(offset + results);
    assert_eq!((&data["total_results"], &data["total_available_results"]), (&json!(results), &json!(ALL)));
    assert_eq!(
        data["pagination"],
        json!({
            "offset": offset,
            "count": results,
            "next_offset": next,
            "has_more": next.is_some(),
            "results_per_page": per_page,
            "pages_fetched": results.div_ceil(per_page).max(1),
        })
    );
}
