//! This server's own address, as the browser knows it. What a browser sends is looked at before it is written anywhere.

use axum::http::uri::Authority;
use axum::http::{HeaderMap, header};

use super::super::cookie;

/// Where this server is.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Address {
    /// `http://127.0.0.1:7171`.
    pub(super) base: String,
    /// Its host without the port.
    pub(super) name: String,
}

/// Where it is when the browser says nothing of use.
const USUAL: &str = "127.0.0.1:7171";

impl Address {
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let sent = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
        let host = if sent.chars().all(is_plain) { sent.parse::<Authority>().ok() } else { None };
        let host = host.unwrap_or_else(|| Authority::from_static(USUAL));
        let scheme = if cookie::over_tls(headers) || cookie::is_safe(headers) { "https" } else { "http" };
        Self { base: format!("{scheme}://{host}"), name: host.host().to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn only_what_is_a_host_is_written_into_texts() {
        let base = |pairs: &[(&'static str, &'static str)]| {
            let all = pairs.iter();
            Address::of(
                &all.map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect(),
            )
            .base
        };
        assert_eq!(base(&[("host", "localhost:8080")]), "http://localhost:8080");
        assert_eq!(base(&[("host", "[::1]:80")]), "http://[::1]:80");
        assert_eq!(base(&[("host", "kith.example"), ("x-forwarded-proto", "https")]), "https://kith.example");
        assert_eq!(
            base(&[("host", "kith.example"), ("cookie", "__Host-kith_session=t")]),
            "https://kith.example"
        );
        for not in ["a@evil.example", "a'; rm b", "<script>", "", "a b"] {
            assert_eq!(base(&[("host", not)]), "http://127.0.0.1:7171", "{not}");
        }
    }
}
