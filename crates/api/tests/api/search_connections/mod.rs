//! `search_connections` over HTTP: who is found by what, in which order, in which snapshot, at what price.

mod paid;
mod params;
mod scans;
mod words;

use kith_model::Connection;
use serde_json::{Value, json};

use crate::support::{Reply, Tenant};

const ACTION: &str = "search_connections";

impl Tenant<'_> {
    /// Asks for a page of a search in the account `a`.
    async fn searches(&self, params: Value) -> Reply {
        self.asks(ACTION, "a", params).await
    }

    /// Asks for a page of a search in the account `a` under an idempotency key.
    async fn searches_under(&self, key: &str, params: Value) -> Reply {
        self.asks_under(key, ACTION, "a", params).await
    }

    /// The names that a search for these words finds, in its order.
    async fn finds(&self, query: &str) -> Vec<String> {
        self.searches(json!({"query": query, "count": 100})).await.names()
    }
}

/// Somebody of this name, who works there.
fn worker(first: &str, last: &str, position: &str, company: &str) -> Connection {
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Connection {
        first_name: text(first),
        last_name: text(last),
        position: text(position),
        company: text(company),
        ..Connection::default()
    }
}
