//! The pages' figures as a table, as JSON, and held against the goals.

use serde_json::json;

use super::{Pages, cell::Cell};
use crate::figures::{median, per, show};
use crate::goals::{Bound, Goal};
use crate::report::{Json, Table};

pub(crate) fn table(pages: &Pages) -> Table {
    let sync = if pages.syncs_ms.is_empty() {
        String::new()
    } else {
        format!(
            " fdatasync of 4 KiB overwritten in \
        place, between the runs at one connection: p50 {} ms.",
            show(median(pages.syncs_ms.clone()))
        )
    };
    Table {
        title: "Pages of a 30,000-connection account, kith / ceiling".into(),
        columns: &[
            "rows",
            "offset",
            "connections",
            "requests/s",
            "ratio",
            "CPU µs a request",
            "ratio",
            "p50 ms",
            "p99 ms",
            "generator CPU µs",
            "debits a commit",
        ],
        rows: pages.cells.iter().map(row).collect(),
        note: format!(
            "The ceiling is an axum handler that answers the same bytes from memory, run in turn with kith. CPU is \
             the server process's, all threads. kith has key, rate limit and durable debit on.{sync}"
        ),
    }
}

fn row(cell: &Cell) -> Vec<String> {
    let both = |(kith, ceiling): (f64, f64)| format!("{} / {}", show(kith), show(ceiling));
    vec![
        cell.count.to_string(),
        show(f64::from(cell.offset)),
        cell.connections.to_string(),
        both(cell.both(|side| side.per_second)),
        show(cell.ratio(|side| side.per_second)),
        both(cell.both(|side| side.cpu)),
        show(cell.ratio(|side| side.cpu)),
        both(cell.both(|side| side.p50)),
        both(cell.both(|side| side.p99)),
        both(cell.both(|side| side.own)),
        cell.debits_a_commit().map_or_else(|| "not told".into(), show),
    ]
}

pub(crate) fn json(pages: &Pages) -> Json {
    let cells: Vec<_> = pages.cells.iter().map(Cell::json).collect();
    ("pages", json!({"cells": cells, "fdatasync_overwriting_p50_ms": pages.syncs_ms}))
}

pub(crate) fn goals(pages: &Pages) -> Vec<Goal> {
    let find = |offset, connections| {
        pages.cells.iter().find(|c| (c.count, c.offset, c.connections) == (50, offset, connections))
    };
    let mut goals = Vec::new();
    if let Some(cell) = find(15_000, 64) {
        goals.extend(against_the_ceiling(cell));
    }
    if let (Some(first), Some(last)) = (find(0, 64), find(29_900, 64)) {
        let cpu = per(last.both(|side| side.cpu).0, first.both(|side| side.cpu).0);
        let p50 = per(last.both(|side| side.p50).0, first.both(|side| side.p50).0);
        goals.push(Goal::new(
            "offset 29,900 against 0, 64 connections: CPU a request",
            Bound::AtMost(1.05),
            cpu,
        ));
        goals.push(Goal::new("offset 29,900 against 0, 64 connections: p50", Bound::AtMost(1.10), p50));
    }
    if let Some(cell) = find(15_000, 1) {
        let (kith, ceiling) = cell.both(|side| side.p50);
        let most = ceiling + 1.5 * median(pages.syncs_ms.clone());
        goals.push(Goal::new("one connection: p50 ms (ceiling + 1.5 fdatasync)", Bound::AtMost(most), kith));
    }
    goals
}

fn against_the_ceiling(cell: &Cell) -> Vec<Goal> {
    let (rate, cpu) = (cell.ratio(|side| side.per_second), cell.ratio(|side| side.cpu));
    let what = |figure| format!("pages of 50, 64 connections, against the ceiling: {figure}");
    let mut goals = vec![
        Goal::new(what("requests/s, now"), Bound::AtLeast(0.50), rate),
        Goal::new(what("requests/s, in the end"), Bound::AtLeast(0.75), rate),
        Goal::new(what("CPU a request, now"), Bound::AtMost(2.0), cpu),
        Goal::new(what("CPU a request, in the end"), Bound::AtMost(1.4), cpu),
    ];
    let batch = cell.debits_a_commit();
    goals
        .extend(batch.map(|batch| Goal::new("debits a commit, 64 connections", Bound::AtLeast(20.0), batch)));
    goals
}
