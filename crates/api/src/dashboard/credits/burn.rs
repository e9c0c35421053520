//! What was consumed: by day as a chart and a table, by key, by action; all of it as a file.

use std::collections::{BTreeMap, HashMap};

use axum::response::Response;
use kith_engine::{Key, Spent};
use kith_model::{Scope, Timestamp};
use serde_json::json;

use super::super::door::Visit;
use super::super::sheet::Sheet;
use super::super::words;
use crate::error::Failure;

/// How many days can be looked at; the second is what is shown first.
pub(super) const CHOICES: [u32; 3] = [7, 30, 90];
const DAY_SECONDS: i64 = 24 * 3_600;

/// What was consumed in some days.
pub(super) struct Burn {
    pub(super) days: u32,
    pub(super) credits: u64,
    pub(super) debits: u64,
    /// The newest day first; a day on which nothing was consumed has none.
    pub(super) by_day: Vec<Sum>,
    /// The most consumed first.
    pub(super) by_key: Vec<Sum>,
    pub(super) by_action: Vec<Sum>,
    /// What the chart is drawn from.
    pub(super) chart: String,
}

/// A row of a table.
pub(super) struct Sum {
    /// The key's id, in a table of keys.
    pub(super) id: String,
    pub(super) name: String,
    pub(super) credits: u64,
    pub(super) debits: u64,
}

impl Burn {
    pub(super) fn of(days: u32, today: i32, spent: &[Spent], keys: &[Key]) -> Self {
        let names = names(keys);
        let (mut by_day, mut by_key, mut by_action) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for one in spent {
            add(&mut by_day, one.day, one);
            add(&mut by_key, one.key.as_ref().map_or("", |key| key.as_str()), one);
            add(&mut by_action, one.action.as_str(), one);
        }
        let count = i32::try_from(days).unwrap_or(0);
        let all: Vec<_> = (today + 1 - count..=today).collect();
        let values: Vec<_> = all.iter().map(|day| by_day.get(day).map_or(0, |sum| sum.0)).collect();
        let labels: Vec<_> = all.iter().map(|day| text_of(*day)).collect();
        let chart =
            json!({"type": "bar", "labels": labels, "series": [{"name": "Credits", "values": values}]});
        let key = |(id, sum): (&str, _)| row(id, names.get(id).copied().unwrap_or(id), sum);
        Self {
            days,
            credits: spent.iter().map(|one| one.credits).sum(),
            debits: spent.iter().map(|one| one.debits).sum(),
            by_day: by_day.iter().rev().map(|(day, sum)| row("", &text_of(*day), *sum)).collect(),
            by_key: most_first(by_key.into_iter().map(key)),
            by_action: most_first(by_action.into_iter().map(|(action, sum)| row("", action, sum))),
            chart: chart.to_string(),
        }
    }

    /// In how many days the balance will be used up, if it goes on like this.
    pub(super) fn lasts(&self, balance: u64) -> Option<u64> {
        balance.saturating_mul(self.days.into()).checked_div(self.credits)
    }

    /// The chart in a sentence, for those who do not see it.
    pub(super) fn says(&self) -> String {
        let most = self.by_day.iter().max_by_key(|day| day.credits);
        let most = most.map(|day| format!(", most on {} ({})", day.name, words::thousands(day.credits)));
        let (credits, calls) = (words::count(self.credits, "credit"), words::count(self.debits, "call"));
        format!("{credits} for {calls} in {} days{}.", self.days, most.unwrap_or_default())
    }
}

/// The names of keys by their ids.
pub(super) fn names(keys: &[Key]) -> HashMap<&str, &str> {
    keys.iter().map(|key| (key.id.as_str(), key.name.as_str())).collect()
}

fn add<K: Ord>(sums: &mut BTreeMap<K, (u64, u64)>, key: K, spent: &Spent) {
    let sum = sums.entry(key).or_insert((0, 0));
    *sum = (sum.0 + spent.credits, sum.1 + spent.debits);
}

