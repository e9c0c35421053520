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

/// The same, of a form that is sent with something that is none of its fields, such as the hash of a file.
pub(super) fn once_with(form: &Form, what: &str, beside: &[u8]) -> Option<Retry> {
    let page = RequestId::from_caller(form.text(FIELD))?;
    let mut hash = Sha256::new();
    for (name, value) in form.fields().filter(|(name, _)| *name != CSRF_FIELD) {
        for text in [name, value] {
            hash.update(text.len().to_be_bytes());
            hash.update(text);
        }
    }
    hash.update(beside);
    let fingerprint: [u8; 32] = hash.finalize().into();
    let sent = data_encoding::HEXLOWER.encode(&fingerprint[..8]);
    Some(Retry { key: format!("dashboard/{what}/{page}/{sent}"), fingerprint })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_the_same_as_long_as_its_page_and_what_it_holds_are() {
        let key = |text: &str| once(&Form::read(text.as_bytes()), "x");
        let one = key("once=p1&name=Ada&csrf=a").unwrap();
        assert_eq!(key("once=p1&name=Ada&csrf=b"), Some(one.clone()));
        for other in ["once=p2&name=Ada", "once=p1&name=Bo", "once=p1&nam=eAda"] {
            assert_ne!(key(other).unwrap().key, one.key, "{other}");
        }
        let form = Form::read(b"once=p1&name=Ada");
        assert_ne!(once_with(&form, "x", b"a file").unwrap().key, one.key);
        assert_eq!((key("name=Ada"), key("once=a%20b")), (None, None));
    }
}
