//! The team's answers against a plain recount of random lists, page by page.

use std::collections::{BTreeMap, BTreeSet};

use kith_model::random::SeededRandom;
use kith_model::{Connection, Query, Words};
use serde_json::{Value, json};

use super::{asks, known, met};
use crate::support::TestApp;

const NAMES: [&str; 6] = ["Jane Doe", "José Doe", "Kim", "Pat O'Brien", "東京 太郎", "Łukasz"];
const COMPANIES: [&str; 5] = ["Acme", "Acme Robotics", "Société Beta", "東京大学", "Gamma"];

/// Profile, name, company.
type Told = (String, String, String);

/// Who is known to which accounts, by profile, and as whom the freshest account lists them.
fn recount(
    lists: &[Vec<Connection>],
    finds: &dyn Fn(&Connection) -> bool,
) -> BTreeMap<Told, BTreeSet<usize>> {
    let mut who: BTreeMap<String, (Connection, BTreeSet<usize>)> = BTreeMap::new();
    for (at, row) in lists.iter().enumerate().flat_map(|(at, list)| list.iter().map(move |row| (at, row))) {
        let key = row.profile_url.as_ref().unwrap().key();
        let known = who.entry(key).or_insert_with(|| (row.clone(), BTreeSet::new()));
        known.0 = row.clone(); // later accounts are fresher
        known.1.insert(at);
    }
    let told = |(key, (row, by)): (String, (Connection, BTreeSet<usize>))| {
        ((key, row.name(), row.company.unwrap_or_default()), by)
    };
    who.into_iter().filter(|(_, (row, _))| finds(row)).map(told).collect()
}

async fn all_pages(alice: &crate::support::Tenant<'_>, action: &str, params: &Value) -> Vec<Value> {
    let (mut all, mut offset) = (Vec::new(), 0);
    loop {
        let mut params = params.clone();
        params["offset"] = offset.into();
        params["count"] = 7.into();
        let data = asks(alice, action, params).await.data();
        all.extend(data["people"].as_array().unwrap().clone());
        let Some(next) = data["pagination"]["next_offset"].as_u64() else {
            assert_eq!(data["total_available_results"], all.len());
            return all;
        };
        offset = next;
    }
}

#[tokio::test]
async fn whatever_is_asked_the_answer_is_that_of_a_plain_recount() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let random = SeededRandom::new(5);
    let one = |of: &'static [&str]| of[usize::try_from(random.below(of.len() as u64)).unwrap()];
    let mut lists: Vec<Vec<Connection>> = Vec::new();
    for account in 0..6 {
        let mut list = BTreeMap::new();
        for _ in 0..25 {
            let (n, day) = (random.below(40), random.below(28) + 1);
            list.insert(n, met(one(&NAMES), one(&COMPANIES), &format!("p{n}"), &format!("2024-01-{day:02}")));
        }
        lists.push(list.into_values().collect());
        app.commit(alice.workspace, &format!("acc_{account}"), lists[account].clone(), Vec::new()).await;
    }
    for text in ["", "jane", "doe", "acme", "brien", "大", "東京", "luk gamma", "buyer a"] {
        let query = Query::read(text);
        let by_words = recount(&lists, &|row| query.matches(&Words::of_connection(row)));
        let by_company = recount(&lists, &|row| query.matches(&Words::of(row.company.as_deref())));
        let asked: &[(&str, Value, _)] = if text.is_empty() {
            &[("list_people", json!({}), by_words)]
        } else {
            &[
                ("list_people", json!({"query": text}), by_words.clone()),
                ("find_introducers", json!({"query": text}), by_words),
                ("find_introducers", json!({"company": text}), by_company),
            ]
        };
        for (action, params, expected) in asked {
            let found = all_pages(&alice, action, params).await;
            let counts: Vec<_> = known(&json!({"people": found})).iter().map(|(_, by)| *by).collect();
            assert!(counts.is_sorted_by(|one, next| one >= next), "{params}: {counts:?}");
            let told: BTreeMap<Told, BTreeSet<usize>> = found.iter().map(told).collect();
            assert_eq!(&told, expected, "{action} {params}");
        }
    }
}

fn told(person: &Value) -> (Told, BTreeSet<usize>) {
    let text = |field: &str| person[field].as_str().unwrap().to_owned();
    let key = text("profile_url").replace("https://www.linkedin.com/in/", "").replace('/', "");
    let by = person["known_by"].as_array().unwrap().iter();
    let by = by.map(|by| by["account_id"].as_str().unwrap()[4..].parse().unwrap()).collect();
    ((key, text("name"), text("company")), by)
}
