//! One well-formed call of every operation that needs a key, and of every action of a route that has several: what
//! walks over the whole API goes by.

use serde_json::{Value, json};

use super::exports;
use super::{Client, Reply};

/// A call of an operation.
pub struct Call {
    pub operation: &'static str,
    /// What `metadata.action` says: the operation's id, or the action's name.
    pub action: &'static str,
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

/// The routes that have several actions, with a call of each that costs a credit: its name, its params.
fn actions(account: &str) -> Vec<(&'static str, Vec<(&'static str, Value)>)> {
    let network = vec![
        ("list_connections", json!({})),
        ("list_changes", json!({})),
        ("search_connections", json!({"query": "last"})),
        ("match_connections", json!({"profile_urls": ["first-last-1"]})),
        ("get_statistics", json!({})),
    ];
    let team = vec![
        ("find_introducers", json!({"query": "last"})),
        ("list_people", json!({})),
        ("compare_accounts", json!({"accounts": [account, "other"]})),
    ];
    vec![("network", network), ("team", team)]
}

/// Calls of the actions of every route that has several. Those of `network` are of the account of that id.
fn of_actions(account: &str) -> Vec<Call> {
    let mut all = Vec::new();
    for (operation, actions) in actions(account) {
        for (action, params) in actions {
            let of_an_account = operation == "network";
            let mut body = json!({"action": action, "params": params});
            if of_an_account {
                body["account_id"] = account.into();
            }
            all.push(Call {
                operation,
                action,
                method: "POST",
                path: format!("/v2/{operation}"),
                content_type: Some("application/json"),
                body: body.to_string().into(),
                scope: "read",
                of_an_account,
                status: 200,
            });
        }
    }
    all
}

/// A call of every operation that needs a key, for the account of that id, beside which there is one called `other`. The
/// account is deleted last.
pub fn all(account: &str) -> Vec<Call> {
    let one = |operation, method, path: &str, scope| Call {
        operation,
        action: operation,
        method,
        path: path.replace("{account_id}", account),
        content_type: None,
        body: Vec::new(),
        scope,
        of_an_account: path.contains("{account_id}"),
        status: 200,
    };
    let new = json!({"name": "New", "source": {"kind": "archive"}}).to_string();
    let csv = exports::csv((0..20).map(exports::row));
    let json = Some("application/json");
    let mut all = of_actions(account);
    all.extend([
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
        one("export_account", "GET", "/v2/accounts/{account_id}/export", "read"),
        one("pause_account", "POST", "/v2/accounts/{account_id}/pause", "manage"),
        one("resume_account", "POST", "/v2/accounts/{account_id}/resume", "manage"),
        one("get_credits", "GET", "/v2/credits", "read"),
        one("list_credit_entries", "GET", "/v2/credits/entries", "admin"),
        one("list_webhooks", "GET", "/v2/webhooks", "read"),
        Call {
            content_type: json,
            body: br#"{"url": "http://127.0.0.1:9/hook"}"#.to_vec(),
            status: 201,
            ..one("create_webhook", "POST", "/v2/webhooks", "manage")
        },
        one("delete_account", "DELETE", "/v2/accounts/{account_id}", "manage"),
    ]);
    all
}

/// A call of every operation that only accounts have whose source is called.
pub fn called(account: &str, sync: &str) -> Vec<Call> {
    let one = |operation, method, path: &str, scope| Call {
        operation,
        action: operation,
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

/// A call of every operation that only webhooks have. The webhook is deleted last.
pub fn hooked(webhook: &str, delivery: &str) -> Vec<Call> {
    let one = |operation, method, path: &str, scope| Call {
        operation,
        action: operation,
        method,
        path: format!("/v2/webhooks/{webhook}{}", path.replace("{delivery_id}", delivery)),
        content_type: None,
        body: Vec::new(),
        scope,
        of_an_account: false,
        status: 200,
    };
    vec![
        one("get_webhook", "GET", "", "read"),
        Call {
            content_type: Some("application/json"),
            body: br#"{"description": "Changed"}"#.to_vec(),
            ..one("update_webhook", "PATCH", "", "manage")
        },
        one("rotate_webhook_secret", "POST", "/rotate", "manage"),
        one("test_webhook", "POST", "/test", "manage"),
        one("list_deliveries", "GET", "/deliveries", "read"),
        one("resend_delivery", "POST", "/deliveries/{delivery_id}/resend", "manage"),
        one("delete_webhook", "DELETE", "", "manage"),
    ]
}

impl Call {
    /// Whether it is one action of a route that has several.
    pub fn is_action(&self) -> bool {
        self.action != self.operation
    }

    /// Made by `client`.
    pub async fn by(&self, client: &Client) -> Reply {
        self.at(client, &self.path).await
    }

    /// Made by `client` at another path.
    pub async fn at(&self, client: &Client, path: &str) -> Reply {
        client.send(self.method, path, self.content_type, self.body.clone()).await
    }
}
