//! What the JSON of every interface has in common. Must not know any of them.

use std::borrow::Cow;
use std::ops::Deref;

use serde::Deserialize;

/// A text that is copied only if it holds escapes: within an `Option`, serde borrows no other type.
#[derive(Debug, Deserialize)]
pub(crate) struct Text<'a>(#[serde(borrow)] pub(crate) Cow<'a, str>);

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}
