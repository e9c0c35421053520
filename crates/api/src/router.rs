//! Which path goes where: the operations of the registry, and what needs no key.

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::http::{Method, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodFilter, MethodRouter, get, on};
use serde_json::Value;

use crate::error::{Code, Failure};
use crate::operation::{Body, Operation};
use crate::registry::OPERATIONS;
use crate::rest::oauth_callback;
use crate::{App, dashboard, front, health, mcp, metrics, openapi, reference};

/// The routes of operations.
pub(crate) fn operations(app: &Arc<App>) -> Router {
    let mut router = Router::new();
    for operation in OPERATIONS {
        router = router.route(operation.path, route(app, operation));
    }
    router
}

/// The API's routes, and the dashboard's where it is wanted.
pub(crate) fn api(app: &Arc<App>) -> Router {
    let document = openapi::document();
    let pages = pages(app, &document);
    let document: Arc<str> = document.to_string().into();
    operations(app)
        .route(mcp::PATH, mcp(app))
        .merge(pages)
        .route(
            "/healthz",
            open(app, |app, request| async move { front::open(&app, &request, Ok(health::healthz(&app))) }),
        )
        .route(
            "/readyz",
            open(app, |app, request| async move {
                let ready = health::readyz(&app).await;
                front::open(&app, &request, ready)
            }),
        )
        .route(
            "/openapi.json",
            open(app, move |app, request| {
                let document = Arc::clone(&document);
                async move { openapi::respond(&app, &request, document.as_bytes()) }
            }),
        )
        .fallback(open_handler(app, |app, request| async move {
            if let Some(page) = dashboard::nowhere(request.headers()).filter(|_| app.dashboard) {
                return front::told(&app, &request, page);
            }
            let text = format!(
                "there is no path {}; GET /openapi.json describes those there are",
                shown(request.uri().path())
            );
            front::refuse(&app, request, Failure::new(Code::NotFound, text)).await
        }))
        .method_not_allowed_fallback(open_handler(app, |app, request| async move {
            // The address of a form, opened by itself.
            if request.method() == Method::GET
                && let Some(page) = dashboard::nowhere(request.headers()).filter(|_| app.dashboard)
            {
                return front::told(&app, &request, page);
            }
            let text =
                format!("{} does not know the method {}", shown(request.uri().path()), request.method());
            front::refuse(&app, request, Failure::new(Code::MethodNotAllowed, text)).await
        }))
}

/// What people look at, and what it loads.
fn pages(app: &Arc<App>, document: &Value) -> Router {
    let reference = reference::page(document);
    let pages = dashboard::assets(app)
        .route(
            reference::PATH,
            open(app, move |_, _| {
                let reference = reference.clone();
                async move { reference::answer(&reference) }
            }),
        )
        .route(reference::STYLE_PATH, open(app, |_, _| async { reference::style() }))
        .route(
            oauth_callback::PATH,
            open(app, |app, request| {
                let query = request.uri().query().unwrap_or_default().to_owned();
                async move { oauth_callback::page(&app, &query).await }
            }),
        );
    let pages = if app.dashboard { pages.merge(dashboard::routes(app)) } else { pages };
    pages.layer(from_fn_with_state(Arc::clone(app), front::named))
}

/// The routes of the listener for operators.
pub(crate) fn admin(app: &Arc<App>) -> Router {
    let text = [("content-type", "text/plain; version=0.0.4")];
    Router::new().route(
        "/metrics",
        open(app, move |app, _| async move { (text, metrics::page(&app)).into_response() }),
    )
}

fn mcp(app: &Arc<App>) -> MethodRouter {
    let service = mcp::service(app);
    on(
        MethodFilter::POST,
        open_handler(app, move |app, request| {
            let service = service.clone();
            async move { mcp::answer(&app, &service, request).await }
        }),
    )
}

fn route(app: &Arc<App>, operation: &'static Operation) -> MethodRouter {
    let app = Arc::clone(app);
    on(filter(&operation.method), move |request: Request| {
        let app = Arc::clone(&app);
        let reads = operation.method == Method::GET || matches!(operation.body, Body::Action(_));
        let changes = operation.writes && !reads;
        async move {
            let answer = async move { front::answer(&app, operation, request).await };
            if !changes {
                return answer.await;
            }
            // What changes something is carried to its end, also when its caller goes away meanwhile.
            let answered = tokio::spawn(answer).await;
            answered.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
        }
    })
}

fn open<F, R>(app: &Arc<App>, answer: F) -> MethodRouter
where
    F: Fn(Arc<App>, Request) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = Response> + Send + 'static,
{
    get(open_handler(app, answer))
}

fn open_handler<F, R>(
    app: &Arc<App>,
    answer: F,
) -> impl Fn(Request) -> std::pin::Pin<Box<dyn Future<Output = Response> + Send>> + Clone + Send + Sync + 'static
where
    F: Fn(Arc<App>, Request) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = Response> + Send + 'static,
{
    let app = Arc::clone(app);
    move |request| Box::pin(answer(Arc::clone(&app), request))
}

fn filter(method: &Method) -> MethodFilter {
    MethodFilter::try_from(method.clone()).unwrap_or(MethodFilter::GET)
}

/// A path as an error shows it: its beginning.
fn shown(path: &str) -> String {
    path.chars().take(100).collect()
}