fn row(id: &str, name: &str, (credits, debits): (u64, u64)) -> Sum {
    Sum { id: id.to_owned(), name: name.to_owned(), credits, debits }
}

fn most_first(sums: impl Iterator<Item = Sum>) -> Vec<Sum> {
    let mut sums: Vec<_> = sums.collect();
    sums.sort_by_key(|sum| std::cmp::Reverse(sum.credits));
    sums
}

/// A day that is told in days since 1970.
fn text_of(day: i32) -> String {
    words::day(Timestamp::from_second(i64::from(day) * DAY_SECONDS).unwrap_or(Timestamp::UNIX_EPOCH))
}

/// How many days a query asks for.
pub(super) fn days(visit: &Visit) -> u32 {
    visit.query.number("days").filter(|days| CHOICES.contains(days)).unwrap_or(CHOICES[1])
}

pub(super) fn today(now: Timestamp) -> i32 {
    i32::try_from(now.as_second().div_euclid(DAY_SECONDS)).unwrap_or(0)
}

/// The sums as a file. It names nobody who is in a list, and is free.
pub(super) async fn file(visit: Visit) -> Result<Response, Failure> {
    visit.caller.needs(Scope::Admin)?;
    let (engine, workspace) = (visit.engine(), visit.caller.workspace());
    let spent = engine.get_spending(workspace, days(&visit)).await?;
    let keys = engine.list_keys(workspace).await?;
    let names = names(&keys);
    let mut sheet = Sheet::new(&["day", "key_id", "key", "action", "credits", "debits"])?;
    for one in &spent {
        let id = one.key.as_ref().map_or("", |key| key.as_str());
        let (day, credits, debits) = (text_of(one.day), one.credits.to_string(), one.debits.to_string());
        let name = names.get(id).copied().unwrap_or_default();
        sheet.row([&day, id, name, one.action.as_str(), &credits, &debits])?;
    }
    sheet.file(&format!("spending-{}.csv", words::day(visit.now())))
}

#[cfg(test)]
mod tests {
    use kith_model::KeyId;

    use super::*;

    fn spent(day: i32, key: &str, action: &str, credits: u64) -> Spent {
        Spent { day, key: Some(KeyId::new(key)), action: action.into(), credits, debits: 1 }
    }

    #[test]
    fn sums_are_told_by_day_key_and_action_and_the_chart_has_every_day() {
        let all = [
            spent(98, "key_a", "list_people", 1),
            spent(100, "key_a", "list_connections", 2),
            spent(100, "key_b", "list_connections", 30),
        ];
        let burn = Burn::of(7, 100, &all, &[]);
        let told = |sums: &[Sum]| sums.iter().map(|sum| (sum.name.clone(), sum.credits)).collect::<Vec<_>>();
        assert_eq!(told(&burn.by_day), [("1970-04-11".into(), 32), ("1970-04-09".into(), 1)]);
        assert_eq!(told(&burn.by_key), [("key_b".into(), 30), ("key_a".into(), 3)]);
        assert_eq!(told(&burn.by_action), [("list_connections".into(), 32), ("list_people".into(), 1)]);
        let chart: serde_json::Value = serde_json::from_str(&burn.chart).unwrap();
        assert_eq!(chart["series"][0]["values"], json!([0, 0, 0, 0, 1, 0, 32]));
        assert_eq!((&chart["labels"][0], &chart["labels"][6]), (&json!("1970-04-05"), &json!("1970-04-11")));
        assert_eq!(burn.says(), "33 credits for 3 calls in 7 days, most on 1970-04-11 (32).");
        assert_eq!((burn.lasts(66), burn.lasts(u64::MAX).is_some()), (Some(14), true));
        assert_eq!(Burn::of(7, 100, &[], &[]).lasts(66), None);
    }
}
