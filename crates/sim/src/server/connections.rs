//! `GET /v2/connections?q=viewer`: a member's list by rows, newest first, as the projection wants it.

use std::sync::Arc;

use super::lock;
use super::person::{self, string};
use super::projection::{Paging, Plan};
use super::query::{Invalid, Query};
use super::reply::{self, Reply};
use super::route::Call;
use super::state::{CONNECTIONS, State};
use super::troubles::{Met, Place};
use super::vault::Access;
use crate::fault::FaultKind;
use crate::people::Network;

pub(super) const PATH: &str = "/v2/connections";

/// What LinkedIn takes a page to be that names no `count`.
const DEFAULT_COUNT: u32 = 10;

/// What a call asks for.
struct Ask {
    query: Query,
    start: u32,
    count: u32,
    plan: Plan,
}

impl Ask {
    fn read(query: &str, max_count: u32) -> Result<Self, Invalid> {
        let query = Query::parse(query.as_bytes(), &["q", "start", "count", "projection"])?;
        query.expect("q", "viewer")?;
        Ok(Self {
            start: query.number("start", 0, i32::MAX.unsigned_abs())?,
            count: query.number("count", DEFAULT_COUNT, max_count)?,
            plan: query.get("projection").map_or(Ok(Plan::plain()), Plan::parse)?,
            query,
        })
    }
}

/// Where a call stands in a list of `total`; a call for no elements stands nowhere.
pub(super) fn place(query: &str, max_count: u32, total: usize) -> Option<Place> {
    let ask = Ask::read(query, max_count).ok().filter(|ask| ask.plan.elements.is_some())?;
    let (start, count) = (ask.start as usize, ask.count as usize);
    (start == 0 || start < total).then_some(Place { first: start == 0, last: start + count >= total })
}

pub(super) fn answer(state: &State, call: &Call, access: &Access, met: &Met) -> Reply {
    if !access.allows(&CONNECTIONS) {
        return reply::forbidden("connections.FINDER-viewer.NO_VERSION");
    }
    if call.header("x-restli-protocol-version") != Some("2.0.0") {
        return reply::bad_request();
    }
    let Ok(ask) = Ask::read(&call.query, state.options.max_count) else { return reply::bad_request() };
    let Some(account) = state.member(access.member) else { return reply::server_error() };
    let network = {
        let mut account = lock(&account);
        state.edit_if_due(&mut account);
        Arc::clone(&account.network)
    };
    Reply::json(200, page(state, &ask, &network, met))
}

fn page(state: &State, ask: &Ask, network: &Network, met: &Met) -> Vec<u8> {
    let total = network.members.len();
    let start = (ask.start as usize).min(total);
    let end = (start + ask.count as usize).min(total);
    let members = &network.members[start..end];
    let mut out = Vec::with_capacity(256 + members.len() * 64);
    out.push(b'{');
    if let Some(want) = &ask.plan.elements {
        let signing = state.signing();
        out.extend_from_slice(b"\"elements\":[");
        for nth in 0..members.len() {
            if nth > 0 {
                out.push(b',');
            }
            let member = &members[shown(nth, members.len(), met)];
            person::element(&mut out, member, want, state.options.hidden_every, signing);
        }
        out.push(b']');
    }
    if let Some(want) = ask.plan.paging {
        if out.len() > 1 {
            out.push(b',');
        }
        paging(&mut out, ask, want, total, met.total_off_by());
    }
    out.push(b'}');
    out
}

/// Which row stands at `nth`: that one, but for a fault that shows the middle one's neighbour twice.
pub(super) fn shown(nth: usize, rows: usize, met: &Met) -> usize {
    if rows > 1 && nth == rows / 2 && met.has(FaultKind::Repeat) { nth - 1 } else { nth }
}

fn paging(out: &mut Vec<u8>, ask: &Ask, want: Paging, total: usize, off_by: i64) {
    let mut parts = Vec::new();
    if want.start {
        parts.push(format!("\"start\":{}", ask.start));
    }
    if want.count {
        parts.push(format!("\"count\":{}", ask.count));
    }
    if want.links {
        parts.push(format!("\"links\":[{}]", links(ask, total).join(",")));
    }
    if want.total {
        let shown = i64::try_from(total).unwrap_or(i64::MAX).saturating_add(off_by).max(0);
        parts.push(format!("\"total\":{shown}"));
    }
    out.extend_from_slice(format!("\"paging\":{{{}}}", parts.join(",")).as_bytes());
}

/// To the pages before and after; a call for no elements has neither.
fn links(ask: &Ask, total: usize) -> Vec<String> {
    let mut links = Vec::new();
    if ask.plan.elements.is_none() || ask.count == 0 {
        return links;
    }
    let link = |rel, start| link(rel, &ask.query.link(PATH, ask.count, start));
    if ask.start > 0 {
        links.push(link("prev", ask.start.saturating_sub(ask.count)));
    }
    let next = ask.start.saturating_add(ask.count);
    if (next as usize) < total {
        links.push(link("next", next));
    }
    links
}

/// One entry of a paging object's links. The address is relative to the host, as LinkedIn's are.
pub(super) fn link(rel: &str, href: &str) -> String {
    let mut out = format!("{{\"type\":\"application/json\",\"rel\":\"{rel}\",\"href\":").into_bytes();
    string(&mut out, href);
    out.push(b'}');
    String::from_utf8(out).unwrap_or_default() // JSON is UTF-8
}
