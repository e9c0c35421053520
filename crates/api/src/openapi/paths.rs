//! The names in paths: what stands in braces names a thing by its id.

use super::ACCOUNT;

/// What the examples name, beside the account.
const OTHERS: [(&str, &str); 3] = [
    ("sync_id", "sync_5m8p1s4v7y2b6e9h"),
    ("webhook_id", "wh_4q7w1e8r2t5y9u3p"),
    ("delivery_id", "dlv_6h2k9d4s8f1g7j3l"),
];

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
    OTHERS.iter().find(|(other, _)| *other == name).map_or(ACCOUNT, |(_, id)| id)
}
