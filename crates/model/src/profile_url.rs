//! A member's profile address in the one form that kith answers: `https://www.linkedin.com/in/<vanity>/`.
//! Only the vanity name is kept, percent-encoded; every spelling of one profile becomes the same value.

use std::fmt::{self, Write as _};

/// The address of a LinkedIn profile.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProfileUrl(String);

/// Why a text is no profile address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAProfile {
    /// Another scheme than http or https (`javascript:`, `=HYPERLINK`, …), or no address at all.
    #[error("it is no web address of linkedin.com")]
    Address,
    /// On LinkedIn, but not `/in/<name>`.
    #[error("it is no profile: the path is not /in/<name>")]
    Path,
}

impl ProfileUrl {
    /// Reads any spelling: with or without scheme, country host, query, trailing slash, in any letter case.
    pub fn parse(text: &str) -> Result<Self, NotAProfile> {
        let text = text.trim();
        let rest = strip_scheme(text).ok_or(NotAProfile::Address)?;
        let rest = rest.split(['?', '#']).next().unwrap_or_default();
        let (host, path) = rest.split_once('/').ok_or(NotAProfile::Address)?;
        let host = host.to_ascii_lowercase();
        let host = host.strip_suffix(":443").or(host.strip_suffix(":80")).unwrap_or(&host);
        if host != "linkedin.com" && !is_subdomain(host) {
            return Err(NotAProfile::Address);
        }
        let mut parts = path.split('/').filter(|part| !part.is_empty()).peekable();
        // Links in mails, and those of the light site for phones.
        parts.next_if(|part| ["comm", "mwlite"].iter().any(|site| part.eq_ignore_ascii_case(site)));
        match (parts.next(), parts.next()) {
            (Some(kind), Some(vanity)) if kind.eq_ignore_ascii_case("in") => Self::from_vanity(vanity),
            _ => Err(NotAProfile::Path),
        }
    }

    /// Reads what a person takes for the address of a profile: as [`Self::parse`] does, or `/in/<name>`, or the name alone.
    ///
    /// # Errors
    /// [`NotAProfile`] if it is none of them.
    pub fn read(text: &str) -> Result<Self, NotAProfile> {
        let text = text.trim();
        let bare = text.strip_prefix('/').unwrap_or(text);
        let name = bare.get(..3).filter(|head| head.eq_ignore_ascii_case("in/")).map_or(bare, |_| &bare[3..]);
        let name = name.strip_suffix('/').unwrap_or(name);
        let is_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '%');
        if !name.is_empty() && name.chars().all(is_name) {
            return Self::from_vanity(name);
        }
        Self::parse(text)
    }

    /// From a bare vanity name, percent-encoded or not.
    pub fn from_vanity(vanity: &str) -> Result<Self, NotAProfile> {
        let encoded = encode(&decode(vanity.trim()));
        if encoded.is_empty() || encoded == "." || encoded == ".." {
            return Err(NotAProfile::Path);
        }
        Ok(Self(encoded))
    }

    /// The vanity name as it stands in the address, percent-encoded.
    pub fn vanity(&self) -> &str {
        &self.0
    }

    /// What tells two profiles apart: the vanity name decoded and case-folded.
    pub fn key(&self) -> String {
        if !self.0.contains('%') {
            return self.0.to_ascii_lowercase(); // the address is ASCII
        }
        String::from_utf8(decode(&self.0)).map_or_else(|_| self.0.to_lowercase(), |name| name.to_lowercase())
    }
}

/// `www.`, a country (`uk.`), `m.`: one label of letters before `linkedin.com`.
fn is_subdomain(host: &str) -> bool {
    host.strip_suffix(".linkedin.com")
        .is_some_and(|label| !label.is_empty() && label.bytes().all(|b| b.is_ascii_lowercase()))
}

fn strip_scheme(text: &str) -> Option<&str> {
    for scheme in ["https://", "http://", "//"] {
        if text.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme)) {
            return text.get(scheme.len()..);
        }
    }
    // Without a scheme only a bare host may stand before the first slash: `javascript:` is none.
    let host = text.split('/').next()?;
    host.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.').then_some(text)
}

/// Percent escapes as bytes; a `%` that begins none stays a `%`.
fn decode(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = |i: usize| bytes.get(i).and_then(|b| char::from(*b).to_digit(16));
        match (bytes[at], hex(at + 1), hex(at + 2)) {
            #[expect(clippy::cast_possible_truncation, reason = "two hex digits are at most 255")]
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                at += 3;
            }
            (byte, ..) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    out
}

