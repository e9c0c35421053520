//! How an account stands, in words: its state, how complete it is, and what to do where something is wrong.

use kith_engine::{Account, AccountInfo, Mode, SourceKind};
use kith_model::Timestamp;

use super::super::door::Visit;
use super::super::said::sentence;
use super::super::words::{ago, thousands};
use super::called::{Called, Running, when};
use super::growth::Growth;
use super::order::{SOON, is_late};
use super::path;
use crate::error::Failure;

/// What a card shows.
pub(super) struct Standing {
    pub(super) id: String,
    pub(super) path: String,
    pub(super) name: String,
    pub(super) badge: Badge,
    /// `1,201 of 1,201, synced 3 minutes ago`.
    pub(super) complete: String,
    pub(super) source: &'static str,
    pub(super) called: Called,
    pub(super) running: Option<Running>,
    pub(super) advice: Vec<Advice>,
    pub(super) growth: Option<Growth>,
    /// Whether it is told on the account's own page alone.
    pub(super) grows_elsewhere: bool,
}

/// A state, with the class of its colour.
pub(super) struct Badge {
    pub(super) text: &'static str,
    pub(super) class: &'static str,
}

/// What is wrong, and the step out of it.
pub(super) struct Advice {
    pub(super) text: String,
    /// Where to go, or what the form does.
    pub(super) path: String,
    /// What the link or the button says; empty where there is nothing to do but wait.
    pub(super) label: &'static str,
    /// Whether the step changes something, and so is a form.
    pub(super) is_form: bool,
    pub(super) is_bad: bool,
}

impl Standing {
    pub(super) async fn of(visit: &Visit, account: &Account) -> Result<Self, Failure> {
        let called = Called::of(visit, account).await?;
        let running = called.running();
        let state = AccountInfo::from(account).status;
        Ok(Self {
            id: account.id.to_string(),
            path: path(&account.id, ""),
            name: account.name.clone(),
            badge: badge(&state, running.as_ref()),
            complete: complete(account, visit.now()),
            source: source(account),
            advice: advice(account, &called, &state, visit.now()),
            called,
            running,
            growth: None,
            grows_elsewhere: false,
        })
    }

    /// Whether the card is to show by itself how it goes on.
    pub(super) fn moves(&self) -> bool {
        self.running.is_some()
    }
}

fn badge(state: &str, running: Option<&Running>) -> Badge {
    let (text, class) = match (state, running) {
        ("paused", _) => ("Paused", "warn"),
        ("needs_authorization", _) => ("Needs authorization", "bad"),
        (_, Some(running)) if !running.waits => ("Syncing", "good"),
        ("never_synced", _) => ("Never synced", "warn"),
        _ => ("Active", "good"),
    };
    Badge { text, class }
}

/// Where the connections come from.
pub(super) fn source(account: &Account) -> &'static str {
    match (account.source, account.mode) {
        (SourceKind::Archive, _) => "LinkedIn's export, imported here",
        (SourceKind::Portability, _) => "LinkedIn's Member Data Portability, synced every day",
        (SourceKind::ConnectionsApi, Mode::Live) => "Connections API, read live",
        (SourceKind::ConnectionsApi, Mode::Mirror) => "Connections API, synced every day",
    }
}

/// How complete what is served is, and since when.
fn complete(account: &Account, now: Timestamp) -> String {
    let Some(head) = &account.head else {
        let is_live = account.mode == Mode::Live;
        return if is_live { "Read at LinkedIn each time; nothing is kept here" } else { "Nothing here yet" }
            .into();
    };
    let here = thousands(head.total);
    let is_export = account.source == SourceKind::Archive;
    let list = match account.upstream_total {
        None if is_export => format!("{here} of {here} in the export"),
        None => format!("{here}, all that the source lists"),
        Some(all) if all == head.total => format!("{here} of {here}"),
        Some(all) if all > head.total => {
            let are = if all - head.total == 1 { "is" } else { "are" };
            format!("{here} of {}: {} {are} missing", thousands(all), thousands(all - head.total))
        }
        Some(all) => format!("{here}, more than the {} that the source counts", thousands(all)),
    };
    let verb = if is_export { "imported" } else { "synced" };
    account.synced_at.map_or(list.clone(), |at| format!("{list}, {verb} {}", ago(at, now)))
}

fn advice(account: &Account, called: &Called, state: &str, now: Timestamp) -> Vec<Advice> {
    let go = |part: &str, label, text: String| Advice {
        text,
        path: path(&account.id, part),
        label,
        is_form: false,
        is_bad: false,
    };
    let press = |part: &str, label, text| Advice { is_form: true, ..go(part, label, text) };
    let wait = |text| go("", "", text);
    let is_export = account.source == SourceKind::Archive;
    match state {
        "paused" => {
            let text = "It is paused: neither read nor synced until you resume it.";
            return vec![press("resume", "Resume", text.into())];
        }
        "needs_authorization" if account.synced_at.is_none() => {
            let text = "LinkedIn does not let kith read it yet.";
            return vec![Advice { is_bad: true, ..go("connect", "Connect", text.into()) }];
        }
        "needs_authorization" => {
            let text = "Its authorization at LinkedIn has ended. What was synced before stays.";
            return vec![Advice { is_bad: true, ..go("connect", "Connect again", text.into()) }];
        }
        _ => {}
    }
    let mut all = Vec::new();
    if let Some(until) = called.held_until {
        let text = "The source says that it was called too often. kith leaves it alone and goes on";
        all.push(wait(format!("{text} {}.", when(until, now))));
    }
    if let Some(reason) = called.failure() {
        let next = if called.next_sync.is_empty() { "" } else { " kith tries again by itself" };
        let next = if next.is_empty() { String::new() } else { format!("{next} {}.", called.next_sync) };
        let text = format!("The last sync brought nothing. {}{next}", sentence(reason));
        all.push(Advice { is_bad: true, ..press("sync", "Sync now", text) });
    } else if state == "never_synced" && called.running().is_none() {
        all.push(if is_export {
            go("import", "Import an export", "It is empty until an export is imported.".into())
        } else {
            press("sync", "Sync now", "It was never synced.".into())
        });
    }
    if let Some(at) = account.synced_at.filter(|_| is_late(account, now)) {
        if is_export {
            let text = format!("This list was imported {}. Ask LinkedIn for a new export.", ago(at, now));
            all.push(go("import", "Import a newer export", text));
        } else if all.is_empty() && called.running().is_none() {
            // No failure tells why: the last one was cancelled, or kith did not run meanwhile.
            let text = format!("It is synced every day, and was last synced {}.", ago(at, now));
            all.push(press("sync", "Sync now", text));
        }
    }
    if let Some(end) = called.authorized_until.filter(|end| *end < now + SOON) {
        let text = format!("Its authorization at LinkedIn ends {}.", when(end, now));
        all.push(go("connect", "Connect again", text));
    }
    all
}
