//! `GET /rest/memberChangeLogs` and `/rest/memberAuthorizations`: what happened to a member's data since consent, as far
//! as LinkedIn tells. An added connection shows as an invitation that was accepted; a removed one does not show.

use serde_json::{Value, json};

use super::account::Event;
use super::lock;
use super::options::DAY;
use super::query::{Invalid, Query};
use super::reply::{self, Reply};
use super::route::Call;
use super::state::State;
use super::vault::Access;

/// How far back events go, in milliseconds.
const KEPT: i64 = 28 * DAY * 1_000;

const MAX_COUNT: u32 = 50;

/// What a call for events asks for.
struct Ask {
    start: u32,
    count: u32,
    /// Milliseconds since 1970.
    since: i64,
}

impl Ask {
    fn read(query: &str) -> Result<Self, Invalid> {
        let query = Query::parse(query.as_bytes(), &["q", "startTime", "start", "count"])?;
        query.expect("q", "memberAndApplication")?;
        let since = match query.get("startTime") {
            Some(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => {
                text.parse().map_err(|_| Invalid)?
            }
            Some(_) => return Err(Invalid),
            None => 0,
        };
        Ok(Self {
            start: query.number("start", 0, i32::MAX.unsigned_abs())?,
            count: query.number("count", 10, MAX_COUNT)?,
            since,
        })
    }
}

pub(super) fn events(state: &State, call: &Call, access: &Access) -> Reply {
    let Ok(ask) = Ask::read(&call.query) else { return reply::bad_request() };
    let Some(account) = state.member(access.member) else { return reply::server_error() };
    let account = lock(&account);
    let oldest = state.options.clock.now().as_millisecond() - KEPT;
    let elements: Vec<_> = account
        .events
        .iter()
        .filter(|event| event.at >= ask.since.max(oldest))
        .skip(ask.start as usize)
        .take(ask.count as usize)
        .map(|event| accepted(&account.person, event))
        .collect();
    let paging = json!({"start": ask.start, "count": ask.count, "links": [], "total": 0});
    Reply::json(200, json!({"paging": paging, "elements": elements}).to_string())
}

/// That the member accepted an invitation.
fn accepted(person: &str, Event { id, at }: &Event) -> Value {
    let person = format!("urn:li:person:{person}");
    json!({
        "owner": person,
        "actor": person,
        "resourceName": "invitations",
        "resourceId": "",
        "resourceUri": "/invitations",
        "method": "ACTION",
        "activity": {
            "inviteActionData": [{"invitationId": format!("urn:li:invitation:{}", 7_000_000_000_000_000_000 + id)}],
            "invitee": person,
            "inviteeActionType": "ACCEPT",
        },
        "configVersion": 7,
        "siblingActivities": [],
        "parentSiblingActivities": [],
        "activityId": format!("00000000-0000-4000-8000-{id:012}"),
        "activityStatus": "SUCCESS",
        "capturedAt": at,
        "processedAt": at,
        "id": id,
        "methodName": "inviteeClosingInvitation",
    })
}

pub(super) fn authorizations(state: &State, call: &Call, access: &Access) -> Reply {
    let query = Query::parse(call.query.as_bytes(), &["q"]);
    if query.and_then(|query| query.expect("q", "memberAndApplication")).is_err() {
        return reply::bad_request();
    }
    let Some(account) = state.member(access.member) else { return reply::server_error() };
    let account = lock(&account);
    let elements: Vec<_> = account
        .regulated_at
        .iter()
        .map(|at| {
            json!({
                "memberComplianceAuthorizationKey": {
                    "developerApplication": "urn:li:developerApplication:100000001",
                    "member": format!("urn:li:person:{}", account.person),
                },
                "regulatedAt": at,
                "memberComplianceScopes": ["DMA"],
            })
        })
        .collect();
    Reply::json(200, json!({"elements": elements}).to_string())
}
