//! What an import read and did, for people and for programs.

use kith_engine::Note;
use serde_json::{Value, json};

use super::numbers::{count, thousands};
use crate::importing::Imported;

/// So many notes of a kind are shown to people.
const SHOWN: usize = 5;

/// For people, ending its own lines.
pub(crate) fn text(imported: &Imported) -> String {
    let report = &imported.report;
    let mut out = format!(
        "Read {}: {}, {}\n",
        imported.file_name,
        count(report.rows.into(), "row"),
        count(report.connections.into(), "connection"),
    );
    let mut line = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    if report.nameless > 0 {
        line(format!("  {} without a name (closed or hidden accounts)", thousands(report.nameless.into())));
    }
    if report.duplicates > 0 {
        line(format!("  {} left out: the same member twice", count(report.duplicates.into(), "row")));
    }
    notes(&mut line, &report.skipped, |n| format!("  {} left out:", count(n, "row")));
    notes(&mut line, &report.warnings, |n| format!("  {} that could not be read in full:", count(n, "row")));
    let id = imported.account.as_ref().map_or("no id yet".to_owned(), ToString::to_string);
    let new = if imported.created { ", new" } else { "" };
    line(format!("Account {} ({id}){new}", imported.account_name));
    let changes = format!(
        "{} added, {} removed, {} updated",
        thousands(report.added.into()),
        thousands(report.removed.into()),
        thousands(report.updated.into())
    );
    line(match (imported.is_dry_run, imported.changed, &report.snapshot) {
        (true, true, _) => format!("Nothing was written (dry run); an import would have {changes}"),
        (true, false, _) => "Nothing was written (dry run), and there is nothing new in the file".to_owned(),
        (false, true, Some(snapshot)) => format!("Snapshot {snapshot}: {changes}"),
        (false, ..) => "Nothing changed: the list is the one that was there".to_owned(),
    });
    out
}

fn notes(line: &mut impl FnMut(String), notes: &[Note], head: impl Fn(u64) -> String) {
    if notes.is_empty() {
        return;
    }
    line(head(notes.len() as u64));
    for note in notes.iter().take(SHOWN) {
        line(format!("    line {}: {}", note.line, note.reason));
    }
    if notes.len() > SHOWN {
        line(format!("    and {} more (--output json lists all)", thousands((notes.len() - SHOWN) as u64)));
    }
}

/// For programs: the API's report, and what only this machine knows.
pub(crate) fn json(imported: &Imported) -> Value {
    let mut value = serde_json::to_value(&imported.report).unwrap_or_default();
    value["account_id"] = json!(imported.account);
    value["account_name"] = json!(imported.account_name);
    value["dry_run"] = json!(imported.is_dry_run);
    value["created"] = json!(imported.created);
    value["changed"] = json!(imported.changed);
    value["elapsed_ms"] = json!(imported.elapsed_ms);
    value
}
