//! How long an export of 30,000 connections takes to import into a fresh data folder.

use anyhow::Result;
use serde_json::json;

use super::{FULL, write_export};
use crate::args::Args;
use crate::figures::{median, show};
use crate::goals::{Bound, Goal};
use crate::kith::{Kith, text};
use crate::report::{Json, Table};
use crate::temp::Folder;

/// Milliseconds of each round.
pub(crate) struct Import {
    /// The whole process, from its start to its end.
    process: Vec<f64>,
    /// The import alone, as the command says it.
    alone: Vec<f64>,
}

pub(crate) fn run(args: &Args, kith: &Kith, temp: &Folder) -> Result<Import> {
    let export = write_export(&temp.join("import.zip"), 1, FULL)?;
    let (mut process, mut alone) = (Vec::new(), Vec::new());
    for round in 0..args.rounds {
        eprintln!("import: round {} of {}", round + 1, args.rounds);
        let data = temp.join("import");
        let (said, took) = kith.run(&["import", text(&export)?], &data)?;
        process.push(took.as_secs_f64() * 1_000.0);
        alone.extend(said["elapsed_ms"].as_f64());
        std::fs::remove_dir_all(data)?;
    }
    Ok(Import { process, alone })
}

impl Import {
    pub(crate) fn table(&self) -> Table {
        let shown =
            |times: &[f64]| if times.is_empty() { "not told".into() } else { show(median(times.to_vec())) };
        Table {
            title: "Import of 30,000 connections".into(),
            columns: &["what", "ms"],
            rows: vec![
                vec!["`kith import` into a fresh folder, the whole process".into(), shown(&self.process)],
                vec!["the import alone, as kith says".into(), shown(&self.alone)],
            ],
            note: String::new(),
        }
    }

    pub(crate) fn json(&self) -> Json {
        ("import", json!({"connections": FULL, "process_ms": self.process, "alone_ms": self.alone}))
    }

    pub(crate) fn goals(&self) -> Vec<Goal> {
        let seconds = median(self.process.clone()) / 1_000.0;
        vec![Goal::new("import of 30,000, the whole process, seconds", Bound::AtMost(1.0), seconds)]
    }
}
