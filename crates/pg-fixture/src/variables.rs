//! The one place of this crate that reads the environment.

use std::env;
use std::ffi::OsString;

/// The variable's value; nothing where it is absent or empty.
#[expect(
    clippy::disallowed_methods,
    reason = "tests are told by variable which server and which programs to use"
)]
pub(crate) fn get(name: &str) -> Option<OsString> {
    env::var_os(name).filter(|value| !value.is_empty())
}

/// Whether this is a run of CI (`CI=true`), in which nothing may be skipped.
pub fn under_ci() -> bool {
    get("CI").is_some_and(|value| value == "true")
}

/// The variables that every PostgreSQL client obeys (`PGHOST`, `PGOPTIONS`, ...), as far as they are set.
pub(crate) fn of_postgresql() -> impl Iterator<Item = OsString> {
    env::vars_os().map(|(name, _)| name).filter(|name| name.as_encoded_bytes().starts_with(b"PG"))
}
