//! `POST /oauth/v2/introspectToken`: what became of a token of the application's own.

use serde_json::json;

use super::super::lock;
use super::super::reply::Reply;
use super::super::route::Call;
use super::super::state::State;
use super::super::vault::Standing;
use super::{error, form, is_client, not_client};

pub(in super::super) fn answer(state: &State, call: &Call) -> Reply {
    let Ok(form) = form(call, &["client_id", "client_secret", "token"]) else {
        return error("invalid_request", "A form with each parameter once is needed");
    };
    if !is_client(state, &form) {
        return not_client();
    }
    let Some(token) = form.get("token") else {
        return error("invalid_request", "A required parameter \"token\" is missing");
    };
    let now = state.now();
    let vault = lock(&state.vault);
    let found = if let Some(access) = vault.access.get(token) {
        Some((access.standing(now), access.consented_at, access.issued_at, access.expires_at, &access.scope))
    } else {
        vault.refresh.get(token).map(|refresh| {
            let at = refresh.consented_at;
            (refresh.standing(now), at, at, refresh.expires_at, &refresh.scope)
        })
    };
    let Some((standing, authorized_at, created_at, expires_at, scope)) = found else {
        return Reply::json(200, r#"{"active":false}"#);
    };
    let status = match standing {
        Standing::Good => "active",
        Standing::Revoked => "revoked",
        Standing::Expired => "expired",
    };
    let body = json!({
        "active": standing == Standing::Good,
        "client_id": state.options.client_id,
        "authorized_at": authorized_at,
        "created_at": created_at,
        "status": status,
        "expires_at": expires_at,
        "scope": scope.join(","),
        "auth_type": "3L",
    });
    Reply::json(200, body.to_string())
}
