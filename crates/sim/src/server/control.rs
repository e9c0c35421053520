//! The simulator's own surface, under `/sim`: what a test in another process does with the handle. LinkedIn has nothing
//! like it, and its calls are not counted.

use std::sync::Arc;

use hyper::http::Method;
use serde::Deserialize;
use serde_json::json;

use super::lock;
use super::options::{Edits, Grant, MemberId};
use super::reply::Reply;
use super::route::Call;
use super::state::State;
use crate::fault::Fault;
use crate::people::Network;

/// A member to add.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewMember {
    seed: u64,
    size: u32,
}

/// A token to issue; what is left out is as in [`Grant::default`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewToken {
    scope: Option<String>,
    expires_in: Option<i64>,
    settles_in: Option<i64>,
}

pub(super) fn answer(state: &State, call: &Call) -> Reply {
    let path: Vec<_> = call.path.split('/').filter(|part| !part.is_empty()).skip(1).collect();
    let done = match (&call.method, path.as_slice()) {
        (&Method::GET, []) => Ok(overview(state)),
        (&Method::POST, ["fault"]) => fault(state, call),
        (&Method::DELETE, ["faults"]) => {
            lock(&state.troubles).clear();
            Ok(nothing())
        }
        (&Method::GET, ["calls"]) => Ok(Reply::json(200, json!(state.calls.so_far()).to_string())),
        (&Method::DELETE, ["calls"]) => {
            state.calls.reset();
            Ok(nothing())
        }
        (&Method::POST, ["members"]) => body(call).map(|NewMember { seed, size }| {
            let MemberId(number) = state.add(Arc::new(Network::generate(seed, size)));
            Reply::json(201, json!({"member": number}).to_string())
        }),
        (&Method::POST, ["members", number, verb]) => match number.parse().map(MemberId) {
            Ok(member) => change(state, call, member, verb),
            Err(_) => Err("no such member".to_owned()),
        },
        _ => return Reply::text(404, "the simulator has no such page"),
    };
    done.unwrap_or_else(|why| Reply::text(400, why))
}

fn overview(state: &State) -> Reply {
    let members: Vec<_> = state
        .members()
        .into_iter()
        .map(|(MemberId(number), account)| {
            let account = lock(&account);
            let owner = &account.network.owner;
            json!({
                "member": number,
                "person": account.person,
                "name": format!("{} {}", owner.first_name, owner.last_name),
                "total": account.network.members.len(),
                "ready": account.ready,
            })
        })
        .collect();
    let faults = lock(&state.troubles).written();
    Reply::json(200, json!({"members": members, "faults": faults, "calls": state.calls.so_far()}).to_string())
}

fn fault(state: &State, call: &Call) -> Result<Reply, String> {
    let text = str::from_utf8(&call.body).map_err(|_| "a fault is text".to_owned())?;
    let fault: Fault = text.trim().parse()?;
    lock(&state.troubles).set(fault);
    Ok(nothing())
}

fn change(state: &State, call: &Call, member: MemberId, verb: &str) -> Result<Reply, String> {
    let account = state.member(member).ok_or("no such member")?;
    match verb {
        "edit" => {
            let edits: Edits = body(call)?;
            let mut account = lock(&account);
            state.edit(&mut account, edits);
            Ok(Reply::json(200, json!({"total": account.network.members.len()}).to_string()))
        }
        "token" => {
            let NewToken { scope, expires_in, settles_in } = body(call)?;
            let usual = Grant::default();
            let grant = Grant {
                scope: scope.unwrap_or(usual.scope),
                expires_in: expires_in.unwrap_or(usual.expires_in),
                settles_in: settles_in.unwrap_or(usual.settles_in),
            };
            let (expires_in, scope) = (grant.expires_in, grant.scope.clone());
            let token = state.issue(member, grant, state.now());
            let body = json!({"access_token": token, "expires_in": expires_in, "scope": scope});
            Ok(Reply::json(201, body.to_string()))
        }
        "revoke" => {
            lock(&state.vault).revoke_member(member);
            Ok(nothing())
        }
        _ => Err("a member has edit, token and revoke".to_owned()),
    }
}

/// An empty body is an empty object.
fn body<T: for<'a> Deserialize<'a>>(call: &Call) -> Result<T, String> {
    let text: &[u8] = if call.body.is_empty() { b"{}" } else { &call.body };
    serde_json::from_slice(text).map_err(|error| error.to_string())
}

fn nothing() -> Reply {
    Reply::text(204, "")
}
