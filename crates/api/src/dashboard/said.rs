//! What went wrong, in the words of pages: an error's own text speaks to programs, of calls and their fields; here one is
//! told what to do on a page. Every page takes its words for a failure from here.

use kith_engine::Error;

use super::words;
use crate::error::{Code, Failure};
use crate::redact;

/// What a clause speaks of that only programs and commands can follow.
const FOR_PROGRAMS: &[&str] = &["/v2/", "?replace=", "kith key ", "kith account ", "kith credits "];
/// Fields as the API calls them at the beginning of a text, and as forms do.
const FIELDS: &[(&str, &str)] = &[
    ("url: ", ""),
    ("url ", "the address "),
    ("source.base_url: ", ""),
    ("source.base_url ", "the address "),
    ("source.mode ", "the mode "),
    ("params.", ""),
];

/// What went wrong, as a sentence.
pub(super) fn said(failure: &Failure) -> String {
    let text = match failure.cause.as_deref() {
        Some(error) => of(error),
        None => plain(&failure.message),
    };
    sentence(&redact::without_keys(&text))
}

/// Whether somebody else's page sent a form, or one of a session that has ended; no key would help.
pub(super) fn is_not_ours(failure: &Failure) -> bool {
    failure.code == Code::Forbidden && failure.cause.is_none()
}

fn of(error: &Error) -> String {
    match error {
        Error::InvalidKey => "you are not signed in any more".into(),
        Error::Forbidden(scope) => format!("your key lacks the scope \"{scope}\""),
        Error::IdempotencyConflict => "this page was sent before, and not as it is now".into(),
        Error::NoAccount => "there is no such account; it may have been deleted".into(),
        Error::OneAccount { why, .. } if **why == Error::NoAccount => {
            "one of the accounts is gone; choose again without it".into()
        }
        Error::OneAccount { id, why, .. } => format!("of the account {id}: {}", of(why)),
        Error::Paused => "the account is paused; resume it on its page".into(),
        Error::NeedsAuthorization => {
            "the account's authorization is missing or has ended; connect it on its page".into()
        }
        Error::NotReady => "this account is empty; import an export, or wait for its first sync".into(),
        Error::NotCalled => {
            "this account is filled by importing exports; there is nothing to sync or to connect".into()
        }
        Error::SnapshotExpired => "this list is no longer kept; begin anew with the newest".into(),
        Error::ChangesExpired => {
            "the list that these changes begin with is no longer kept; begin anew".into()
        }
        Error::NoSuchRange { .. } => "the file has no such part; download it anew".into(),
        Error::UpstreamTimeout { .. } => "the source gave no whole answer in time; try again later".into(),
        Error::AnotherMember { kept, of } => format!(
            "this export keeps {} of the account's {} connections: it looks like another member's file",
            words::thousands(*kept),
            words::thousands(*of)
        ),
        Error::InsufficientCredits { needed, balance } => format!(
            "this needs {needed} credits and the workspace has {balance}; whoever runs the server can grant more"
        ),
        Error::Invalid(text) | Error::NotFound(text) => plain(text),
        Error::RateLimited { .. }
        | Error::Upstream { .. }
        | Error::MasterKey
        | Error::OtherMasterKey
        | Error::Unavailable
        | Error::Internal(_) => plain(&error.to_string()),
    }
}

/// Without clauses for programs, and with fields called as forms call them.
fn plain(text: &str) -> String {
    let is_for_people = |clause: &&str| !FOR_PROGRAMS.iter().any(|word| clause.contains(word));
    let kept: Vec<_> = text.split("; ").filter(is_for_people).collect();
    let text = if kept.is_empty() { text.to_owned() } else { kept.join("; ") };
    let named = FIELDS.iter().find_map(|(field, name)| Some((name, text.strip_prefix(field)?)));
    named.map(|(name, rest)| format!("{name}{rest}")).unwrap_or(text)
}

/// A text as a sentence: a capital, a full stop.
pub(super) fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
    let end = if text.ends_with(['.', '?']) { "" } else { "." };
    format!("{first}{}{end}", chars.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_error_speaks_to_people_of_calls_or_of_their_fields() {
        let invalid = |text: &str| Error::Invalid(text.into());
        let gone = Error::OneAccount {
            place: "accounts[0]".into(),
            id: "acc_1".into(),
            why: Box::new(Error::NoAccount),
        };
        let errors = [
            (Error::NoAccount, "There is no such account; it may have been deleted."),
            (gone, "One of the accounts is gone; choose again without it."),
            (Error::IdempotencyConflict, "This page was sent before, and not as it is now."),
            (Error::Paused, "The account is paused; resume it on its page."),
            (
                Error::NotFound("there is no webhook with this id; GET /v2/webhooks lists them".into()),
                "There is no webhook with this id.",
            ),
            (
                invalid("url: the address must begin with https:// and a host"),
                "The address must begin with https:// and a host.",
            ),
            (
                invalid("url must be a web address, like https://example.com"),
                "The address must be a web address, like https://example.com.",
            ),
            (invalid("source.base_url: 10.0.0.1 may not be called"), "10.0.0.1 may not be called."),
            (invalid("params.query must have a letter"), "Query must have a letter."),
        ];
        for (error, says) in errors {
            assert_eq!(said(&Failure::from(error)), says);
        }
    }

    #[test]
    fn a_key_is_not_repeated() {
        let text = format!("no key {}{} works", "kith_", "a1".repeat(16));
        assert_eq!(said(&Failure::params(text)), "No key kith_\u{2026} works.");
    }
}