/// Letters, digits and what RFC 3986 lets stand in a path segment stay; all else is escaped in upper-case hex.
fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for &byte in bytes {
        if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

impl fmt::Display for ProfileUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "https://www.linkedin.com/in/{}/", self.0)
    }
}

impl fmt::Debug for ProfileUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn url(text: &str) -> String {
        ProfileUrl::parse(text).unwrap().to_string()
    }

    #[test]
    fn every_spelling_becomes_the_seeds_form() {
        for (from, to) in [
            ("https://www.linkedin.com/in/form-a", "form-a"),
            ("https://www.linkedin.com/in/form-b/", "form-b"),
            ("www.linkedin.com/in/form-c", "form-c"),
            ("linkedin.com/in/Form-D", "Form-D"),
            ("https://www.linkedin.com/in/form-e/?trk=abc&originalSubdomain=uk", "form-e"),
            ("HTTP://uk.linkedin.com/in/form-f#top", "form-f"),
            ("https://www.linkedin.com/in/R%C3%96DER-g", "R%C3%96DER-g"),
            ("https://www.linkedin.com/in/r%c3%b6der-h", "r%C3%B6der-h"),
            ("https://www.linkedin.com/in/röder-i/de", "r%C3%B6der-i"),
            ("https://www.linkedin.com/in/100%-real", "100%25-real"),
            ("https://www.linkedin.com/in/a%2Fb", "a%2Fb"),
            ("https://www.linkedin.com/comm/in/form-j?midToken=x", "form-j"),
            ("https://m.linkedin.com/mwlite/in/form-k", "form-k"),
            ("https://de.linkedin.com//in//form-l/overlay/contact-info/", "form-l"),
        ] {
            assert_eq!(url(from), format!("https://www.linkedin.com/in/{to}/"), "{from}");
        }
    }

    #[test]
    fn a_person_may_leave_out_the_host_or_all_but_the_name() {
        for text in ["jane-doe-42", " in/jane-doe-42 ", "/in/Jane-Doe-42/", "LinkedIn.com/in/jane-doe-42?x=1"]
        {
            assert_eq!(ProfileUrl::read(text).unwrap().key(), "jane-doe-42", "{text}");
        }
        assert_eq!(ProfileUrl::read("r%C3%B6der"), ProfileUrl::read("röder"));
        for bad in [
            "",
            "/",
            "in/",
            "jane doe",
            "jane@example.com",
            "example.com",
            "linkedin.com/company/acme",
            "in/a/b",
        ] {
            assert!(ProfileUrl::read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_is_no_profile_is_told() {
        for bad in ["", "javascript:alert(1)", "=HYPERLINK(\"x\")", "https://example.com/in/x", "mailto:a@b"]
        {
            assert_eq!(ProfileUrl::parse(bad), Err(NotAProfile::Address), "{bad}");
        }
        for bad in ["https://www.linkedin.com/company/acme", "linkedin.com/in/", "linkedin.com/in/../x"] {
            assert_eq!(ProfileUrl::parse(bad), Err(NotAProfile::Path), "{bad}");
        }
        for bad in [
            "https://evil.com/linkedin.com/in/x",
            "https://linkedin.com.evil.com/in/x",
            "https://a@linkedin.com/in/x",
        ] {
            assert_eq!(ProfileUrl::parse(bad), Err(NotAProfile::Address), "{bad}");
        }
    }

    #[test]
    fn letter_case_and_escapes_do_not_make_two_members_of_one() {
        let key = |text| ProfileUrl::parse(text).unwrap().key();
        assert_eq!(key("linkedin.com/in/R%C3%96DER"), key("https://www.linkedin.com/in/röder/"));
        assert_ne!(key("linkedin.com/in/a"), key("linkedin.com/in/b"));
    }

    proptest! {
        #[test]
        fn reading_an_answered_address_again_changes_nothing(text in "\\PC{0,40}") {
            if let Ok(first) = ProfileUrl::parse(&format!("https://www.linkedin.com/in/{text}")) {
                prop_assert!(first.to_string().is_ascii());
                prop_assert_eq!(ProfileUrl::parse(&first.to_string()).unwrap(), first);
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,60}") {
            let _ = (ProfileUrl::parse(&text), ProfileUrl::read(&text));
        }
    }
}
