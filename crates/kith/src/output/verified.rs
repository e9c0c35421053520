//! What a verification found, for people and for programs.

use kith_engine::Verified;
use serde_json::{Value, json};

use super::numbers::thousands;
use super::table::pairs;

/// For people, ending its own lines, with these rows before the others.
pub(crate) fn text<const N: usize>(first: [(&str, String); N], found: &Verified) -> String {
    let mut out = pairs(first.into_iter().chain([
        ("accounts", thousands(found.accounts)),
        ("snapshots", thousands(found.snapshots)),
        ("connections", thousands(found.connections)),
        ("chunks", thousands(found.chunks)),
        ("bytes of chunks", thousands(found.chunk_bytes)),
        ("ledger entries", thousands(found.ledger_entries)),
    ]));
    if found.faults.is_empty() {
        out.push_str("All is sound.\n");
    }
    for fault in &found.faults {
        out.push_str("fault: ");
        out.push_str(fault);
        out.push('\n');
    }
    out
}

/// For programs, with the fields of `first` before the others.
pub(crate) fn json(mut first: Value, found: &Verified) -> Value {
    let rest = json!({
        "clean": found.faults.is_empty(),
        "accounts": found.accounts,
        "snapshots": found.snapshots,
        "connections": found.connections,
        "chunks": found.chunks,
        "chunk_bytes": found.chunk_bytes,
        "ledger_entries": found.ledger_entries,
        "faults": found.faults,
    });
    if let (Value::Object(all), Value::Object(rest)) = (&mut first, rest) {
        all.extend(rest);
    }
    first
}
