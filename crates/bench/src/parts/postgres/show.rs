//! The figures of both stores and the ceiling as a table, as JSON, and held against the goal.

use serde_json::{Value, json};

use super::bulk::Taken;
use super::{Compared, Postgres, Round};
use crate::figures::{median, per, show};
use crate::goals::{Bound, Goal};
use crate::report::{Json, Table};

impl Postgres {
    pub(crate) fn table(&self) -> Table {
        let bulk = &self.bulk;
        let mut rows: Vec<_> = self.pages.iter().flat_map(of_pages).collect();
        let each = |bytes| show(per(bytes, bulk.connections));
        let mut row = |what: &str, figure: &dyn Fn(&Taken) -> f64| {
            let (embedded, shared) = (figure(&bulk.embedded), figure(&bulk.shared));
            rows.push(vec![
                what.into(),
                show(embedded),
                show(shared),
                show(per(shared, embedded)),
                String::new(),
            ]);
        };
        row("bytes on disk a connection, all", &|taken| per(taken.bytes, bulk.connections));
        row("import of an account, the whole process, median, s", &Taken::import);
        row("all imports, s", &|taken| taken.imports.iter().sum());
        row("`kith verify`, s", &|taken| taken.verify);
        for (table, heap, indexes) in &bulk.tables {
            let what = format!("bytes a connection in {table}: rows + indexes");
            let shared = format!("{} + {}", each(*heap), each(*indexes));
            rows.push(vec![what, String::new(), shared, String::new(), String::new()]);
        }
        Table {
            title: format!("PostgreSQL beside SQLite; {} connections on disk", show(bulk.connections)),
            columns: &["what", "SQLite", "PostgreSQL", "ratio", "ceiling"],
            rows,
            note: format!(
                "Both kiths, the load generator and the database share cores and disk; in turn, medians. A commit is on \
                 the disk before any answer on both. fdatasync of 4 KiB overwritten in place, between the rounds: p50 \
                 {} ms.",
                show(median(self.syncs_ms.clone()))
            ),
        }
    }

    pub(crate) fn json(&self) -> Json {
        let rounds = |rounds: &[Round]| rounds.iter().map(Round::json).collect::<Value>();
        let of = |compared: &Compared| {
            json!({"connections": compared.connections, "embedded": rounds(&compared.embedded),
                "shared": rounds(&compared.shared), "ceiling": rounds(&compared.ceiling)})
        };
        let pages: Vec<_> = self.pages.iter().map(of).collect();
        let figures =
            json!({"pages": pages, "fdatasync_overwriting_p50_ms": self.syncs_ms, "bulk": self.bulk.json()});
        ("postgres", figures)
    }

    pub(crate) fn goals(&self) -> Vec<Goal> {
        let crowd = self.pages.iter().find(|compared| compared.connections == 64);
        let goal = crowd.map(|compared| {
            let [embedded, shared, _] = compared.each(|round| round.per_second);
            let what = "pages of 50, 64 connections, PostgreSQL against SQLite: requests/s";
            Goal::new(what, Bound::AtLeast(0.80), per(shared, embedded))
        });
        goal.into_iter().collect()
    }
}

/// What it is, and where it is found.
type Figure = (&'static str, fn(&Round) -> f64);

fn of_pages(compared: &Compared) -> Vec<Vec<String>> {
    let figures: [Figure; 8] = [
        ("requests/s", |round| round.per_second),
        ("p50 ms", |round| round.p50),
        ("p99 ms", |round| round.p99),
        ("CPU µs a request, kith", |round| round.cpu),
        ("CPU µs a request, the database", |round| round.ledger.database),
        ("debits a commit", |round| round.ledger.debits_a_commit),
        ("commits a second", |round| round.ledger.commits_a_second),
        ("bytes of the database's log a debit", |round| round.ledger.log),
    ];
    let shown = |value: f64| if value == 0.0 { String::new() } else { show(value) };
    let row = |(what, figure): Figure| {
        let [embedded, shared, ceiling] = compared.each(figure);
        let what = format!("pages of 50, {} connections: {what}", compared.connections);
        vec![what, shown(embedded), show(shared), shown(per(shared, embedded)), shown(ceiling)]
    };
    figures.map(row).into()
}

impl Round {
    fn json(&self) -> Value {
        json!({"per_second": self.per_second, "p50_ms": self.p50, "p99_ms": self.p99, "cpu_us": self.cpu,
            "database_cpu_us": self.ledger.database, "debits_a_commit": self.ledger.debits_a_commit,
            "commits_per_second": self.ledger.commits_a_second, "log_bytes": self.ledger.log})
    }
}
