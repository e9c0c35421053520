//! What accounts look like: in a table, one by one, and for programs.

use kith_engine::{AccountInfo, UpstreamInfo};
use serde_json::json;

use crate::cli::Output;
use crate::failure::Failure;
use crate::output::numbers::thousands;
use crate::output::table::{pairs, table};
use crate::output::{print, print_json};

pub(super) fn list(all: &[AccountInfo], output: Output) -> Result<(), Failure> {
    match output {
        Output::Json => print_json(&json!({"accounts": all, "total_results": all.len()})),
        Output::Text if all.is_empty() => {
            print("There is no account yet. kith import EXPORT makes one, and so does kith account add.\n")
        }
        Output::Text => {
            let rows = all.iter().map(|one| {
                [
                    one.account_id.clone(),
                    one.name.clone(),
                    one.source.kind.clone(),
                    one.mode.clone(),
                    one.status.clone(),
                    thousands(one.connections.into()),
                    or(one.synced_at.as_ref(), "never"),
                ]
            });
            print(table(["account", "name", "source", "mode", "status", "connections", "synced"], rows))
        }
    }
}

pub(super) fn show(one: &AccountInfo, output: Output) -> Result<(), Failure> {
    match output {
        Output::Json => print_json(one),
        Output::Text => {
            let mut rows = vec![
                ("account", one.account_id.clone()),
                ("name", one.name.clone()),
                ("status", one.status.clone()),
                ("source", source(one)),
                ("mode", one.mode.clone()),
                ("connections", connections(one)),
                ("snapshot", or(one.snapshot.as_ref(), "none yet")),
                ("synced", or(one.synced_at.as_ref(), "never")),
            ];
            if let Some(upstream) = &one.upstream {
                rows.extend(upstream_rows(upstream));
            }
            rows.push(("made", one.created_at.clone()));
            print(pairs(rows))
        }
    }
}

fn upstream_rows(upstream: &UpstreamInfo) -> [(&'static str, String); 4] {
    let (today, limit) = (upstream.calls_today.into(), upstream.calls_per_day.into());
    [
        ("calls today", format!("{} of {}", thousands(today), thousands(limit))),
        ("left alone until", or(upstream.held_until.as_ref(), "-")),
        ("authorized until", or(upstream.authorized_until.as_ref(), "not known")),
        ("next sync", or(upstream.next_sync_at.as_ref(), "none")),
    ]
}

fn source(one: &AccountInfo) -> String {
    let kind = &one.source.kind;
    one.source.base_url.as_ref().map_or_else(|| kind.clone(), |url| format!("{kind} at {url}"))
}

fn connections(one: &AccountInfo) -> String {
    let served = thousands(one.connections.into());
    match one.upstream_total {
        Some(total) if total != one.connections => {
            format!("{served}; the source says there are {}", thousands(total.into()))
        }
        _ => served,
    }
}

fn or(text: Option<&String>, otherwise: &str) -> String {
    text.cloned().unwrap_or_else(|| otherwise.to_owned())
}
