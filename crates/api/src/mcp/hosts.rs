//! Which hosts `/mcp` is served at: a page in a browser must not reach it under a name that someone else points at this
//! machine. The machine's own names always do; others are a setting.

use axum::http::request::Parts;
use axum::http::{Uri, header, uri::Authority};

use crate::error::{Code, Failure};

const OWN: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// That `Host`, and `Origin` where a browser sends one, name a host of `allowed` or of this machine.
pub(super) fn check(allowed: &[String], parts: &Parts) -> Result<(), Failure> {
    let text = |name| parts.headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let host =
        text(header::HOST).or_else(|| parts.uri.authority().map(Authority::as_str)).unwrap_or_default();
    let host = host.parse::<Authority>().ok();
    let origin = text(header::ORIGIN).map(|origin| origin.parse::<Uri>().ok());
    let host = host.as_ref().map_or("", Authority::host);
    let origin = origin.as_ref().map(|origin| origin.as_ref().and_then(Uri::host).unwrap_or("null"));
    for (header, name) in [("host", Some(host)), ("origin", origin)] {
        if let Some(name) = name.filter(|name| !is_allowed(allowed, name)) {
            let shown: String = name.chars().take(100).collect();
            let text = format!(
                "/mcp is not served at the {header} \"{shown}\"; the setting server.mcp_hosts names those it is served at"
            );
            return Err(Failure::new(Code::Forbidden, text));
        }
    }
    Ok(())
}

/// Whether it is served at a host.
pub(crate) fn is_allowed(allowed: &[String], host: &str) -> bool {
    let known = OWN.into_iter().chain(allowed.iter().map(String::as_str));
    known.into_iter().any(|known| known == "*" || known.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_let_in(allowed: &str, host: &str, origin: Option<&str>) -> bool {
        let mut request = axum::http::Request::builder().uri("/mcp").header("host", host);
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        check(&[allowed.to_owned()], &request.body(()).unwrap().into_parts().0).is_ok()
    }

    #[test]
    fn a_name_that_someone_else_points_here_is_refused() {
        for host in ["localhost", "LOCALHOST:7171", "127.0.0.1:7171", "[::1]:7171", "kith.example:443"] {
            assert!(is_let_in("kith.example", host, None), "{host}");
        }
        for host in ["evil.example", "", "localhost.evil.example", "127.0.0.1.evil.example:80"] {
            assert!(!is_let_in("kith.example", host, None), "{host}");
        }
        assert!(is_let_in("*", "evil.example", Some("https://other.example")));
    }

    #[test]
    fn a_page_of_another_origin_is_refused() {
        assert!(is_let_in("kith.example", "localhost", Some("https://kith.example")));
        assert!(is_let_in("kith.example", "localhost", Some("http://localhost:3000")));
        for origin in ["https://evil.example", "null", "", "file:///x"] {
            assert!(!is_let_in("kith.example", "localhost", Some(origin)), "{origin}");
        }
    }
}
