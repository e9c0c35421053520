//! The address that signs in by a link: the one place that knows its form.

/// Where a browser signs in with the secret of a link, at a server that it reaches at `base`.
pub(crate) fn url(base: &str, link: &str) -> String {
    format!("{base}/sign-in?link={link}")
}
