//! `recent_changes`: what changed lately in all accounts of a workspace or one of them, newest first, page after page into the
//! past. It is for looking; `list_changes` is for following. Who is in an account's first list is no news.

use std::sync::Arc;

use kith_model::{AccountId, Credits, Query, credits};
use kith_store::{ChangeSet, MOST_SETS, SetPlace};

use super::LOOKS;
use super::info::{Change, ChangeInfo};
use super::news::{News, is_found};
use super::place::Older;
use crate::off_thread::off_thread;
use crate::paid::WorkspaceRead;
use crate::team::{Coverage, Roster, Team};
use crate::{Caller, Engine, Error, Paid, Result};

/// So often sets are asked for on behalf of a page that finds little, and of one that a file is made of.
const ROUNDS: (u32, u32) = (5, 50);
/// How many changes are looked at for a file.
const FILE_LOOKS: u32 = 50_000;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecentChanges {
    /// Of which account; `None`: of all that have a list and are not paused.
    pub account: Option<AccountId>,
    /// Which of them; empty: all.
    pub news: Vec<News>,
    /// Only of those who are found by these words, as they were or as they are.
    pub query: Query,
    /// Where to begin; `None`: with the newest.
    pub from: Option<Older>,
    /// At most so many; at least 1.
    pub count: u32,
    /// Whether a file is made of it: more are looked at, and it may take longer.
    pub is_file: bool,
}

/// A page of what changed lately.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecentPage {
    /// The changes, newest first. Those of one snapshot: who came, who changed, who left, each in the order of the list.
    pub changes: Vec<RecentChange>,
    /// Where this page begins: there it begins again, whatever changes later. `None` where there was nothing to look at.
    pub begins: Option<Older>,
    /// Where older ones begin, if there may be any. A page that looked at many and found few has this, too.
    pub older: Option<Older>,
    /// Whose lists were read.
    pub coverage: Coverage,
}

/// A change, and in whose list it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecentChange {
    /// What it means.
    pub news: News,
    /// The account's id.
    pub account_id: String,
    /// What its owner calls it.
    pub account_name: String,
    /// Who, before and after.
    pub change: ChangeInfo,
}

impl WorkspaceRead for RecentChanges {
    const ACTION: &'static str = "recent_changes";
    type Answer = RecentPage;

    fn check(&self, roster: &Roster) -> Result<()> {
        self.team(roster).map(drop)
    }

    async fn read(&self, engine: &Engine, caller: &Caller, roster: &Roster) -> Result<(RecentPage, Credits)> {
        let team = self.team(roster)?;
        let numbers = team.numbers();
        let mut page = Reading { ask: self.clone(), team, left: self.looks(), found: Vec::new() };
        let (mut begins, mut from) = (self.from, self.from);
        for _ in 0..if self.is_file { ROUNDS.1 } else { ROUNDS.0 } {
            let (set, skip) = from.map_or((None, 0), |from| (Some(from.set), from.skip));
            // One more than is looked at, to know whether there is more.
            let at_least = page.left.saturating_add(skip).saturating_add(1);
            let names = engine.store.recent_sets(caller.workspace(), &numbers, set, at_least).await?;
            begins = begins.or_else(|| names.first().map(|name| Older { set: name.place, skip: 0 }));
            let held: u64 = names.iter().map(|name| name.count).sum();
            let is_all = names.len() < MOST_SETS && held < u64::from(at_least);
            let last = names.last().filter(|_| !is_all).map(|name| Older::after(name.place));
            let sets = engine.named_sets(&caller.known.tenant, &names).await?;
            let full;
            (page, full) = off_thread(move || {
                let full = page.read(&sets, from);
                (page, full)
            })
            .await?;
            from = full.or(last);
            if full.is_some() || from.is_none() {
                break;
            }
        }
        let price = credits::price(u32::try_from(page.found.len()).unwrap_or(u32::MAX));
        let coverage = page.team.coverage();
        Ok((RecentPage { changes: page.found, begins, older: from, coverage }, price))
    }
}

impl RecentChanges {
    fn team(&self, roster: &Roster) -> Result<Arc<Team>> {
        let named = self.account.as_ref().map(|account| [account.as_str().to_owned()]);
        let named = named.as_ref().map(<[String; 1]>::as_slice);
        roster.team(named).map_err(|error| match error {
            Error::OneAccount { why, .. } => *why,
            other => other,
        })
    }

    /// How many changes a page looks at.
    fn looks(&self) -> u32 {
        let takes_all = self.news.is_empty() && self.query.is_empty();
        match (takes_all, self.is_file) {
            (true, _) => self.count,
            (false, true) => self.count.max(FILE_LOOKS),
            (false, false) => self.count.max(LOOKS),
        }
    }
}

/// A page that is being read.
struct Reading {
    ask: RecentChanges,
    team: Arc<Team>,
    /// How many changes it may still look at.
    left: u32,
    found: Vec<RecentChange>,
}

impl Reading {
    /// Reads sets, from a place in the first of them. Where it goes on, if it is full.
    fn read(&mut self, sets: &[(SetPlace, Arc<ChangeSet>)], from: Option<Older>) -> Option<Older> {
        for (place, set) in sets {
            let skip = from.filter(|from| from.set == *place).map_or(0, |from| from.skip);
            for (read, change) in (skip..).zip(Change::newest(set).skip(skip as usize)) {
                if self.left == 0 || self.found.len() >= self.ask.count as usize {
                    return Some(Older { set: *place, skip: read });
                }
                self.left -= 1;
                self.take(*place, set, change);
            }
        }
        None
    }

    fn take(&mut self, place: SetPlace, set: &ChangeSet, change: Change<'_>) {
        let news = News::of(change);
        let is_wanted = self.ask.news.is_empty() || self.ask.news.contains(&news);
        if let Some(searched) = self.team.account(place.account)
            && is_wanted
            && is_found(&self.ask.query, change)
        {
            self.found.push(RecentChange {
                news,
                account_id: searched.account.id.as_str().to_owned(),
                account_name: searched.account.name.clone(),
                change: change.info(&set.snapshot, set.at),
            });
        }
    }
}

impl Engine {
    /// Reads what changed lately, and charges for it as [`Engine::list_changes`] does.
    ///
    /// # Errors
    /// [`Error::NoAccount`], [`Error::Paused`], [`Error::NotReady`], and [`Error::Invalid`] of a live account, of one that is
    /// named; those of a paid read.
    pub async fn recent_changes(&self, caller: &Caller, ask: &RecentChanges) -> Result<Paid<RecentPage>> {
        self.read_workspace(caller, ask).await
    }
}
