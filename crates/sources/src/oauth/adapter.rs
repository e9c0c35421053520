//! Between the OAuth library and the HTTP client: its calls are made here, and only what is an OAuth matter is handed
//! back to it. Everything else is an error of the call, as with every other one.

use std::sync::Arc;

use oauth2::http::Response;
use oauth2::{HttpRequest, HttpResponse};
use serde::Deserialize;

use crate::SourceError;
use crate::http::{Http, fault};

/// Names of errors that tell of the grant. LinkedIn says `invalid_request` of a code that has expired, too.
const OF_THE_GRANT: [&str; 5] =
    ["invalid_grant", "invalid_request", "invalid_redirect_uri", "access_denied", "invalid_token"];
/// Names of errors that tell of the app, and nothing of the grant.
const OF_THE_APP: [&str; 4] =
    ["invalid_client", "unauthorized_client", "unsupported_grant_type", "invalid_scope"];

#[derive(Deserialize)]
struct Said {
    error: String,
}

/// Makes one call. The answer is a 200, or a 400 or 401 that holds an OAuth error about the grant.
pub(super) async fn call(http: Arc<Http>, request: HttpRequest) -> Result<HttpResponse, SourceError> {
    const UNUSABLE: SourceError = SourceError::Garbled("the call can't be put into words");
    let request = reqwest::Request::try_from(request).map_err(|_| UNUSABLE)?;
    let answer = http.send(request).await?;
    let of_the_grant = || {
        let said = serde_json::from_slice::<Said>(&answer.body);
        said.is_ok_and(|said| !OF_THE_APP.contains(&said.error.as_str()))
    };
    match answer.status {
        200 => {}
        201..300 => return Err(SourceError::Garbled("it is no answer of OAuth's")),
        400 | 401 if of_the_grant() => {}
        // There is no access token here that could be at fault.
        status @ 401 => return Err(SourceError::Refused { status }),
        _ => return Err(fault(&answer)),
    }
    Response::builder().status(answer.status).body(answer.body).map_err(|_| UNUSABLE)
}

/// The name of an error, if it is a known one.
pub(super) fn known(name: &str) -> &'static str {
    OF_THE_GRANT.into_iter().find(|known| *known == name).unwrap_or("other")
}
