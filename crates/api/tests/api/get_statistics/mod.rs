//! `get_statistics` over HTTP: against a plain recount of the same rows, by snapshot, at its price.

use std::collections::{BTreeMap, HashMap};

use kith_model::words::fold;
use kith_model::{ConnectedOn, Connection, Words};
use serde_json::{Value, json};

use crate::support::{Reply, Tenant, TestApp, people, varied};

impl Tenant<'_> {
    /// Asks for the statistics of the account `a`.
    async fn counts(&self, params: Value) -> Reply {
        self.asks("get_statistics", "a", params).await
    }
}

fn share(count: usize, total: usize) -> Value {
    let parts = u32::try_from((count * 20_000 + total) / (2 * total)).unwrap(); // ten-thousandths, rounded
    json!(f64::from(parts) / 10_000.0)
}

/// The commonest `top` of some texts, the slow way, and how many there are in all.
fn commonest<'t>(texts: impl Iterator<Item = &'t str>, top: usize, total: usize) -> (Value, usize) {
    let mut groups: HashMap<String, Vec<&str>> = HashMap::new();
    for text in texts {
        let words = Words::of([text]).as_str().to_owned();
        groups.entry(if words.is_empty() { fold(text) } else { words }).or_default().push(text);
    }
    let mut named: Vec<_> = groups
        .into_values()
        .map(|mut texts| {
            texts.sort_unstable();
            let seen = |text: &&&str| texts.iter().filter(|one| **one == **text).count();
            // The last of equals is taken: so the list is gone through from its end.
            let name = texts.iter().rev().max_by_key(seen).unwrap();
            (usize::MAX - texts.len(), (*name).to_owned(), texts.len())
        })
        .collect();
    named.sort();
    let all = named.len();
    let shown = |(_, name, count)| json!({"name": name, "count": count, "share": share(count, total)});
    (named.into_iter().take(top).map(shown).collect(), all)
}

fn recount(list: &[Connection], top: usize) -> Value {
    let total = list.len();
    let mut months = BTreeMap::<String, usize>::new();
    for day in list.iter().filter_map(|row| row.connected_on.as_ref().and_then(ConnectedOn::day)) {
        *months.entry(day.to_string()[..7].to_owned()).or_default() += 1;
    }
    let dated: usize = months.values().sum();
    let by_then = |month: &str| months.range(..=month.to_owned()).map(|(_, new)| new).sum::<usize>();
    let title = |row: &'_ Connection| row.position.clone().or(row.headline.clone());
    let titles: Vec<_> = list.iter().filter_map(title).collect();
    let with_email = list.iter().filter(|row| row.email.is_some()).count();
    let companies: Vec<_> = list.iter().filter_map(|row| row.company.as_deref()).collect();
    let (top_companies, distinct_companies) = commonest(companies.iter().copied(), top, total);
    let (top_titles, distinct_titles) = commonest(titles.iter().map(String::as_str), top, total);
    json!({
        "total": total,
        "with_email": {"count": with_email, "share": share(with_email, total)},
        "undated": total - dated,
        "months": months.iter().map(|(month, new)| json!({"month": month, "new": new, "total": by_then(month)})).collect::<Value>(),
        "companies": top_companies,
        "distinct_companies": distinct_companies,
        "without_company": total - companies.len(),
        "titles": top_titles,
        "distinct_titles": distinct_titles,
        "without_title": total - titles.len(),
    })
}

#[tokio::test]
async fn the_numbers_are_those_of_a_recount_of_the_same_rows() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    for (seed, count, top) in [(1, 900, 3), (2, 301, 500), (3, 1, 1)] {
        let list = varied(seed, count);
        app.commit(alice.workspace, "a", list.clone(), Vec::new()).await;
        let mut data = alice.counts(json!({"top": top})).await.data();
        let levels = data.as_object_mut().unwrap().remove("seniority").unwrap();
        assert_eq!(data, recount(&list, top));
        let counts = levels.as_array().unwrap().iter().map(|level| level["count"].as_u64().unwrap());
        assert_eq!(counts.sum::<u64>(), u64::from(count));
    }
}

#[tokio::test]
async fn asked_again_they_are_the_same_until_the_list_is_another() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    for seed in [1, 2] {
        let list = varied(seed, 300);
        app.commit(alice.workspace, "a", list.clone(), Vec::new()).await;
        for top in [5, 5, 2, 5] {
            let reply = alice.counts(json!({"top": top})).await;
            let mut data = reply.data();
            data.as_object_mut().unwrap().remove("seniority").unwrap();
            assert_eq!((data, reply.credits()), (recount(&list, top), 1));
        }
    }
}

#[tokio::test]
async fn seniority_is_what_titles_tell() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let titles = [
        Some("Founder"),
        Some("CFO"),
        Some("VP Sales"),
        Some("Manager"),
        Some("Manager"),
        Some("Cook"),
        None,
    ];
    let list = titles.iter().zip(people(7)).map(|(title, person)| Connection {
        position: title.map(str::to_owned),
        headline: None,
        ..person
    });
    app.commit(alice.workspace, "a", list.collect(), Vec::new()).await;
    let data = alice.counts(json!({})).await.data();
    let levels = data["seniority"].as_array().unwrap();
    let told: Vec<_> =
        levels.iter().map(|one| (one["level"].as_str().unwrap(), one["count"].as_u64().unwrap())).collect();
    assert_eq!(
        told,
        [
            ("founder", 1),
            ("executive", 1),
            ("vice_president", 1),
            ("director", 0),
            ("head", 0),
            ("manager", 2),
            ("senior", 0),
            ("entry", 0),
            ("unknown", 2),
        ]
    );
    assert_eq!(levels[5]["share"], json!(0.2857));
}

#[tokio::test]
async fn they_cost_a_credit_are_of_any_snapshot_and_an_empty_network_has_none() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 120).await;
    assert_eq!(alice.counts(json!({})).await.credits(), 1);
    alice.has_connections("a", 3).await;
    let then = alice.counts(json!({"snapshot": "snap_1"})).await;
    assert_eq!((then.header("x-kith-snapshot"), &then.data()["total"]), ("snap_1", &json!(120)));
    assert_eq!(then.data()["companies"].as_array().unwrap().len(), 50, "by default");
    let ask = async || alice.asks_under("k", "get_statistics", "a", json!({})).await;
    let first = ask().await;
    app.commit(alice.workspace, "a", Vec::new(), Vec::new()).await;
    let again = ask().await;
    assert_eq!((again.text(), again.header("idempotent-replayed")), (first.text(), "true"));
    let none = alice.counts(json!({})).await.data();
    assert_eq!(
        (&none["total"], &none["with_email"]["share"], &none["months"]),
        (&json!(0), &json!(0.0), &json!([]))
    );
    for top in [json!(0), json!(501), json!("50")] {
        let message = alice.counts(json!({"top": top})).await.is_refused(400, "INVALID_PARAMS");
        assert_eq!(message, format!("params.top must be an integer from 1 to 500; got {top}"));
    }
    alice.has_credits(100_000 - 4).await;
}
