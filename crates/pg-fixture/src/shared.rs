//! The server that `cargo xtask test` starts once for every suite, and the rule for suites that find none.

use std::sync::Once;

use crate::variables;

/// The variable with the URL of the shared server, database `postgres`.
pub const URL_VARIABLE: &str = "KITH_TEST_POSTGRES";

static SAID: Once = Once::new();

/// The URL of the shared server (`postgres://kith@127.0.0.1:PORT/postgres`). A test makes a database of its own there
/// and drops it. Where there is no server it says once that tests were skipped.
///
/// # Panics
///
/// Under CI (`CI=true`) where there is no server: a run of CI skips nothing.
pub fn shared_url() -> Option<String> {
    or_skip(variables::get(URL_VARIABLE).and_then(|url| url.into_string().ok()))
}

pub(crate) fn or_skip<T>(what: Option<T>) -> Option<T> {
    if what.is_none() {
        skip(variables::under_ci());
    }
    what
}

#[expect(clippy::print_stderr, reason = "a test that was skipped must not look like one that passed")]
fn skip(under_ci: bool) {
    assert!(!under_ci, "no PostgreSQL, and CI=true: nothing may be skipped; cargo xtask test starts one");
    SAID.call_once(|| eprintln!("skipped: no PostgreSQL; cargo xtask test starts one"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_without_a_server_is_skipped_at_a_desk() {
        skip(false);
    }

    #[test]
    #[should_panic(expected = "nothing may be skipped")]
    fn a_test_without_a_server_fails_under_ci() {
        skip(true);
    }
}
