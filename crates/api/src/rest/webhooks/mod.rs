//! Webhooks, one file a verb, and the fields that making one and changing one share.

use kith_engine::WEBHOOK_EVENTS;

use crate::params::{Args, Kind, Param};

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod deliveries;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod resend;
pub(crate) mod rotate;
pub(crate) mod test;
pub(crate) mod update;

/// A webhook, for examples.
const EXAMPLE: &str = r#"{"webhook_id":"wh_4q7w1e8r2t5y9u3p","url":"https://example.com/hooks/kith","events":["connection.added","sync.failed"],"accounts":null,"description":"The CRM","enabled":true,"disabled_because":null,"created_at":"2026-04-26T10:35:00Z","old_secret_until":null}"#;

/// A try, for examples.
const DELIVERY: &str = r#"{"delivery_id":"dlv_6h2k9d4s8f1g7j3l","message_id":"msg_0f4c2b8a6d1e3f5a7c9b0d2e4f6a8c","type":"webhook.test","attempt":1,"accepted":true,"status":204,"error":null,"duration_ms":87,"at":"2026-04-26T10:35:00Z","next_attempt_at":null}"#;

const URL: Param = Param::new(
    "url",
    Kind::Text(2_048),
    "Where messages are posted: an address that begins with https://. One within a private network must be named by the setting webhooks.allow_hosts, and may then begin with http://.",
);
const EVENTS: Param =
    Param::new("events", Kind::Words(&WEBHOOK_EVENTS), "The types of events that it is told, at least one.");
const ACCOUNTS: Param = Param::new(
    "accounts",
    Kind::Texts(1, 100, 64),
    "The ids of the accounts that it is told of, each once; [\"*\"] or null for all, also those to come.",
)
.nullable();
const DESCRIPTION: Param =
    Param::new("description", Kind::Text(200), "What you call it; null for nothing.").nullable();
const ENABLED: Param = Param::new("enabled", Kind::Bool, "Whether it is told anything.");

/// The accounts, where they are there: null stands for all, as in answers.
fn accounts(args: &Args<'_>) -> Option<Vec<String>> {
    if args.is_null("accounts") { Some(vec!["*".into()]) } else { list(args, "accounts") }
}

/// The words of an array, where it is there.
fn list(args: &Args<'_>, name: &str) -> Option<Vec<String>> {
    args.has(name).then(|| args.words(name).map(ToOwned::to_owned).collect())
}
