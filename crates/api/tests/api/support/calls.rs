//! One well-formed call of every operation that needs a key: what walks over the whole API goes by.

use serde_json::json;

use super::exports;
use super::{Client, Reply};

/// A call of an operation.
pub struct Call {
    pub operation: &'static str,
    pub method: &'static str,
    /// With the account in place.
    pub path: String,
    pub content_type: Option<&'static str>,
    pub body: Vec<u8>,
    /// The weakest scope that may make it.
    pub scope: &'static str,
    /// Whether it names an account, in its path or its body.
    pub of_an_account: bool,
    /// The status of success.
    pub status: u16,
}

/// A call of every operation that needs a key, for the account of that id. The account is deleted last.
pub fn all(account: &str) -> Vec<Call> {
    let one = |operation, method, path: &str, scope| Call {
        operation,
        method,
        path: path.replace("{account_id}", account),
        content_type: None,
        body: Vec::new(),
        scope,
        of_an_account: path.contains("{account_id}"),
        status: 200,
    };
    let page = json!({"account_id": account, "action": "list_connections"}).to_string();
    let team = json!({"action": "list_people"}).to_string();
    let new = json!({"name": "New", "source": {"kind": "archive"}}).to_string();
    let csv = exports::csv((0..20).map(exports::row));
    let json = Some("application/json");
    vec![
        Call {
            content_type: json,
            body: page.into(),
            of_an_account: true,
            ..one("network", "POST", "/v2/network", "read")
        },
        Call { content_type: json, body: team.into(), ..one("team", "POST", "/v2/team", "read") },
        one("list_accounts", "GET", "/v2/accounts", "read"),
        Call {
            content_type: json,
            body: new.into(),
            status: 201,
            ..one("create_account", "POST", "/v2/accounts", "manage")
        },
        one("get_account", "GET", "/v2/accounts/{account_id}", "read"),
        Call {
            content_type: Some("text/csv"),
            body: csv,
            ..one("import_account", "POST", "/v2/accounts/{account_id}/import", "manage")
        },
        one("pause_account", "POST", "/v2/accounts/{account_id}/pause", "manage"),
        one("resume_account", "POST", "/v2/accounts/{account_id}/resume", "manage"),
        one("get_credits", "GET", "/v2/credits", "read"),
        one("list_credit_entries", "GET", "/v2/credits/entries", "admin"),
        one("delete_account", "DELETE", "/v2/accounts/{account_id}", "manage"),
    ]
}

/// A call of every operation that only accounts have whose source is called.
pub fn called(account: &str, sync: &str) -> Vec<Call> {
    let one = |operation, method, path: &str, scope| Call {
        operation,
        method,
        path: path.replace("{account_id}", account).replace("{sync_id}", sync),
        content_type: None,
        body: Vec::new(),
        scope,
        of_an_account: true,
        status: 200,
    };
    vec![
        one("authorize_account", "POST", "/v2/accounts/{account_id}/authorize", "manage"),
        Call { status: 202, ..one("sync_account", "POST", "/v2/accounts/{account_id}/sync", "manage") },
        one("list_syncs", "GET", "/v2/accounts/{account_id}/syncs", "read"),
        one("get_sync", "GET", "/v2/accounts/{account_id}/syncs/{sync_id}", "read"),
        one("cancel_sync", "POST", "/v2/accounts/{account_id}/syncs/{sync_id}/cancel", "manage"),
    ]
}

impl Call {
    /// Made by `client`.
    pub async fn by(&self, client: &Client) -> Reply {
        self.at(client, &self.path).await
    }

    /// Made by `client` at another path.
    pub async fn at(&self, client: &Client, path: &str) -> Reply {
        client.send(self.method, path, self.content_type, self.body.clone()).await
    }
}
