//! Style, scripts and other people's libraries, as they lie in `assets/`. Their paths hold a hash of what they are, so
//! that a browser keeps them for good and a new version is another path.

use std::sync::LazyLock;

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use super::door::Visitor;

/// Where they are.
pub(super) const PATH: &str = "/assets/{name}";

/// A file of the dashboard.
struct Asset {
    name: String,
    media_type: &'static str,
    body: &'static [u8],
}

/// The paths that pages name.
pub(super) struct Paths {
    pub(super) style: String,
    pub(super) script: String,
    pub(super) htmx: String,
    pub(super) charts: String,
    pub(super) icon: String,
}

const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";

static STYLE: LazyLock<Asset> =
    LazyLock::new(|| Asset::of("kith", "css", CSS, include_bytes!("../../assets/kith.css")));
static SCRIPT: LazyLock<Asset> =
    LazyLock::new(|| Asset::of("kith", "js", JS, include_bytes!("../../assets/kith.js")));
static HTMX: LazyLock<Asset> =
    LazyLock::new(|| Asset::of("htmx", "js", JS, include_bytes!("../../assets/vendor/htmx-2.0.11.min.js")));
static CHARTS: LazyLock<Asset> = LazyLock::new(|| {
    Asset::of("chart", "js", JS, include_bytes!("../../assets/vendor/chart-4.6.1.umd.min.js"))
});
static ICON: LazyLock<Asset> =
    LazyLock::new(|| Asset::of("kith", "svg", "image/svg+xml", include_bytes!("../../assets/kith.svg")));

/// Their paths, made once.
pub(super) static PATHS: LazyLock<Paths> = LazyLock::new(|| {
    let path = |asset: &Asset| format!("/assets/{}", asset.name);
    Paths {
        style: path(&STYLE),
        script: path(&SCRIPT),
        htmx: path(&HTMX),
        charts: path(&CHARTS),
        icon: path(&ICON),
    }
});

impl Asset {
    fn of(stem: &str, extension: &str, media_type: &'static str, body: &'static [u8]) -> Self {
        let hash = HEXLOWER.encode(&Sha256::digest(body)[..6]);
        Self { name: format!("{stem}-{hash}.{extension}"), media_type, body }
    }
}

/// A file; nothing at a path that an older version named.
pub(super) async fn answer(visitor: Visitor) -> Response {
    let name = visitor.uri.path().rsplit('/').next().unwrap_or_default();
    let all = [&*STYLE, &*SCRIPT, &*HTMX, &*CHARTS, &*ICON];
    let Some(asset) = all.into_iter().find(|asset| asset.name == name) else {
        let mut response = Response::new(Body::from("There is no such file.\n"));
        *response.status_mut() = StatusCode::NOT_FOUND;
        return response;
    };
    let mut response = Response::new(Body::from(asset.body));
    for (name, value) in [
        (header::CONTENT_TYPE, asset.media_type),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_made_is_as_they_published_it() {
        for (asset, hash) in [
            (&*HTMX, "d6fdc75f204e6bdefa99b69bf1e6d4ac69b8a364f77929f45c13476b4000f717"),
            (&*CHARTS, "87364cc2b2a76a6684929e7d6b80b18a897794db38400caff1fcf1791c6925d2"),
        ] {
            assert_eq!(HEXLOWER.encode(&Sha256::digest(asset.body)), hash, "{}", asset.name);
        }
    }
}
