//! The Model Context Protocol: the tools of the catalogue at `/mcp`, and on a pair of pipes. No session: every request
//! stands for itself, so that any server of a store answers it. Knows no action: what is registered is a tool.

mod answer;
mod described;
mod faults;
mod handler;
mod hosts;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use http_body_util::Full;
use rmcp::ServiceExt as _;
use rmcp::transport::StreamableHttpServerConfig;
use rmcp::transport::streamable_http_server::StreamableHttpService;
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;

use crate::local::{Local, Who};
use crate::{App, body, front};
use handler::Handler;
pub(crate) use hosts::is_allowed as is_served_at;

/// Its path.
pub(crate) const PATH: &str = "/mcp";

pub(crate) type Service = StreamableHttpService<Handler, NeverSessionManager>;

/// What reads the protocol. Hosts and sizes are checked before it.
pub(crate) fn service(app: &Arc<App>) -> Service {
    let local = Local::of(Arc::clone(app));
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        .with_sse_keep_alive(None)
        .disable_allowed_hosts()
        .with_max_request_body_bytes(body::MAX_JSON);
    StreamableHttpService::new(
        move || Ok(Handler::new(local.clone(), None)),
        Arc::new(NeverSessionManager::default()),
        config,
    )
}

/// Answers a request to `/mcp`.
pub(crate) async fn answer(app: &App, service: &Service, mut request: Request) -> Response {
    take_bearer(&mut request);
    front::lets_in(app, "mcp", request, async |request| {
        let (parts, mut sent) = request.into_parts();
        let whole = match hosts::check(&app.mcp_hosts, &parts) {
            Ok(()) => body::read(&mut sent, body::MAX_JSON, app.body_timeout).await,
            Err(failure) => Err(failure),
        };
        let whole = match whole {
            Ok(whole) => whole,
            Err(failure) => {
                body::drain(sent).await;
                return Err(failure);
            }
        };
        if let Some(fault) = faults::of(&parts, &whole) {
            return Ok(fault);
        }
        let response = service.handle(Request::from_parts(parts, Full::new(whole))).await;
        Ok(faults::worded(response.map(Body::new)).await)
    })
    .await
}

/// A key may come as the protocol's clients send one.
fn take_bearer(request: &mut Request) {
    let headers = request.headers_mut();
    let Some(sent) = headers.remove(header::AUTHORIZATION) else { return };
    let key = sent.to_str().ok().and_then(|text| {
        let (scheme, key) = text.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| HeaderValue::from_str(key.trim()).ok()).flatten()
    });
    if let (Some(key), false) = (key, headers.contains_key(&front::KEY)) {
        headers.insert(&front::KEY, key);
    }
}

/// Serves one client on standard input and output, with this key, until it goes away.
///
/// # Errors
/// If the client does not begin as the protocol says, or the work on its requests ended in disorder.
pub async fn serve(local: Local, key: &str) -> Result<(), String> {
    let handler = Handler::new(local, Some(Who::Key(key.into())));
    let running = handler.serve(rmcp::transport::stdio()).await.map_err(|error| error.to_string())?;
    running.waiting().await.map(drop).map_err(|error| error.to_string())
}
