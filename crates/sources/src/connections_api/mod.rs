//! LinkedIn's Connections API: the list by rows, with headlines, vanity names and pictures; no company, position,
//! e-mail address or day. Knows its calls and its paging; what a page holds is read in `body`.
//!
//! Source: <https://learn.microsoft.com/en-us/linkedin/shared/integrations/people/connections-api>

mod body;
mod pictures;

use std::sync::Arc;

use async_trait::async_trait;
use secrecy::SecretString;
use url::Url;

use crate::http::Http;
use crate::{Ask, Detail, Page, Source, SourceError};

/// A projection returns only what it names: without `paging` there would be none.
/// Source: <https://learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/decoration>
const WHOLE: &str = "(elements*(to~(id,localizedFirstName,localizedLastName,localizedHeadline,vanityName,\
                     profilePicture(displayImage~:playableStreams))),paging)";
const KEYS: &str = "(elements*(to),paging)";

/// A service that speaks the Connections API.
#[derive(Debug, Clone)]
pub struct ConnectionsApi {
    http: Arc<Http>,
    endpoint: Url,
}

impl ConnectionsApi {
    /// The service at `base_url`, a root (see [`Http::check_base`]); it is checked at every call.
    pub fn new(http: Arc<Http>, base_url: &Url) -> Self {
        let mut endpoint = base_url.clone();
        endpoint.set_path("/v2/connections");
        Self { http, endpoint }
    }

    fn url(&self, ask: Ask) -> Url {
        let projection = match ask.detail {
            Detail::Whole => WHOLE,
            Detail::Keys => KEYS,
        };
        let Ask { start, count, .. } = ask;
        let mut url = self.endpoint.clone();
        url.set_query(Some(&format!("q=viewer&start={start}&count={count}&projection={projection}")));
        url
    }
}

#[async_trait]
impl Source for ConnectionsApi {
    /// As [`Source::page`]; `start` and `next` count rows.
    ///
    /// The end is certain on an empty page, and where a page is short and the rows so far are as many as
    /// `paging.total` says: privacy settings may shorten any page, so that one of the two proves nothing. Links to
    /// other pages are not followed.
    async fn page(&self, token: &SecretString, ask: Ask) -> Result<Page, SourceError> {
        let headers = [("X-Restli-Protocol-Version", "2.0.0")];
        let answer = self.http.get(self.url(ask), token, &headers).await?;
        body::page(&answer.ok()?, ask)
    }
}
