//! The figures of one account: its growth, its companies, its titles, its levels.

use kith_engine::{Group, Level, Month, Statistics};

use super::super::form::link;
use super::super::months::even;
use super::super::words::{count, thousands};
use super::chart::{Chart, Series};
use super::figure::{Figure, Row, Table, leading, percent};

/// The level of those whose title tells none.
const UNKNOWN: &str = "unknown";

/// The figures of an account's statistics.
pub(super) fn figures(account: &str, of: &Statistics) -> Vec<Figure> {
    vec![
        growth(account, of),
        groups(account, "companies", of),
        groups(account, "titles", of),
        levels(account, &of.seniority),
    ]
}

fn file(account: &str, id: &str) -> String {
    link(&format!("/network/{id}.csv"), &[("account", account)])
}

fn growth(account: &str, of: &Statistics) -> Figure {
    let months = even(&of.months);
    let says = match (of.months.first(), of.months.last(), of.months.iter().max_by_key(|month| month.new)) {
        (Some(first), Some(last), Some(most)) => format!(
            "From {} to {} the network grew to {}; the most came in {}: {}.",
            first.month,
            last.month,
            count(last.total, "connection"),
            most.month,
            thousands(most.new)
        ),
        _ => "The list tells of nobody when they were connected.".to_owned(),
    };
    let series =
        |name, kind, axis, values| Series { name, kind, values, axis: Some(axis), fill: kind == "line" };
    let (total, new) = months.iter().map(|month| (month.total, month.new)).unzip();
    let chart = Chart {
        kind: "bar",
        horizontal: false,
        second: true,
        labels: months.iter().map(|month| month.month.clone()).collect(),
        series: vec![
            series("Connections", "line", "y", total),
            series("New in the month", "bar", "second", new),
        ],
    };
    let row = |month: &Month| Row {
        name: month.month.clone(),
        cells: vec![thousands(month.new), thousands(month.total)],
        bar: month.new,
    };
    let head = vec!["Month", "New", "Connections"];
    let table = Table::new(
        "Today’s connections by the month in which they were made",
        head,
        of.months.iter().map(row).collect(),
    );
    let note = if of.undated == 0 {
        String::new()
    } else {
        format!("Left out: {} without a certain day.", count(of.undated, "connection"))
    };
    Figure { id: "growth", title: "Growth", says, note, chart, table, csv: file(account, "growth") }
}

fn groups(account: &str, id: &'static str, of: &Statistics) -> Figure {
    let of_companies = id == "companies";
    let (title, one, all, distinct, without) = if of_companies {
        ("Companies", "Company", &of.companies, of.distinct_companies, of.without_company)
    } else {
        ("Titles", "Title", &of.titles, of.distinct_titles, of.without_title)
    };
    let first: Vec<(&str, u32)> = all.iter().map(|group| (&*group.name, group.count)).collect();
    let says = format!("Most people: {}.", leading(first.iter().copied()));
    let row = |group: &Group| Row {
        name: group.name.clone(),
        cells: vec![thousands(group.count), percent(group.share)],
        bar: group.count,
    };
    let (things, lack) = if of_companies { ("companies", "company") } else { ("titles", "title") };
    let caption = if (all.len() as u64) < u64::from(distinct) {
        format!("The first {} of {} {things}, by people", all.len(), thousands(distinct))
    } else {
        format!("All {things}, by people")
    };
    let table = Table::new(caption, vec![one, "People", "Share"], all.iter().map(row).collect());
    let note = if without == 0 {
        String::new()
    } else {
        format!("Left out: {} without a {lack}.", count(without, "connection"))
    };
    let chart = Chart::bars("People", all.iter().map(|group| (group.name.clone(), group.count)));
    Figure { id, title, says, note, chart, table, csv: file(account, id) }
}

fn levels(account: &str, levels: &[Level]) -> Figure {
    let named: Vec<_> = levels.iter().map(|level| (name_of(&level.level), level)).collect();
    let told = named.iter().filter(|(_, level)| level.level != UNKNOWN && level.count > 0);
    let mut most: Vec<_> = told.map(|(name, level)| (&**name, level.count)).collect();
    most.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let says = format!("Most people: {}.", leading(most));
    let unknown = levels.iter().find(|level| level.level == UNKNOWN).map_or(0, |level| level.count);
    let row = |(name, level): &(String, &Level)| Row {
        name: name.clone(),
        cells: vec![thousands(level.count), percent(level.share)],
        bar: level.count,
    };
    let table = Table::new(
        "People by the level that their title tells, highest first",
        vec!["Level", "People", "Share"],
        named.iter().map(row).collect(),
    );
    let chart = Chart::bars("People", named.iter().map(|(name, level)| (name.clone(), level.count)));
    let note = match unknown {
        0 => String::new(),
        some => format!("Of {} the title tells no level.", count(some, "connection")),
    };
    let id = "seniority";
    Figure { id, title: "Seniority", says, note, chart, table, csv: file(account, id) }
}

/// `vice_president` as `Vice president`.
fn name_of(level: &str) -> String {
    let spaced = level.replace('_', " ");
    let mut letters = spaced.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}
