//! What equal live reads share: one pass over the pages of a window, in two steps, each made once. Pages that can't be
//! of one list are fetched again, at most twice. Knows no price and no caller.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use futures_util::future::try_join_all;
use kith_model::{MemberId, Window};
use kith_sources::{Ask, Detail, Page, Row, SourceError};
use kith_store::{Account, AccountKey};
use tokio::sync::OnceCell;

use crate::upstream::{Line, Trouble};
use crate::{Engine, Error, Result};

/// Passes over the pages of a window before it is given up.
const PASSES: u32 = 3;

/// Pages of fewer rows are no pages: a server that says so would be called without end.
const SMALLEST: u32 = 10;

type Key = (AccountKey, u32, u32);

/// The reads in flight.
#[derive(Default)]
pub(crate) struct Fetches(Mutex<HashMap<Key, Weak<Fetch>>>);

impl Fetches {
    /// The fetch of a window that is in flight, or a new one.
    pub(crate) fn join(&self, account: AccountKey, window: Window) -> Arc<Fetch> {
        let mut flights = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        flights.retain(|_, flight| flight.strong_count() > 0);
        let key = (account, window.offset, window.count);
        if let Some(fetch) = flights.get(&key).and_then(Weak::upgrade) {
            return fetch;
        }
        let fetch = Arc::new(Fetch { key, window, first: OnceCell::new(), whole: OnceCell::new() });
        flights.insert(key, Arc::downgrade(&fetch));
        fetch
    }

    /// From now on nobody joins it: what it has is of the past.
    fn land(&self, fetch: &Fetch) {
        let mut flights = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if flights.get(&fetch.key).is_some_and(|flight| std::ptr::eq(flight.as_ptr(), fetch)) {
            flights.remove(&fetch.key);
        }
    }
}

/// A pass over a window, shared.
pub(crate) struct Fetch {
    key: Key,
    window: Window,
    first: OnceCell<Result<Arc<First>>>,
    whole: OnceCell<Result<Arc<List>>>,
}

/// The first page, which tells the total.
pub(crate) struct First {
    page: Page,
    total: u32,
}

impl First {
    /// How many results `window` has.
    pub(crate) fn results(&self, window: Window) -> u32 {
        let rows = window.within(self.total);
        rows.end - rows.start
    }
}

/// The rows of a window, all of one pass.
pub(crate) struct List {
    pub(crate) rows: Vec<Row>,
    pub(crate) total: u32,
    /// Successful calls of the pass.
    pub(crate) calls: u32,
}

impl Fetch {
    /// The first page of the window: one successful call, whoever asks.
    pub(crate) async fn first(&self, engine: &Engine, account: &Account) -> Result<Arc<First>> {
        let fetch = async {
            let read = async {
                let line = engine.live_line(account).await?;
                let first = first(&line, self.window, engine.page_size()?).await;
                first.map(Arc::new).map_err(|trouble| trouble.into_error(account.source.as_str()))
            };
            let first = read.await;
            if first.is_err() {
                engine.fetches.land(self);
            }
            first
        };
        self.first.get_or_init(|| fetch).await.clone()
    }

    /// All rows of the window, after [`Fetch::first`].
    pub(crate) async fn whole(&self, engine: &Engine, account: &Account) -> Result<Arc<List>> {
        let first = self.first(engine, account).await?;
        let fetch = async {
            let whole = self.passes(engine, account, &first).await;
            engine.fetches.land(self);
            whole.map(Arc::new).map_err(|trouble| trouble.into_error(account.source.as_str()))
        };
        self.whole.get_or_init(|| fetch).await.clone()
    }

    async fn passes(&self, engine: &Engine, account: &Account, known: &First) -> Result<List, Trouble> {
        let line = engine.live_line(account).await?;
        let size = engine.page_size()?;
        let mut again;
        let mut start = known;
        for pass in 0..PASSES {
            if pass > 0 {
                again = first(&line, self.window, size).await?;
                start = &again;
            }
            if let Some(list) = rest(&line, self.window, start).await? {
                return Ok(list);
            }
        }
        Err(Trouble::Ours(Error::Upstream {
            source_kind: account.source.as_str(),
            says: format!("the pages of {PASSES} readings do not belong together: the list keeps changing"),
        }))
    }
}

impl Engine {
    fn page_size(&self) -> Result<u32> {
        Ok(self.upstream()?.settings.page_size)
    }

    async fn live_line(&self, account: &Account) -> Result<Line<'_>> {
        let deadline = self.clock.now() + self.upstream()?.settings.live_timeout;
        let line = self.line(account, Some(deadline), None).await;
        line.map_err(|trouble| trouble.into_error(account.source.as_str()))
    }
}

async fn first(line: &Line<'_>, window: Window, size: u32) -> Result<First, Trouble> {
    let page = line.page(ask(window.offset, window.count.min(size))).await?;
    let silent = Trouble::Source(SourceError::Garbled("it does not say how many there are"));
    let total = page.total.ok_or(silent)?;
    Ok(First { page, total })
}

/// The pages after the first, side by side. `None` if they are not of one list.
async fn rest(line: &Line<'_>, window: Window, first: &First) -> Result<Option<List>, Trouble> {
    let wanted = window.within(first.total);
    let step = first.page.per_page;
    if step < SMALLEST && wanted.end - wanted.start > step {
        return Err(Trouble::Source(SourceError::Garbled("its pages are too small")));
    }
    let starts = (wanted.start..wanted.end).step_by(step.max(1) as usize);
    let sizes: Vec<_> = starts.map(|start| (start, step.min(wanted.end - start))).collect();
    let others = sizes.iter().skip(1).map(|&(start, count)| line.page(ask(start, count)));
    let others = try_join_all(others).await?;
    let pages: Vec<&Page> = std::iter::once(&first.page).chain(&others).collect();
    let mut members: HashSet<MemberId> = HashSet::new();
    for (at, page) in pages.iter().enumerate() {
        let expected = sizes.get(at).map_or(0, |(_, count)| *count);
        let all_new = page.rows.iter().all(|row| members.insert(row.connection.member_id()));
        if page.total != Some(first.total) || page.rows.len() != expected as usize || !all_new {
            return Ok(None);
        }
    }
    let calls = u32::try_from(pages.len()).unwrap_or(u32::MAX);
    let rows = pages.into_iter().flat_map(|page| page.rows.iter().cloned()).collect();
    Ok(Some(List { rows, total: first.total, calls }))
}

fn ask(start: u32, count: u32) -> Ask {
    Ask { start, count, detail: Detail::Whole }
}
