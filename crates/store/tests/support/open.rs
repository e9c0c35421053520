//! The store that the suites of the engine and the API run on: the one place that reads which, for both. They include
//! this file. `KITH_TEST_STORE` names the backend; what it needs beyond a folder stands in a variable of its own.

use std::path::Path;
use std::sync::Arc;

use kith_store::Store;

/// The store that belongs to a folder, made where there is none yet: each call is a handle of its own, as another
/// server would have.
pub(crate) async fn open_store(dir: &Path) -> Arc<dyn Store> {
    let kind = variable("KITH_TEST_STORE");
    match kind.as_deref() {
        None | Some("sqlite") => kith_store::open(dir).unwrap(),
        Some(other) => panic!("KITH_TEST_STORE must be sqlite or left out; got {other:?}"),
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place where suites learn what to run on")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
