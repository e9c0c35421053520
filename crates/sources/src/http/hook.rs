//! One message to a webhook. What is answered beside the status is read a little, so that the connection can be used again,
//! and dropped. Knows neither what a message says nor how it is signed.

use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use url::Url;

use super::{Http, fault, retry_after};
use crate::SourceError;

/// So much of an answer is read.
const ANSWER: usize = 4 << 10;

/// What a webhook answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard {
    /// The status.
    pub status: u16,
    /// When it wants to be asked again.
    pub retry_after: Option<Duration>,
}

impl Http {
    /// Posts JSON, once, with these headers.
    ///
    /// # Errors
    /// [`SourceError::Blocked`] if the address may not be called, [`SourceError::TimedOut`], [`SourceError::Broken`].
    pub async fn post_hook(
        &self,
        url: Url,
        headers: &[(&'static str, &str)],
        body: Vec<u8>,
    ) -> Result<Heard, SourceError> {
        self.check(&url)?;
        let mut request = self.client.post(url).header(CONTENT_TYPE, "application/json").body(body);
        for (name, value) in headers {
            let value = HeaderValue::from_str(value).map_err(|_| SourceError::Broken)?;
            request = request.header(HeaderName::from_static(name), value);
        }
        let mut response = request.send().await.map_err(|error| fault::unanswered(&error))?;
        let heard =
            Heard { status: response.status().as_u16(), retry_after: retry_after(response.headers()) };
        let mut read = 0;
        while let Ok(Some(piece)) = response.chunk().await {
            read += piece.len();
            if read > ANSWER {
                break;
            }
        }
        Ok(heard)
    }
}
