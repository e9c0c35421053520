//! What a button does that is pressed twice: the same once more, paid once. A form names the page it stands on, and what it
//! asks for is the caller's to say. Knows no page.

use kith_engine::Retry;
use kith_model::RequestId;
use sha2::{Digest as _, Sha256};

use super::form::Form;

/// The retry of a form that `asked` this of `what`; `None` where it names no page.
pub(super) fn retry(form: &Form, what: &str, asked: &str) -> Option<Retry> {
    let page = RequestId::from_caller(form.text("once"))?;
    let key = format!("dashboard/{what}/{page}");
    Some(Retry { key, fingerprint: Sha256::digest(asked).into() })
}
