//! A call's parameters, read strictly: what LinkedIn does not document is refused, so that a client's mistake shows.

use std::fmt::Write as _;

/// Parameters by name, each once.
pub(super) struct Query(Vec<(String, String)>);

/// The call is to be answered 400.
pub(super) struct Invalid;

impl Query {
    /// Reads a query string or a form. A parameter that is not `known`, or stands twice, is invalid.
    pub(super) fn parse(text: &[u8], known: &[&str]) -> Result<Self, Invalid> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for (name, value) in form_urlencoded::parse(text) {
            if !known.contains(&&*name) || pairs.iter().any(|(other, _)| *other == *name) {
                return Err(Invalid);
            }
            pairs.push((name.into_owned(), value.into_owned()));
        }
        Ok(Self(pairs))
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// The value of a parameter that must be there.
    pub(super) fn need(&self, name: &str) -> Result<&str, Invalid> {
        self.get(name).ok_or(Invalid)
    }

    /// Whether a parameter that must be there has the only value it can have.
    pub(super) fn expect(&self, name: &str, value: &str) -> Result<(), Invalid> {
        if self.get(name) == Some(value) { Ok(()) } else { Err(Invalid) }
    }

    /// A number from 0 to `max`; `default` if it is not there.
    pub(super) fn number(&self, name: &str, default: u32, max: u32) -> Result<u32, Invalid> {
        let Some(value) = self.get(name) else { return Ok(default) };
        // `+5` parses in Rust, but is no number to LinkedIn.
        if !value.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Invalid);
        }
        value.parse().ok().filter(|number| *number <= max).ok_or(Invalid)
    }

    /// The address of another page: the same parameters in the order of their names, with another `start`.
    pub(super) fn link(&self, path: &str, count: u32, start: u32) -> String {
        let mut pairs: Vec<(&str, String)> = self
            .0
            .iter()
            .filter(|(name, _)| name != "start" && name != "count")
            .map(|(name, value)| (name.as_str(), encode(value)))
            .chain([("count", count.to_string()), ("start", start.to_string())])
            .collect();
        pairs.sort_unstable();
        let mut link = path.to_owned();
        for (nth, (name, value)) in pairs.iter().enumerate() {
            let _ = write!(link, "{}{name}={value}", if nth == 0 { '?' } else { '&' });
        }
        link
    }
}

/// Percent-encoded as LinkedIn's links are: `~` and `*` stand.
pub(super) fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        let _ = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'*' => {
                out.push(char::from(byte));
                Ok(())
            }
            _ => write!(out, "%{byte:02X}"),
        };
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_that_is_unknown_or_twice_is_refused() {
        assert!(Query::parse(b"q=viewer&start=1", &["q", "start"]).is_ok());
        assert!(Query::parse(b"q=viewer&sort=up", &["q", "start"]).is_err());
        assert!(Query::parse(b"q=viewer&q=viewer", &["q"]).is_err());
    }

    #[test]
    fn only_digits_up_to_the_limit_are_a_number() {
        let number = |text: &str| Query::parse(text.as_bytes(), &["n"]).ok()?.number("n", 7, 500).ok();
        assert_eq!((number(""), number("n=500"), number("n=0")), (Some(7), Some(500), Some(0)));
        for text in ["n=", "n=501", "n=-1", "n=%2B1", "n=ten", "n=1.0", "n=99999999999999999999"] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn a_link_names_its_parameters_in_order_and_encodes_them() {
        let query = Query::parse(
            b"q=viewer&start=0&projection=%28elements*%28to~%28id%29%29%2Cpaging%29",
            &["q", "start", "count", "projection"],
        );
        assert_eq!(
            query.ok().unwrap().link("/v2/connections", 6, 12),
            "/v2/connections?count=6&projection=%28elements*%28to~%28id%29%29%2Cpaging%29&q=viewer&start=12"
        );
    }
}
