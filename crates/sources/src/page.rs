//! What a source that is read over the network gives: one page at a time, and what comes next. Knows no loop, no
//! pace and no retry: those exist once, in the engine.

use async_trait::async_trait;
use kith_model::{Connection, Picture};
use secrecy::SecretString;

use crate::SourceError;

/// A service that hands out a member's list page by page.
#[async_trait]
pub trait Source: Send + Sync {
    /// One page: one call upstream, never more.
    ///
    /// # Errors
    /// A [`SourceError`], which never holds the token, a member's data or a body.
    async fn page(&self, token: &SecretString, ask: Ask) -> Result<Page, SourceError>;

    /// Whether something happened upstream since `since` (milliseconds since 1970) that makes a new sync worthwhile
    /// soon. Where the source keeps a log, a few calls: it is read to its end, but never more than 20 pages. `None`,
    /// without any call, where the source has no such hint.
    ///
    /// # Errors
    /// As [`Source::page`].
    async fn hint(&self, _token: &SecretString, _since: i64) -> Result<Option<Hint>, SourceError> {
        Ok(None)
    }
}

/// Which page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask {
    /// Where it begins, as the source counts (`connections_api`: rows; `portability`: pages): 0, then what
    /// [`Page::next`] said.
    pub start: u32,
    /// How many rows at the most, for sources that page by rows.
    pub count: u32,
    /// How much of each row.
    pub detail: Detail,
}

/// How much of each row is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// All that the source has.
    Whole,
    /// What tells members apart, for sources that can leave the rest out: to prove a list, not to fill one.
    Keys,
}

/// One page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its rows, in the source's order.
    pub rows: Vec<Row>,
    /// How many there are in all, where the source tells and can be believed.
    pub total: Option<u32>,
    /// The size of pages as the server sees it: [`Ask::count`], or the smaller number that it answered with.
    pub per_page: u32,
    /// Where the next page begins; `None` once the end is certain.
    pub next: Option<u32>,
}

/// One member on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Who.
    pub connection: Connection,
    /// Their pictures, in every size that is offered; expired ones included.
    pub pictures: Vec<Picture>,
}

/// What a look at a source's own log of events told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hint {
    /// Whether an event touched the list of connections.
    pub touched: bool,
    /// From when to look next time, in milliseconds since 1970.
    pub next_since: i64,
}
