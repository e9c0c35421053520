//! The figures of both stores as a table, as JSON, and held against the goal.

use serde_json::{Value, json};

use super::{Compared, Postgres, Round};
use crate::figures::{per, show};
use crate::goals::{Bound, Goal};
use crate::report::{Json, Table};

impl Postgres {
    fn each(&self, bytes: f64) -> String {
        show(per(bytes, self.connections))
    }

    pub(crate) fn table(&self) -> Table {
        let mut rows: Vec<_> = self.pages.iter().flat_map(of_pages).collect();
        let mut row = |what: &str, embedded: String, shared: String| {
            rows.push(vec![what.to_owned(), embedded, shared, String::new()]);
        };
        let none = String::new;
        row("bytes on disk a connection, all", self.each(self.embedded_bytes), self.each(self.bytes));
        for (table, bytes) in &self.tables {
            row(&format!("of these in {table}"), none(), self.each(*bytes));
        }
        row("import of the last account, s", none(), show(self.import_of_one.as_secs_f64()));
        row("all imports, s", none(), show(self.import.as_secs_f64()));
        row("`kith verify`, s", none(), show(self.verify.as_secs_f64()));
        Table {
            title: format!("PostgreSQL beside SQLite; {} connections on disk", show(self.connections)),
            columns: &["what", "SQLite", "PostgreSQL", "ratio"],
            rows,
            note: "Both kiths, the load generator and the database share the cores; in turn, medians. A commit is on \
                   the disk before any answer on both."
                .into(),
        }
    }

    pub(crate) fn json(&self) -> Json {
        let rounds = |rounds: &[Round]| rounds.iter().map(Round::json).collect::<Value>();
        let pages: Vec<_> = self
            .pages
            .iter()
            .map(|compared| {
                json!({"connections": compared.connections, "embedded": rounds(&compared.embedded),
                    "shared": rounds(&compared.shared)})
            })
            .collect();
        let figures = json!({
            "pages": pages, "connections": self.connections, "database_bytes": self.bytes, "tables": self.tables,
            "embedded_bytes": self.embedded_bytes, "import_s": self.import.as_secs_f64(),
            "import_of_one_s": self.import_of_one.as_secs_f64(), "verify_s": self.verify.as_secs_f64(),
        });
        ("postgres", figures)
    }

    pub(crate) fn goals(&self) -> Vec<Goal> {
        let crowd = self.pages.iter().find(|compared| compared.connections == 64);
        let goal = crowd.map(|compared| {
            let (embedded, shared) = compared.both(|round| round.per_second);
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
        ("CPU µs a request, the database", |round| round.database),
        ("debits a commit", |round| round.debits_a_commit),
        ("commits a second", |round| round.commits_a_second),
        ("bytes of the database's log a page", |round| round.log),
    ];
    let row = |(what, figure): Figure| {
        let (embedded, shared) = compared.both(figure);
        let what = format!("pages of 50, {} connections: {what}", compared.connections);
        vec![what, show(embedded), show(shared), show(per(shared, embedded))]
    };
    figures.map(row).into()
}

impl Round {
    fn json(&self) -> Value {
        json!({"per_second": self.per_second, "p50_ms": self.p50, "p99_ms": self.p99, "cpu_us": self.cpu,
            "database_cpu_us": self.database, "debits_a_commit": self.debits_a_commit,
            "commits_per_second": self.commits_a_second, "log_bytes": self.log})
    }
}
