//! `GET /oauth/v2/authorization`: the consent page. Members consent at once; where several could, a page asks which.

use std::fmt::Write as _;
use std::sync::atomic::Ordering;

use super::super::lock;
use super::super::options::MemberId;
use super::super::query::{Query, encode};
use super::super::reply::Reply;
use super::super::route::Call;
use super::super::state::State;
use super::super::vault::{Code, scopes};

const KNOWN: [&str; 8] = [
    "response_type",
    "client_id",
    "redirect_uri",
    "state",
    "scope",
    "code_challenge",
    "code_challenge_method",
    "member",
];

pub(in super::super) fn answer(state: &State, call: &Call) -> Reply {
    match read(state, call) {
        Ok(ask) => consent(state, call, ask),
        Err(what) => Reply::html(400, format!("<html><body>Bad request: {what}</body></html>")),
    }
}

/// What the application asks a member for.
struct Ask {
    redirect_uri: String,
    state: String,
    scope: Vec<String>,
    challenge: Option<String>,
    member: Option<MemberId>,
}

/// Says what is wrong where nothing may be sent back to the application.
fn read(state: &State, call: &Call) -> Result<Ask, &'static str> {
    let query = Query::parse(call.query.as_bytes(), &KNOWN).map_err(|_| "a parameter")?;
    query.expect("response_type", "code").map_err(|_| "response_type")?;
    query.expect("client_id", &state.options.client_id).map_err(|_| "client_id")?;
    let redirect_uri =
        query.get("redirect_uri").filter(|uri| registered(state, uri)).ok_or("redirect_uri")?;
    let challenge = match (query.get("code_challenge"), query.get("code_challenge_method")) {
        (None, None) => None,
        (Some(challenge), Some("S256")) if challenge.len() == 43 => Some(challenge.to_owned()),
        _ => return Err("code_challenge"),
    };
    let member = match query.get("member") {
        Some(number) => Some(number.parse().map(MemberId).map_err(|_| "member")?),
        None => None,
    };
    Ok(Ask {
        redirect_uri: redirect_uri.to_owned(),
        state: query.get("state").filter(|state| !state.is_empty()).ok_or("state")?.to_owned(),
        scope: query.get("scope").map(scopes).filter(|scopes| !scopes.is_empty()).ok_or("scope")?,
        challenge: challenge.filter(|_| state.options.pkce),
        member,
    })
}

fn registered(state: &State, uri: &str) -> bool {
    if uri.contains('#') {
        return false;
    }
    if !state.options.redirect_uris.is_empty() {
        return state.options.redirect_uris.iter().any(|registered| registered == uri);
    }
    ["127.0.0.1", "localhost", "[::1]"].iter().any(|host| {
        let rest = uri.strip_prefix("http://").and_then(|rest| rest.strip_prefix(host));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/', '?']))
    })
}

fn consent(state: &State, call: &Call, ask: Ask) -> Reply {
    let approved = |scope: &String| state.options.scopes.is_empty() || state.options.scopes.contains(scope);
    if let Some(scope) = ask.scope.iter().find(|scope| !approved(scope)) {
        let why = format!("Scope \"{scope}\" is not authorized for your application");
        return refuse(&ask, "unauthorized_scope_error", &why);
    }
    if state.deny.load(Ordering::Relaxed) {
        return refuse(&ask, "user_cancelled_authorize", "The user cancelled the authorization");
    }
    let members = state.members();
    let member = match (ask.member, members.as_slice()) {
        (Some(chosen), _) => chosen,
        (None, [(only, _)]) => *only,
        (None, _) => return choose(call, state),
    };
    if state.member(member).is_none() {
        return Reply::html(400, "<html><body>Bad request: member</body></html>");
    }
    let code = state.secret("code");
    let back = back(&ask, &[("code", &code), ("state", &ask.state)]);
    let code_of = Code {
        member,
        scope: ask.scope,
        redirect_uri: ask.redirect_uri,
        challenge: ask.challenge,
        issued_at: state.now(),
    };
    lock(&state.vault).codes.insert(code, code_of);
    Reply::redirect(back)
}

fn refuse(ask: &Ask, error: &str, description: &str) -> Reply {
    Reply::redirect(back(ask, &[("error", error), ("error_description", description), ("state", &ask.state)]))
}

/// The address of the application's page, with what it is told.
fn back(ask: &Ask, told: &[(&str, &str)]) -> String {
    let mut uri = ask.redirect_uri.clone();
    let mut mark = if uri.contains('?') { '&' } else { '?' };
    for (name, value) in told {
        let _ = write!(uri, "{mark}{name}={}", encode(value));
        mark = '&';
    }
    uri
}

/// A page with a link for each member.
fn choose(call: &Call, state: &State) -> Reply {
    let query = call.query.replace('&', "&amp;").replace('"', "%22").replace('<', "%3C");
    let mut page = String::from("<html><body><h1>Who are you?</h1><ul>");
    for (number, account) in state.members() {
        let network = std::sync::Arc::clone(&lock(&account).network);
        let name = format!("{} {}", network.owner.first_name, network.owner.last_name);
        let name = name.replace('&', "&amp;").replace('<', "&lt;");
        let _ = write!(page, "<li><a href=\"{}?{query}&amp;member={number}\">{name}</a></li>", call.path);
    }
    page.push_str("</ul></body></html>");
    Reply::html(200, page)
}
