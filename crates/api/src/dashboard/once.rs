//! What makes a form that is sent twice do what it does once: each page that a form stands on has a name of its own, which
//! the form sends back, and the engine answers the second as it did the first.

use kith_engine::Retry;
use kith_model::RequestId;
use sha2::{Digest as _, Sha256};

use super::door::CSRF_FIELD;
use super::form::Form;

/// The field that holds the page's name.
pub(super) const FIELD: &str = "once";

/// What names the sending of a form; `None` where its page has no name. A form that was changed meanwhile is another.
pub(super) fn once(form: &Form, what: &str) -> Option<Retry> {
    once_with(form, what, &[])
}

/// The same, of a form with a file.
pub(super) fn once_with(form: &Form, what: &str, file: &[u8]) -> Option<Retry> {
    let page = RequestId::from_caller(form.text(FIELD))?;
    let mut hash = Sha256::new();
    for (name, value) in form.fields().filter(|(name, _)| *name != CSRF_FIELD) {
        for text in [name, value] {
            hash.update(text.len().to_be_bytes());
            hash.update(text);
        }
    }
    let fingerprint: [u8; 32] = hash.chain_update(file).finalize().into();
    let sent = data_encoding::HEXLOWER.encode(&fingerprint[..8]);
    Some(Retry { key: format!("dashboard/{what}/{page}/{sent}"), fingerprint })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_the_same_as_long_as_its_page_and_what_it_holds_are() {
        let key = |text: &str, file| once_with(&Form::read(text.as_bytes()), "x", file);
        let one = key("once=p1&name=Ada&csrf=a", b"1").unwrap();
        assert_eq!(key("once=p1&name=Ada&csrf=b", b"1"), Some(one.clone()));
        for other in ["once=p2&name=Ada", "once=p1&name=Bo", "once=p1&nam=eAda"] {
            assert_ne!(key(other, b"1").unwrap().key, one.key, "{other}");
        }
        assert_ne!(key("once=p1&name=Ada", b"2").unwrap().key, one.key);
        assert_eq!((key("name=Ada", b"1"), key("once=a%20b", b"1")), (None, None));
    }
}
