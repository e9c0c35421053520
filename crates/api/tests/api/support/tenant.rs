//! A workspace with a key for all of it, and what its owner does over HTTP.

use kith_model::{Scope, WorkspaceId};
use serde_json::{Value, json};

use super::{Client, Reply, TestApp, exports, people};

/// A workspace with a key for all of it.
pub struct Tenant<'a> {
    pub app: &'a TestApp,
    pub workspace: WorkspaceId,
    pub client: Client,
}

impl Tenant<'_> {
    /// With an account `id` of so many invented connections.
    pub async fn with_connections(self, id: &str, count: u32) -> Self {
        self.has_connections(id, count).await;
        self
    }

    /// With an account `id` into which nothing was imported.
    pub async fn with_empty_account(self, id: &str) -> Self {
        self.app.account(self.workspace, id).await;
        self
    }

    /// From now on the account `id` has so many invented connections.
    pub async fn has_connections(&self, id: &str, count: u32) {
        self.app.commit(self.workspace, id, people(count), Vec::new()).await;
    }

    /// Asks for a page of the account `id`.
    pub async fn lists(&self, id: &str, params: Value) -> Reply {
        self.client.network(&page(id, params)).await
    }

    /// Asks for the account `id` as a file; `query` begins with `?` or is empty.
    pub async fn exports(&self, id: &str, query: &str) -> Reply {
        self.client.get(&format!("/v2/accounts/{id}/export{query}")).await
    }

    /// Asks for a page of the account `id` under an idempotency key.
    pub async fn lists_under(&self, key: &str, id: &str, params: Value) -> Reply {
        self.under(key).network(&page(id, params)).await
    }

    /// Asks for an action on the account `id`.
    pub async fn asks(&self, action: &str, id: &str, params: Value) -> Reply {
        self.client.network(&json!({"account_id": id, "action": action, "params": params})).await
    }

    /// Asks for an action on the account `id` under an idempotency key.
    pub async fn asks_under(&self, key: &str, action: &str, id: &str, params: Value) -> Reply {
        self.under(key).network(&json!({"account_id": id, "action": action, "params": params})).await
    }

    /// A client that sends this idempotency key.
    pub fn under(&self, key: &str) -> Client {
        self.client.clone().with("idempotency-key", key)
    }

    /// A client with a new key of this scope.
    pub async fn client_with(&self, scope: Scope) -> Client {
        self.app.client(self.workspace, scope).await
    }

    /// Makes an account; its id.
    pub async fn creates(&self, name: &str) -> String {
        let body = json!({"name": name, "source": {"kind": "archive"}});
        let made = self.client.post("/v2/accounts", &body).await;
        assert_eq!(made.status.as_u16(), 201);
        made.data()["account_id"].as_str().unwrap().to_owned()
    }

    /// Imports a `Connections.csv` of the members with these numbers.
    pub async fn imports(&self, id: &str, members: impl IntoIterator<Item = u32>) -> Reply {
        let csv = exports::csv(members.into_iter().map(exports::row));
        self.client.send("POST", &format!("/v2/accounts/{id}/import"), Some("text/csv"), csv).await
    }

    pub async fn pauses(&self, id: &str) {
        self.client.post_nothing(&format!("/v2/accounts/{id}/pause")).await.data();
    }

    pub async fn resumes(&self, id: &str) {
        self.client.post_nothing(&format!("/v2/accounts/{id}/resume")).await.data();
    }

    pub async fn deletes(&self, id: &str) {
        self.client.delete(&format!("/v2/accounts/{id}")).await.data();
    }

    pub async fn account(&self, id: &str) -> Value {
        self.client.get(&format!("/v2/accounts/{id}")).await.data()
    }

    pub async fn balance(&self) -> u64 {
        self.client.get("/v2/credits").await.data()["balance"].as_u64().unwrap()
    }

    /// That this much is left, and that the ledger's entries add up to it.
    pub async fn has_credits(&self, credits: u64) {
        assert_eq!(self.balance().await, credits);
        let (mut sum, mut before) = (0_i64, String::new());
        loop {
            let page = self.client.get(&format!("/v2/credits/entries?limit=500{before}")).await.data();
            for entry in page["entries"].as_array().unwrap() {
                let credits = entry["credits"].as_i64().unwrap();
                sum += if entry["kind"] == "grant" { credits } else { -credits };
            }
            let Some(next) = page["next_before"].as_i64() else { break };
            before = format!("&before={next}");
        }
        assert_eq!(u64::try_from(sum), Ok(credits), "the sum of the entries is the balance");
    }
}

/// The body that asks for a page.
pub fn page(id: &str, params: Value) -> Value {
    let params = if params.is_null() { json!({}) } else { params };
    json!({"account_id": id, "action": "list_connections", "params": params})
}
