//! `POST /oauth/v2/accessToken`: a code, or a refresh token, for an access token.

use serde_json::json;

use super::super::lock;
use super::super::options::Grant;
use super::super::query::Query;
use super::super::reply::Reply;
use super::super::route::Call;
use super::super::state::State;
use super::super::vault::{Code, Refresh, Standing};
use super::{challenge, error, form, is_client, not_client};

/// Seconds that a code is good for.
const CODE_LIVES: i64 = 30 * 60;

const KNOWN: [&str; 7] =
    ["grant_type", "code", "client_id", "client_secret", "redirect_uri", "code_verifier", "refresh_token"];

/// What LinkedIn says of every code it does not take, and so tells nobody which part was wrong.
const MISMATCH: &str = "Unable to retrieve access token: appid/redirect uri/code verifier does not match \
    authorization code. Or authorization code expired. Or external member binding exists";

pub(in super::super) fn answer(state: &State, call: &Call) -> Reply {
    let Ok(form) = form(call, &KNOWN) else {
        return error("invalid_request", "A form with each parameter once is needed");
    };
    if !is_client(state, &form) {
        return not_client();
    }
    match form.get("grant_type") {
        Some("authorization_code") => by_code(state, &form),
        Some("refresh_token") => by_refresh(state, &form),
        _ => error("unsupported_grant_type", "grant_type is not supported"),
    }
}

fn by_code(state: &State, form: &Query) -> Reply {
    let mismatch = || error("invalid_request", MISMATCH);
    let (Some(code), Some(redirect_uri)) = (form.get("code"), form.get("redirect_uri")) else {
        return mismatch();
    };
    // Taken out whatever follows: a code can be tried once.
    let Some(Code { member, scope, redirect_uri: asked, challenge: set, issued_at }) =
        lock(&state.vault).codes.remove(code)
    else {
        return mismatch();
    };
    if asked != redirect_uri {
        return error("invalid_redirect_uri", MISMATCH);
    }
    let now = state.now();
    if form.get("code_verifier").map(challenge) != set || now >= issued_at + CODE_LIVES {
        return mismatch();
    }
    let expires_in = state.options.access_seconds;
    let grant = Grant { scope: scope.join(" "), expires_in, settles_in: state.options.settles_in };
    let access = state.issue(member, grant, now);
    let scopes = scope.join(",");
    if !state.options.refresh_tokens {
        let body = json!({"access_token": access, "expires_in": expires_in, "scope": scopes, "token_type": "Bearer"});
        return Reply::json(200, body.to_string());
    }
    let refresh_expires_in = state.options.refresh_seconds;
    let token = state.secret("refresh");
    let refresh =
        Refresh { member, scope, consented_at: now, expires_at: now + refresh_expires_in, revoked: false };
    lock(&state.vault).refresh.insert(token.clone(), refresh);
    let body = json!({
        "access_token": access,
        "expires_in": expires_in,
        "refresh_token": token,
        "refresh_token_expires_in": refresh_expires_in,
        "scope": scopes,
    });
    Reply::json(200, body.to_string())
}

fn by_refresh(state: &State, form: &Query) -> Reply {
    let now = state.now();
    let token = form.get("refresh_token").unwrap_or("");
    let refresh = lock(&state.vault).refresh.get(token).cloned();
    let Some(refresh) = refresh.filter(|refresh| refresh.standing(now) == Standing::Good) else {
        return error("invalid_grant", "The refresh token is invalid, expired or revoked");
    };
    // A refresh token's end stays where consent put it, and no access token outlives it.
    let left = refresh.expires_at - now;
    let expires_in = state.options.access_seconds.min(left);
    let grant = Grant { scope: refresh.scope.join(" "), expires_in, settles_in: state.options.settles_in };
    let access = state.issue(refresh.member, grant, refresh.consented_at);
    let body = json!({
        "access_token": access,
        "expires_in": expires_in,
        "refresh_token": token,
        "refresh_token_expires_in": left,
    });
    Reply::json(200, body.to_string())
}
