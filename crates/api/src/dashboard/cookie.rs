//! The session's cookie. It goes to this host alone, with requests that this host's own pages make, and no script reads it.

use axum::http::{HeaderMap, HeaderValue, Uri, header};

/// Over TLS: the prefix makes browsers insist on `Secure`, this host and this path.
const SAFE_NAME: &str = "__Host-kith_session";
/// Without TLS, as on one's own machine.
const NAME: &str = "kith_session";

/// Whether the browser speaks TLS to what is in front of us: by what the proxy says, or by where a form was sent from.
pub(super) fn over_tls(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let origin = text("origin").parse::<Uri>().ok();
    text("x-forwarded-proto").eq_ignore_ascii_case("https")
        || origin.is_some_and(|origin| origin.scheme_str() == Some("https"))
}

/// Whether a request brings the cookie that browsers only send over TLS.
pub(super) fn is_safe(headers: &HeaderMap) -> bool {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let is_safe = |pair: &str| pair.trim().split_once('=').is_some_and(|(name, _)| name == SAFE_NAME);
    cookies.flat_map(|line| line.split(';')).any(is_safe)
}

/// The session's token that a request brings. The plain name can be set by neighbours of our host, so where the browser
/// speaks TLS, or sends the other name along, it counts for nothing.
pub(super) fn token(headers: &HeaderMap) -> Option<&str> {
    let safe = named(headers, SAFE_NAME);
    if safe.is_some() || over_tls(headers) { safe } else { named(headers, NAME) }
}

/// The tokens of both names: all that there is to end.
pub(super) fn tokens(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    [SAFE_NAME, NAME].into_iter().filter_map(|name| named(headers, name))
}

/// The first cookie of that name: a browser sends one, and nobody is to have many looked up.
fn named<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(found, _)| *found == name).map(|(_, value)| value)
}

/// The cookie of a new session. It has no age: the server ends it, and the browser forgets it when it is closed.
pub(super) fn begin(token: &str, over_tls: bool) -> Option<HeaderValue> {
    let text = if over_tls {
        format!("{SAFE_NAME}={token}; Path=/; HttpOnly; SameSite=Strict; Secure")
    } else {
        format!("{NAME}={token}; Path=/; HttpOnly; SameSite=Strict")
    };
    let mut value = HeaderValue::try_from(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// What takes the cookies away.
pub(super) fn end() -> [HeaderValue; 2] {
    [
        HeaderValue::from_static(
            "__Host-kith_session=; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=0",
        ),
        HeaderValue::from_static("kith_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn a_token_is_found_among_other_cookies_and_the_safe_name_is_believed_first() {
        let both = "a=1; kith_session=t1;__Host-kith_session=t2; kith_sessions=no; kith_session=t3";
        assert_eq!(token(&headers(&[("cookie", both)])), Some("t2"));
        assert_eq!(tokens(&headers(&[("cookie", both)])).collect::<Vec<_>>(), ["t2", "t1"]);
        let plain = ("cookie", "kith_session=t1; kith_session=t3");
        assert_eq!(token(&headers(&[plain])), Some("t1"));
        assert_eq!(
            token(&headers(&[plain, ("x-forwarded-proto", "https")])),
            None,
            "a neighbour may have set it"
        );
        assert_eq!(token(&headers(&[("cookie", "kith_session")])), None);
    }

    #[test]
    fn a_cookie_is_secure_where_the_browser_speaks_tls() {
        assert!(over_tls(&headers(&[("x-forwarded-proto", "HTTPS")])));
        assert!(over_tls(&headers(&[("origin", "https://kith.example.com")])));
        for not in ["http://127.0.0.1:7171", "null", ""] {
            assert!(!over_tls(&headers(&[("origin", not)])), "{not}");
        }
        let secure = begin("t", true).unwrap();
        assert_eq!(secure, "__Host-kith_session=t; Path=/; HttpOnly; SameSite=Strict; Secure");
    }
}
