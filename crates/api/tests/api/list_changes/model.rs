//! The model: five hundred random syncs, and readers who began at any moment, at a snapshot, a time, a cursor or with
//! nothing. What each is told, applied in order to the list that it had, is the list of now.

use kith_model::random::SeededRandom;
use kith_model::{Connection, Random};
use serde_json::{Value, json};

use super::{Mine, apply, cursor, mine};
use crate::support::{Tenant, TestApp, people, person};

const SYNCS: usize = 500;
const MINUTES_APART: i64 = 10;

struct Dice(SeededRandom);

impl Dice {
    /// A number below `end`.
    fn below(&self, end: usize) -> usize {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        u32::from_le_bytes(bytes) as usize % end.max(1)
    }
}

/// One random sync: somebody comes, goes, comes back or changes, all move, all leave, or nothing happens.
fn edit(list: &mut Vec<Connection>, gone: &mut Vec<Connection>, dice: &Dice, step: usize) {
    let place = dice.below(list.len() + 1);
    match dice.below(12) {
        0..=3 => list.insert(place, person(u32::try_from(1_000 + step).unwrap())),
        4..=5 if place < list.len() => gone.push(list.remove(place)),
        6..=7 if place < list.len() => {
            list[place].company = Some(format!("Company {step}"));
            list[place].email = (dice.below(2) == 0).then(|| format!("a{step}@example.com"));
        }
        8 if !gone.is_empty() => {
            let mut back = gone.swap_remove(dice.below(gone.len()));
            back.position = Some(format!("Back {step}"));
            list.insert(place, back);
        }
        9 => list.rotate_left(place),
        10 if dice.below(8) == 0 => gone.append(list),
        10 => {
            let some = dice.below(20).min(gone.len());
            list.splice(0..0, gone.drain(..some));
        }
        _ => {} // a sync that found nothing
    }
}

/// Somebody who keeps the list, and where they are.
#[derive(Clone, Default)]
struct Reader {
    have: Mine,
    since: Option<String>,
    /// Whether what they have is a part of a first list.
    initial: bool,
}

impl Reader {
    /// Reads one page; whether it was the last one.
    async fn reads(&mut self, alice: &Tenant<'_>, dice: &Dice, paid: &mut u64) -> bool {
        let mut params = json!({"count": 1 + dice.below([5, 60, 1_000][dice.below(3)])});
        if let Some(since) = &self.since {
            params["since"] = since.clone().into();
        }
        let reply = alice.changes("a", params).await;
        if self.initial && reply.status == 410 {
            // A first list that took longer than lists are kept.
            *self = Self::default();
            return false;
        }
        let page = reply.data();
        *paid += page["total_results"].as_u64().unwrap().div_ceil(50);
        apply(&mut self.have, &page);
        self.since = Some(cursor(&page));
        self.initial = page["initial"] == true;
        page["has_more"] == false
    }
}

/// Somebody who begins now: with nothing, or with the list of an earlier snapshot that they know by its id or its time.
fn begins(past: &[(Mine, String)], dice: &Dice) -> Reader {
    let n = dice.below(past.len());
    let (have, at) = past[n].clone();
    match dice.below(3) {
        0 => Reader::default(),
        1 => Reader { have, since: Some(format!("snap_{}", n + 1)), initial: false },
        _ => Reader { have, since: Some(at), initial: false },
    }
}

#[tokio::test]
async fn what_is_told_since_any_moment_makes_the_list_of_then_the_list_of_now() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let dice = Dice(SeededRandom::new(12));
    let (mut list, mut gone, mut past, mut paid) = (people(70), Vec::new(), Vec::new(), 0);
    let (mut readers, mut places): (Vec<Reader>, Vec<Reader>) = (Vec::new(), Vec::new());
    for step in 0..SYNCS {
        alice.has("a", &list).await;
        past.push((mine(&list), app.engine.clock().now().to_string()));
        app.clock.advance(MINUTES_APART * 60);
        if step % 40 == 39 {
            app.engine.prune().await.unwrap();
        }
        if dice.below(12) == 0 {
            readers.push(begins(&past, &dice));
        }
        // Some read a page, and another list may land before they read the next.
        for reader in &mut readers {
            if dice.below(6) == 0 {
                if reader.reads(&alice, &dice, &mut paid).await {
                    assert_eq!(reader.have, past[step].0, "after {} syncs", step + 1);
                }
                places.push(reader.clone());
            }
        }
        if readers.len() > 5 {
            readers.swap_remove(dice.below(5));
        }
        edit(&mut list, &mut gone, &dice, step);
    }
    let now = &past[SYNCS - 1].0;
    assert_eq!(&listed(&alice).await, now);
    let any = (0..25).map(|_| places[dice.below(places.len())].clone());
    let late = (0..8).map(|_| begins(&past, &dice));
    for mut reader in any.chain(late).collect::<Vec<_>>() {
        while !reader.reads(&alice, &dice, &mut paid).await {}
        assert_eq!(&reader.have, now);
    }
    alice.has_credits(100_000 - paid - listed_price(now)).await;
}

fn listed_price(list: &Mine) -> u64 {
    list.len().div_ceil(50).try_into().unwrap()
}

/// The list as `list_connections` has it.
async fn listed(alice: &Tenant<'_>) -> Mine {
    let fields = json!(["id", "first_name", "last_name", "email", "company", "position", "connected_on"]);
    let page = alice.lists("a", json!({"count": 30_000, "fields": fields})).await.data();
    let rows = page["connections"].as_array().unwrap();
    rows.iter().map(|row: &Value| (row["id"].as_str().unwrap().to_owned(), row.clone())).collect()
}
