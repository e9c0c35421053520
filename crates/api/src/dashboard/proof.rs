//! The proofs that a form was sent by a page of ours: what the browser says of where it came from, and a token that only
//! pages of the session know. Knows no page and no store.

use axum::http::{HeaderMap, header};
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use crate::error::{Code, Failure};

/// Whether a form was sent by a page of this host, by what the browser says of it. Who says nothing is no browser, and
/// has no session by mistake.
pub(super) fn from_here(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    let Some(origin) = text(header::ORIGIN.as_str()) else { return true };
    let host = origin.split_once("://").map(|(_, host)| host);
    host.is_some() && host == text(header::HOST.as_str())
}

pub(super) fn not_ours() -> Failure {
    Failure::new(
        Code::Forbidden,
        "this form was not sent by a page of your session; load the page again and send it once more",
    )
}

/// What forms of a session send back: known to its pages alone.
pub(super) fn csrf(token: &str) -> String {
    let hash = Sha256::new().chain_update("kith csrf\0").chain_update(token).finalize();
    HEXLOWER.encode(&hash[..16])
}

/// Compared in the same time wherever they differ.
pub(super) fn same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.bytes().zip(other.bytes()).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn forms_of_other_sites_are_told_from_ours() {
        let says = |pairs: &[(&'static str, &'static str)]| {
            let all = pairs.iter();
            from_here(
                &all.map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect(),
            )
        };
        let host = ("host", "kith.example.com");
        for ours in [
            &[host, ("sec-fetch-site", "same-origin")][..],
            &[host, ("origin", "https://kith.example.com")],
            &[host],
        ] {
            assert!(says(ours), "{ours:?}");
        }
        for not in [
            &[host, ("sec-fetch-site", "cross-site"), ("origin", "https://kith.example.com")][..],
            &[host, ("sec-fetch-site", "same-site")],
            &[host, ("origin", "https://evil.example.com")],
            &[host, ("origin", "null")],
        ] {
            assert!(!says(not), "{not:?}");
        }
    }

    #[test]
    fn what_proves_a_page_differs_for_each_session() {
        assert_ne!(csrf("one"), csrf("two"));
        assert!(
            same(&csrf("one"), &csrf("one")) && !same(&csrf("one"), &csrf("two")) && !same("", &csrf("one"))
        );
    }
}
