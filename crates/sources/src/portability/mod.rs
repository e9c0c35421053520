//! LinkedIn's member data portability APIs: the list as the export has it, page by page, and a log of events that
//! tells when a look at the list is worthwhile. Knows the calls and what the end looks like; bodies are read in
//! `snapshot` and `changelog`.
//!
//! Source: <https://learn.microsoft.com/en-us/linkedin/dma/member-data-portability/shared/member-snapshot-api>

mod changelog;
mod hint;
mod snapshot;

use std::sync::Arc;

use async_trait::async_trait;
use secrecy::SecretString;
use url::Url;

use crate::http::{Answer, Http, message};
use crate::{Ask, Hint, Page, Row, Source, SourceError};

/// Bodies longer than this, in bytes, are read beside the event loop.
const LONG: usize = 256 << 10;

/// What may be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortabilitySettings {
    /// The value of the `LinkedIn-Version` header: `202312`, the only one that apps of a member's own may use; any
    /// other is answered with status 426.
    pub version: String,
}

impl Default for PortabilitySettings {
    fn default() -> Self {
        Self { version: "202312".to_owned() }
    }
}

/// A service that speaks the portability APIs.
#[derive(Debug, Clone)]
pub struct Portability {
    http: Arc<Http>,
    base: Url,
    settings: PortabilitySettings,
}

impl Portability {
    /// The service at `base_url`, a root (see [`Http::check_base`]); it is checked at every call.
    pub fn new(http: Arc<Http>, base_url: &Url, settings: PortabilitySettings) -> Self {
        Self { http, base: base_url.clone(), settings }
    }

    async fn get(&self, token: &SecretString, path: &str, query: &str) -> Result<Answer, SourceError> {
        let mut url = self.base.clone();
        url.set_path(path);
        url.set_query(Some(query));
        self.http.get(url, token, &[("LinkedIn-Version", &self.settings.version)]).await
    }

    async fn rows(&self, body: Vec<u8>) -> Result<Option<Vec<Row>>, SourceError> {
        if body.len() <= LONG {
            return snapshot::rows(&body, &self.base);
        }
        let base = self.base.clone();
        let read = tokio::task::spawn_blocking(move || snapshot::rows(&body, &base));
        read.await.unwrap_or(Err(SourceError::Garbled("it was not read to its end")))
    }
}

#[async_trait]
impl Source for Portability {
    /// As [`Source::page`]; `start` and `next` count pages, `count` and `detail` change nothing, and there is never a
    /// total: the one that is told may fall short.
    ///
    /// That there is no data means two things. On the first page, that it is not ready yet; on a later one, that the
    /// list has ended, and nothing else does: that no link leads on proves nothing.
    async fn page(&self, token: &SecretString, ask: Ask) -> Result<Page, SourceError> {
        let query = format!("q=criteria&domain=CONNECTIONS&start={}", ask.start);
        let answer = self.get(token, "/rest/memberSnapshotData", &query).await?;
        let rows = if has_no_data(&answer) { None } else { self.rows(answer.ok()?).await? };
        match rows {
            Some(rows) => Ok(Page { rows, total: None, per_page: ask.count, next: ask.start.checked_add(1) }),
            None if ask.start == 0 => Err(SourceError::NotReady),
            None => Ok(Page { rows: Vec::new(), total: None, per_page: ask.count, next: None }),
        }
    }

    /// As [`Source::hint`], from the Changelog API. Several calls: the log is read to its end, at most 20 pages.
    async fn hint(&self, token: &SecretString, since: i64) -> Result<Option<Hint>, SourceError> {
        self.look(token, since).await.map(Some)
    }
}

/// Status 404, or 400 with the sentence that says so.
fn has_no_data(answer: &Answer) -> bool {
    match answer.status {
        404 => true,
        400 => message(&answer.body).contains("no data found"),
        _ => false,
    }
}
