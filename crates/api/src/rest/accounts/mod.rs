//! Accounts, one file a verb.

pub(crate) mod authorize;
pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod export;
pub(crate) mod get;
pub(crate) mod import;
pub(crate) mod list;
pub(crate) mod pause;
pub(crate) mod resume;

/// An account, for examples.
pub(crate) const EXAMPLE: &str = r#"{"account_id":"acc_3f9k2m7q1x8c4v6b","name":"Jane Doe","platform":"linkedin","status":"active","active":true,"source":{"kind":"archive","base_url":null},"mode":"mirror","created_at":"2026-04-26T10:00:00Z","connections":1201,"upstream_total":null,"complete":true,"synced_at":"2026-04-26T10:35:00Z","snapshot":"snap_8d2n5t1r7w3z9j4h"}"#;
