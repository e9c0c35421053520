//! How far the lists of accounts overlap: which are compared, and what is told of them.

use kith_engine::{Account, CompareAccounts, Comparison, MAX_COMPARED, Mode, Overlap};
use kith_model::Window;

use super::super::door::Visit;
use super::super::form::link;
use super::super::words::{count, thousands};
use super::chart::Chart;
use super::figure::{Figure, Row, Table, apart, leading, percent};
use crate::error::Failure;

/// So many are compared where none are chosen.
const USUAL: usize = 5;
/// So many pairs are in the chart and its table; the file has all.
const PAIRS: usize = 15;

/// What the page tells of lists together.
pub(super) struct Together {
    /// None where there are no two lists.
    pub(super) figure: Option<Figure>,
    /// The lists against each other.
    pub(super) matrix: Vec<MatrixRow>,
    /// All that can be compared, and whether they are.
    pub(super) choice: Vec<(Account, bool)>,
}

/// A row of the matrix: an account, and how many people it shares with each.
pub(super) struct MatrixRow {
    pub(super) name: String,
    pub(super) cells: Vec<String>,
}

/// The accounts that have a list to read, the largest first.
pub(super) fn readable(mut accounts: Vec<Account>) -> Vec<Account> {
    accounts.retain(|account| !account.paused && account.mode == Mode::Mirror && account.head.is_some());
    accounts.sort_by_key(|account| std::cmp::Reverse(account.head.as_ref().map_or(0, |head| head.total)));
    accounts
}

/// What is compared of `readable`: those that are chosen, or the largest.
pub(super) fn chosen(visit: &Visit, readable: &[Account]) -> Vec<String> {
    let wanted: Vec<_> = visit.query.all("with").collect();
    let ids = readable.iter().map(|account| account.id.as_str());
    if wanted.is_empty() {
        ids.take(USUAL).map(str::to_owned).collect()
    } else {
        ids.filter(|id| wanted.contains(id)).take(MAX_COMPARED).map(str::to_owned).collect()
    }
}

/// Compares accounts; `None` of fewer than two.
pub(super) async fn compare(visit: &Visit, chosen: &[String]) -> Result<Option<Comparison>, Failure> {
    if chosen.len() < 2 {
        return Ok(None);
    }
    // Whom all of them know is on the pages of people.
    let window = Window { offset: 0, count: 1 };
    let ask = CompareAccounts { accounts: chosen.to_vec(), window };
    Ok(Some(visit.engine().compare_accounts(&visit.caller, &ask).await?.answer))
}

/// What the page tells of them.
pub(super) async fn together(
    visit: &Visit,
    account: &str,
    readable: Vec<Account>,
) -> Result<Together, Failure> {
    let chosen = chosen(visit, &readable);
    let compared = compare(visit, &chosen).await?;
    let choice = readable.into_iter().map(|one| {
        let is_chosen = chosen.iter().any(|id| id == one.id.as_str());
        (one, is_chosen)
    });
    let choice = choice.collect();
    let figure = compared.as_ref().map(|compared| figure(account, compared));
    Ok(Together { figure, matrix: compared.as_ref().map(matrix).unwrap_or_default(), choice })
}

/// The pairs, those that share most first.
pub(super) fn pairs<'c>(compared: &'c Comparison) -> Vec<(&'c str, &'c str, &'c Overlap)> {
    let name = |id: &str| {
        let mut all = compared.accounts.iter();
        all.find(|account| account.account_id == id).map_or("", |account| &*account.account_name)
    };
    let pair = |overlap: &'c Overlap| {
        let Overlap { accounts: [one, other], .. } = overlap;
        (name(one), name(other), overlap)
    };
    let mut pairs: Vec<_> = compared.overlaps.iter().map(pair).collect();
    pairs.sort_by_key(|(.., overlap)| std::cmp::Reverse(overlap.people));
    pairs
}

fn figure(account: &str, compared: &Comparison) -> Figure {
    let all = pairs(compared);
    let some = &all[..all.len().min(PAIRS)];
    let named: Vec<_> = some
        .iter()
        .map(|(one, other, overlap)| (format!("{} and {}", apart(one), apart(other)), *overlap))
        .collect();
    let says = format!(
        "{} together; {} known to all of these accounts. Most in common: {}.",
        people(compared.known_to_any),
        people(compared.known_to_all),
        leading(named.iter().map(|(name, overlap)| (&**name, overlap.people)))
    );
    let row = |(name, overlap): &(String, &Overlap)| Row {
        name: name.clone(),
        cells: vec![thousands(overlap.people), percent(overlap.share)],
        bar: overlap.people,
    };
    let caption = if all.len() > some.len() {
        format!(
            "The {} pairs of accounts that share the most people, of {}",
            some.len(),
            thousands(all.len())
        )
    } else {
        "Pairs of accounts, by people whom both know".to_owned()
    };
    let head = vec!["Accounts", "People", "Share of all whom one of them knows"];
    let table = Table::new(caption, head, named.iter().map(row).collect());
    let chart = Chart::bars(
        "People whom both know",
        // Both names have to be told apart in the room of one.
        some.iter()
            .map(|(one, other, overlap)| (format!("{} & {}", brief(one), brief(other)), overlap.people)),
    );
    let mut query = vec![("account", account)];
    query.extend(compared.accounts.iter().map(|account| ("with", &*account.account_id)));
    let csv = link("/network/overlap.csv", &query);
    Figure { id: "overlap", title: "Overlap between accounts", says, note: String::new(), chart, table, csv }
}

fn brief(name: &str) -> String {
    match name.char_indices().nth(10) {
        Some((end, _)) if name.chars().count() > 11 => format!("{}\u{2026}", &name[..end]),
        _ => name.to_owned(),
    }
}

fn people(number: u32) -> String {
    if number == 1 { "1 person".to_owned() } else { format!("{} people", thousands(number)) }
}

fn matrix(compared: &Comparison) -> Vec<MatrixRow> {
    let cell = |one: &str, other: &str| {
        let same = |overlap: &&Overlap| overlap.accounts.iter().all(|id| id == one || id == other);
        compared.overlaps.iter().find(same).map_or(0, |overlap| overlap.people)
    };
    let row = |one: &kith_engine::ComparedAccount| {
        let cells = compared.accounts.iter().map(|other| {
            let is_one = one.account_id == other.account_id;
            thousands(if is_one { one.people } else { cell(&one.account_id, &other.account_id) })
        });
        MatrixRow { name: one.account_name.clone(), cells: cells.collect() }
    };
    compared.accounts.iter().map(row).collect()
}

impl Together {
    /// What was compared, in words.
    pub(super) fn compared(&self) -> String {
        let chosen = self.choice.iter().filter(|(_, is_chosen)| *is_chosen).count();
        format!("{} of {} compared", thousands(chosen), count(self.choice.len(), "account"))
    }
}
