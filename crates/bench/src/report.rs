//! What the run says: tables for people as they are ready, everything as JSON at the end.

use serde_json::{Value, json};

use crate::args::Args;
use crate::goals::{self, Goal};

/// All that was measured so far.
pub(crate) struct Report {
    head: Value,
    parts: Vec<(&'static str, Value)>,
    goals: Vec<Goal>,
}

/// One part's figures: its name, and what stands under it in the JSON.
pub(crate) type Json = (&'static str, Value);

/// A markdown table, its title above it and what to know of it below.
pub(crate) struct Table {
    pub(crate) title: String,
    pub(crate) columns: &'static [&'static str],
    pub(crate) rows: Vec<Vec<String>>,
    pub(crate) note: String,
}

impl Report {
    pub(crate) fn begin(args: &Args) -> Self {
        let cores = std::thread::available_parallelism().map_or(0, usize::from);
        println!("# kith-bench\n");
        println!(
            "{cores} cores, shared with the load generator; {} s a figure, medians of {} rounds. Read the ratios, \
             not the absolute figures.\n",
            args.seconds, args.rounds
        );
        let head =
            json!({"cores": cores, "seconds": args.seconds, "rounds": args.rounds, "quick": args.quick});
        Self { head, parts: Vec::new(), goals: Vec::new() }
    }

    pub(crate) fn add(&mut self, table: &Table, json: Json, goals: Vec<Goal>) {
        table.print();
        self.parts.push(json);
        self.goals.extend(goals);
    }

    pub(crate) fn end(&self) {
        goals::table(&self.goals).print();
    }

    pub(crate) fn json(&self) -> Value {
        let mut all = self.head.clone();
        for (name, figures) in &self.parts {
            all[name] = figures.clone();
        }
        all["goals"] = self.goals.iter().map(Goal::json).collect();
        all
    }
}

impl Table {
    fn print(&self) {
        println!("## {}\n", self.title);
        println!("| {} |\n|{}", self.columns.join(" | "), " --- |".repeat(self.columns.len()));
        for row in &self.rows {
            println!("| {} |", row.join(" | "));
        }
        println!("\n{}{}", self.note, if self.note.is_empty() { "" } else { "\n" });
    }
}
