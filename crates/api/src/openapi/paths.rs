//! The names in paths: what stands in braces names a thing by its id.

use super::ACCOUNT;

/// The sync of every example.
const SYNC: &str = "sync_5m8p1s4v7y2b6e9h";

/// The names in a path: `account_id` of `/v2/accounts/{account_id}`.
pub(crate) fn path_params(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}

/// What a name in a path names.
pub(crate) fn path_param_doc(name: &str) -> String {
    format!("The {}'s id.", name.trim_end_matches("_id"))
}

/// An id as it stands in a path.
pub(crate) fn path_param_example(name: &str) -> &'static str {
    if name == "sync_id" { SYNC } else { ACCOUNT }
}
