//! `get_statistics`: a network in numbers, counted once over one snapshot and kept. Equal rows give equal numbers in an equal order.

mod groups;
mod seniority;

use std::collections::BTreeMap;
use std::sync::Arc;

use kith_model::{AccountId, ConnectedOn, Connection, Credits, SnapshotId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::cache::{View, Weighs};
use crate::paid::{Paid, SnapshotRead};
use crate::tenant::Tenant;
use crate::{Caller, Engine, Error, Result};

use groups::Groups;
pub use seniority::Level;
use seniority::{Rank, Reader};

/// What it costs, whatever the size of the network.
const PRICE: Credits = 1;

/// What is asked.
#[derive(Debug, Clone)]
pub struct GetStatistics {
    /// Of which account.
    pub account: AccountId,
    /// How many companies and how many titles.
    pub top: u32,
    /// Of which snapshot; `None`: the newest.
    pub snapshot: Option<SnapshotId>,
}

/// A network in numbers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Statistics {
    /// How many connections there are.
    pub total: u32,
    /// Those with an e-mail address.
    pub with_email: Share,
    /// How many have no certain day.
    pub undated: u32,
    /// The months in which somebody was connected, oldest first.
    pub months: Vec<Month>,
    /// The companies with the most people; ties by name.
    pub companies: Vec<Group>,
    /// How many companies there are in all.
    pub distinct_companies: u32,
    /// How many people have no company.
    pub without_company: u32,
    /// The commonest titles: positions, or headlines where there is no position; ties by name.
    pub titles: Vec<Group>,
    /// How many titles there are in all.
    pub distinct_titles: u32,
    /// How many people have no title.
    pub without_title: u32,
    /// Each level with those whose title tells it, highest first; `unknown` last.
    pub seniority: Vec<Level>,
}

impl Weighs for Statistics {
    fn bytes(&self) -> u64 {
        let groups = self.companies.iter().chain(&self.titles);
        let names: usize = groups.map(|group| size_of::<Group>() + group.name.len()).sum();
        1_024 + (names + self.months.len() * (size_of::<Month>() + 8)) as u64
    }
}

/// So many, and what part of all that is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// How many.
    pub count: u32,
    /// Of all connections, from 0 to 1, to four decimals.
    pub share: f64,
}

impl Share {
    fn of(count: u32, total: u32) -> Self {
        let share = f64::from(count) / f64::from(total.max(1));
        Self { count, share: (share * 10_000.0).round() / 10_000.0 }
    }
}

/// A month in which somebody was connected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Month {
    /// `2024-01`.
    pub month: String,
    /// How many of today's connections were made in it.
    pub new: u32,
    /// How many of them by its end.
    pub total: u32,
}

/// People who have something in common.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// In its commonest spelling.
    pub name: String,
    /// How many people.
    pub count: u32,
    /// Of all connections, from 0 to 1, to four decimals.
    pub share: f64,
}

/// What was counted so far.
#[derive(Default)]
struct Tally {
    total: u32,
    with_email: u32,
    undated: u32,
    /// By year and month.
    months: BTreeMap<(i16, i8), u32>,
    companies: Groups,
    titles: Groups,
    levels: [u32; Rank::NAMES.len()],
    reader: Reader,
}

impl Tally {
    fn count(&mut self, rows: &[Connection]) {
        for row in rows {
            self.total += 1;
            self.with_email += u32::from(row.email.is_some());
            match row.connected_on.as_ref().and_then(ConnectedOn::day) {
                Some(day) => *self.months.entry((day.year(), day.month())).or_default() += 1,
                None => self.undated += 1,
            }
            let title = row.position.as_deref().or(row.headline.as_deref());
            self.companies.count(row.company.as_deref());
            self.titles.count(title);
            self.levels[self.reader.rank(title.unwrap_or_default()) as usize] += 1;
        }
    }

    fn told(self, top: u32) -> Statistics {
        let total = self.total;
        let mut so_far = 0;
        let month = |((year, month), new): ((i16, i8), u32)| {
            so_far += new;
            Month { month: format!("{year:04}-{month:02}"), new, total: so_far }
        };
        let level = |(name, count): (&&str, u32)| {
            let Share { count, share } = Share::of(count, total);
            Level { level: (*name).to_owned(), count, share }
        };
        Statistics {
            total,
            with_email: Share::of(self.with_email, total),
            undated: self.undated,
            months: self.months.into_iter().map(month).collect(),
            distinct_companies: self.companies.distinct(),
            without_company: self.companies.without(),
            companies: self.companies.top(top, total),
            distinct_titles: self.titles.distinct(),
            without_title: self.titles.without(),
            titles: self.titles.top(top, total),
            seniority: Rank::NAMES.iter().zip(self.levels).map(level).collect(),
        }
    }
}

impl SnapshotRead for GetStatistics {
    const ACTION: &'static str = "get_statistics";
    type Answer = Statistics;

    fn account(&self) -> &AccountId {
        &self.account
    }

    fn snapshot(&self) -> Option<&SnapshotId> {
        self.snapshot.as_ref()
    }

    async fn read(
        &self,
        engine: &Engine,
        tenant: &Tenant,
        view: &Arc<View>,
        _: Timestamp,
    ) -> Result<(Statistics, Credits)> {
        let snapshot = view.snapshot.as_ref().ok_or(Error::NotReady)?;
        let (account, key) = (view.account.key, (snapshot.seq, self.top));
        if let Some(numbers) = engine.caches.numbers.get(account, key) {
            return Ok(((*numbers).clone(), PRICE));
        }
        let erasures = tenant.erasures();
        let count = |tally: &mut Tally, rows: Vec<Connection>| tally.count(&rows);
        let chunks = snapshot.manifest.chunks();
        let tally = engine.with_chunks(account, chunks, Tally::default(), count).await?;
        let numbers = Arc::new(tally.told(self.top));
        engine.caches.numbers.keep(tenant, erasures, account, key, &numbers);
        Ok(((*numbers).clone(), PRICE))
    }
}

impl Engine {
    /// Counts an account's connections, and charges for it.
    ///
    /// # Errors
    /// Those of a paid read of a snapshot ([`Engine::list_connections`]); [`Error::Invalid`] of a live account. Nothing is
    /// charged on any of them.
    pub async fn get_statistics(&self, caller: &Caller, ask: &GetStatistics) -> Result<Paid<Statistics>> {
        self.read_snapshot(caller, ask).await
    }
}
