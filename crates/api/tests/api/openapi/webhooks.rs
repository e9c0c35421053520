//! The messages of the document: a type each, that a webhook can be told, and examples that fit. That messages which arrive
//! fit as well is looked at whenever a test reads one.

use std::collections::BTreeSet;

use kith_engine::WEBHOOK_EVENTS;

use crate::support::document::{describes_message, document};

#[test]
fn every_type_of_message_is_described_with_an_example_that_fits() {
    let webhooks = document()["webhooks"].as_object().unwrap();
    let described: BTreeSet<_> = webhooks.keys().map(String::as_str).collect();
    assert_eq!(described, WEBHOOK_EVENTS.into_iter().chain(["webhook.test"]).collect());
    for (kind, webhook) in webhooks {
        let body = &webhook["post"]["requestBody"]["content"]["application/json"]["example"];
        assert_eq!(body["type"], kind.as_str());
        describes_message(body);
    }
}
