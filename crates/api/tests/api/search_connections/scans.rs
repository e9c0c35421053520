//! `search_connections` against a plain look at every row of the same list: the same people in the same order, whatever is
//! asked, on whichever store; and the same bytes on both.

use std::cmp::Reverse;

use kith_model::random::SeededRandom;
use kith_model::words::fold;
use kith_model::{ConnectedOn, Connection, Date, Query, Words};
use serde_json::{Value, json};

use crate::support::{TestApp, varied};

const SORTS: [&str; 4] = ["recently_connected", "first_name", "last_name", "company"];
const DAYS: [&str; 5] = ["2018-01-02", "2023-01-31", "2024-02-01", "2024-02-29", "2026-01-01"];

/// Who fits, by a look at each row, in the order asked for.
fn looked_through<'l>(list: &'l [Connection], asked: &Value) -> Vec<&'l Connection> {
    let finds = |field: &str, texts: [Option<&str>; 2]| {
        asked[field]
            .as_str()
            .is_none_or(|text| Query::read(text).matches(&Words::of(texts.into_iter().flatten())))
    };
    let day = |row: &Connection| row.connected_on.as_ref().and_then(ConnectedOn::day);
    let bound = |field: &str| asked[field].as_str().map(|day| day.parse::<Date>().unwrap());
    let fits = |row: &&Connection| {
        asked["query"].as_str().is_none_or(|text| Query::read(text).matches(&Words::of_connection(row)))
            && finds("company", [row.company.as_deref(), None])
            && finds("title", [row.headline.as_deref(), row.position.as_deref()])
            && bound("connected_after").is_none_or(|first| day(row).is_some_and(|day| day >= first))
            && bound("connected_before").is_none_or(|last| day(row).is_some_and(|day| day <= last))
            && asked["has_email"].as_bool().is_none_or(|wanted| row.email.is_some() == wanted)
    };
    let mut found: Vec<_> = list.iter().filter(fits).collect();
    let by = |text: &Option<String>| (text.is_none(), text.as_deref().map(fold));
    match asked["sort"].as_str().unwrap() {
        "first_name" => found.sort_by_key(|row| by(&row.first_name)),
        "last_name" => found.sort_by_key(|row| by(&row.last_name)),
        "company" => found.sort_by_key(|row| by(&row.company)),
        _ => found.sort_by_key(|row| (day(row).is_none(), Reverse(day(row)))),
    }
    found
}

fn ids<'a>(rows: impl IntoIterator<Item = &'a Connection>) -> Vec<Value> {
    rows.into_iter().map(|row| json!(row.member_id().to_string())).collect()
}

/// A question: words and beginnings of words that somebody has, days, the rest, each now and then.
fn question(random: &SeededRandom, list: &[Connection]) -> Value {
    let below = |bound: usize| usize::try_from(random.below(bound as u64)).unwrap();
    let words = |texts: Vec<Option<&str>>| {
        let text = texts.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let words: Vec<_> =
            text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).collect();
        let mut asked = Vec::new();
        for _ in 0..=below(2) {
            let word = words.get(below(words.len().max(1)))?;
            let letters: Vec<char> = word.chars().collect();
            let short: String = letters[..=below(letters.len())].iter().collect();
            asked.push(match below(3) {
                0 => short.to_uppercase(),
                1 => fold(&short),
                _ => short,
            });
        }
        let asked = asked.join(" ");
        (!Query::read(&asked).is_empty()).then_some(asked)
    };
    let row = &list[below(list.len())];
    let mut asked = json!({"sort": SORTS[below(4)], "count": 30_000, "fields": ["id"]});
    let mut put = |name: &str, one_in: usize, value: Option<Value>| {
        if below(one_in) == 0
            && let Some(value) = value
        {
            asked[name] = value;
        }
    };
    let name = row.name();
    let all = vec![Some(&*name), row.headline.as_deref(), row.position.as_deref(), row.company.as_deref()];
    put("query", 2, words(all).map(Value::from));
    put("company", 4, words(vec![row.company.as_deref()]).map(Value::from));
    put("title", 4, words(vec![row.headline.as_deref(), row.position.as_deref()]).map(Value::from));
    let (from, to) = (below(5), below(5));
    put("connected_after", 4, Some(json!(DAYS[from.min(to)])));
    put("connected_before", 4, Some(json!(DAYS[from.max(to)])));
    put("has_email", 5, Some(json!(below(2) == 0)));
    asked
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_random_searches_find_whom_a_look_at_every_row_finds_in_the_same_order() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let list = varied(1, 700);
    app.commit(alice.workspace, "a", list.clone(), Vec::new()).await;
    let random = SeededRandom::new(2);
    let (mut some, mut all) = (0, 0);
    for _ in 0..200 {
        let asked = question(&random, &list);
        let right = looked_through(&list, &asked);
        let data = alice.searches(asked.clone()).await.data();
        let found: Vec<_> =
            data["connections"].as_array().unwrap().iter().map(|row| row["id"].clone()).collect();
        assert_eq!(found, ids(right.iter().copied()), "{asked}");
        assert_eq!(data["total_available_results"], right.len());
        (some, all) = (some + usize::from(!right.is_empty()), all + usize::from(right.len() == list.len()));
    }
    assert!(some > 120 && all < 60, "the questions find something and tell people apart: {some}, {all}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_any_search_cover_whom_it_finds_once() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let list = varied(3, 400);
    app.commit(alice.workspace, "a", list.clone(), Vec::new()).await;
    let random = SeededRandom::new(4);
    for count in [1, 7, 50, 333] {
        let mut asked = question(&random, &list);
        let right = ids(looked_through(&list, &asked));
        asked["count"] = json!(count.max(right.len() / 20));
        let mut seen = Vec::new();
        for _ in 0..=right.len() {
            asked["offset"] = json!(seen.len());
            let data = alice.searches(asked.clone()).await.data();
            seen.extend(data["connections"].as_array().unwrap().iter().map(|row| row["id"].clone()));
            if data["pagination"]["has_more"] == false {
                break;
            }
            assert_eq!(data["pagination"]["next_offset"], seen.len());
        }
        assert_eq!(seen, right, "{asked}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn both_stores_answer_with_the_same_bytes() {
    let Some(apps) = TestApp::on_both().await else { return };
    let list = varied(5, 600);
    let random = SeededRandom::new(6);
    let mut asked: Vec<_> = (0..40).map(|_| ("search_connections", question(&random, &list))).collect();
    asked.push(("get_statistics", json!({})));
    asked.push(("match_connections", json!({"emails": ["person3@example.com", "person4@example.com"]})));
    let mut answers = Vec::new();
    for app in &apps {
        let alice = app.workspace("alice").await;
        app.commit(alice.workspace, "a", list.clone(), Vec::new()).await;
        let mut of = Vec::new();
        for (action, params) in &asked {
            of.push(alice.asks(action, "a", params.clone()).await.text().to_owned());
        }
        answers.push(of);
    }
    assert_eq!(answers[0], answers[1]);
}
