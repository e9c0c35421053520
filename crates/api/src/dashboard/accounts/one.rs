//! `/accounts/{id}`: one account, its growth, its syncs, and what can be done with it.

use askama::Template;
use axum::response::Response;
use kith_engine::{Account, Mode, SourceKind, SyncInfo};
use kith_model::Timestamp;

use super::super::door::Visit;
use super::super::shell::{Notice, Section, Shell};
use super::super::words::{self, minute};
use super::super::{answer, form};
use super::called::time;
use super::growth::Growth;
use super::notices;
use super::standing::Standing;
use crate::error::Failure;

/// So many syncs are shown.
const SYNCS: u32 = 20;

#[derive(Template)]
#[template(path = "dashboard/accounts/one.html")]
struct Page {
    shell: Shell,
    account: Standing,
    made: String,
    synced: Option<String>,
    snapshot: Option<String>,
    base_url: Option<String>,
    authorized_until: Option<String>,
    is_paused: bool,
    is_export: bool,
    may_sync: bool,
    /// What the rest of a page that was watching a sync is to do with its parts, once that sync has ended.
    takes_over: &'static str,
    syncs: Vec<SyncRow>,
    all_syncs: u64,
    people: String,
    changes: String,
    /// The name that the field holds: the account's, or the one that was refused.
    new_name: String,
}

/// A sync as the table shows it.
struct SyncRow {
    began: String,
    status: String,
    class: &'static str,
    seen: String,
    changed: String,
    calls: u32,
    reason: String,
}

pub(super) async fn page(visit: Visit) -> Result<Response, Failure> {
    let account = super::named(&visit).await?;
    show(&visit, &account, notices::told(&visit), None).await
}

/// The page, after something was done or could not be.
pub(super) async fn show(
    visit: &Visit,
    account: &Account,
    notice: Option<Notice>,
    refused_name: Option<&str>,
) -> Result<Response, Failure> {
    let mut standing = Standing::of(visit, account).await?;
    standing.growth = Growth::of(visit, account).await?;
    let is_mirror = account.source != SourceKind::Archive && account.mode == Mode::Mirror;
    let (syncs, all_syncs) = if is_mirror {
        visit.engine().list_syncs(visit.caller.workspace(), &account.id, SYNCS, 0).await?
    } else {
        (Vec::new(), 0)
    };
    let id = account.id.as_str();
    // A list that a sync brings meanwhile comes with a line, too.
    let charts = standing.moves() || standing.growth.as_ref().is_some_and(Growth::is_line);
    let has_ended = visit.headers.contains_key("hx-request") && !standing.moves();
    let shell = visit.shell(Section::Accounts, account.name.clone()).saying(notice);
    answer::html(&Page {
        shell: Shell { charts, ..shell },
        made: minute(account.created_at),
        synced: account.synced_at.map(minute),
        snapshot: account.head.as_ref().map(|head| head.id.to_string()),
        base_url: account.base_url.clone(),
        authorized_until: standing.called.authorized_until.map(minute),
        is_paused: account.paused,
        is_export: account.source == SourceKind::Archive,
        may_sync: is_mirror && !account.paused && !account.needs_authorization && !standing.moves(),
        takes_over: if has_ended { " hx-swap-oob=true" } else { "" },
        syncs: syncs.into_iter().map(SyncRow::of).collect(),
        all_syncs,
        people: form::link("/people", &[("account", id)]),
        changes: form::link("/changes", &[("account", id)]),
        new_name: refused_name.unwrap_or(&account.name).to_owned(),
        account: standing,
    })
}

impl SyncRow {
    fn of(sync: SyncInfo) -> Self {
        let (status, class) = match sync.status.as_str() {
            "queued" => ("Waiting", ""),
            "running" => ("Running", "good"),
            "succeeded" => ("Succeeded", "good"),
            "cancelled" => ("Cancelled", "warn"),
            _ => ("Failed", "bad"),
        };
        let seen = match sync.expected {
            Some(all) => format!("{} of {}", words::thousands(sync.seen), words::thousands(all)),
            None => words::thousands(sync.seen),
        };
        let changed = format!(
            "+{} \u{2212}{} \u{b1}{}",
            words::thousands(sync.added),
            words::thousands(sync.removed),
            words::thousands(sync.updated)
        );
        let began: Option<Timestamp> = time(sync.started_at).or_else(|| time(sync.ended_at));
        Self {
            began: began.map_or_else(|| "Not yet".into(), minute),
            status: status.into(),
            class,
            seen,
            changed: if sync.status == "succeeded" { changed } else { String::new() },
            calls: sync.calls,
            reason: sync.reason.unwrap_or_default(),
        }
    }
}
