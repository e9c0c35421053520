//! Syncs of an account, one file a verb.

pub(crate) mod cancel;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod start;

/// A sync, for examples.
pub(crate) const EXAMPLE: &str = r#"{"id":"sync_5m8p1s4v7y2b6e9h","status":"succeeded","reason":null,"seen":1201,"expected":1201,"added":3,"removed":1,"updated":12,"snapshot":"snap_8d2n5t1r7w3z9j4h","calls":25,"started_at":"2026-04-26T10:34:51Z","ended_at":"2026-04-26T10:35:00Z"}"#;
