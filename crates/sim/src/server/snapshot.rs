//! `GET /rest/memberSnapshotData?q=criteria`: a member's own data by pages of rows. `start` counts pages, the totals mean
//! nothing, and the end is a 404, as is data that was not collated yet.

use std::sync::Arc;

use super::connections::{link, shown};
use super::lock;
use super::person::{PersonId, string};
use super::query::{Invalid, Query};
use super::reply::{self, Reply};
use super::route::Call;
use super::state::State;
use super::troubles::{Met, Place};
use super::vault::Access;
use crate::export;
use crate::people::{Member, Network};

const PATH: &str = "/rest/memberSnapshotData";

/// How the rows name their cells, in the order of the exported file.
const KEYS: [&str; 7] =
    ["First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On"];

/// The order they come in, which is not the file's.
const ORDER: [usize; 7] = [2, 3, 0, 1, 5, 4, 6];

/// One row in so many has a cell without a name.
const NAMELESS_EVERY: u32 = 97;

/// What these are chosen by.
const NAMELESS: u64 = 0x4E41_4D45;

/// What a call asks for.
struct Ask {
    query: Query,
    page: u32,
    count: u32,
}

impl Ask {
    fn read(query: &str) -> Result<Self, Invalid> {
        let query = Query::parse(query.as_bytes(), &["q", "domain", "start", "count"])?;
        query.expect("q", "criteria")?;
        query.need("domain")?;
        Ok(Self {
            page: query.number("start", 0, i32::MAX.unsigned_abs())?,
            count: query.number("count", 10, i32::MAX.unsigned_abs())?,
            query,
        })
    }
}

/// Where a call stands in a list of `total`.
pub(super) fn place(query: &str, rows_per_page: u32, total: usize) -> Option<Place> {
    let ask = Ask::read(query).ok().filter(|ask| ask.query.get("domain") == Some("CONNECTIONS"))?;
    let pages = total.div_ceil(rows_per_page.max(1) as usize);
    let page = ask.page as usize;
    (page == 0 || page < pages).then_some(Place { first: page == 0, last: page + 1 >= pages })
}

pub(super) fn answer(state: &State, call: &Call, access: &Access, met: &Met) -> Reply {
    let Ok(ask) = Ask::read(&call.query) else { return reply::bad_request() };
    let Some(account) = state.member(access.member) else { return reply::server_error() };
    match ask.query.get("domain") {
        Some("CONNECTIONS") => {
            let network = {
                let mut account = lock(&account);
                state.edit_if_due(&mut account);
                account.ready.then(|| Arc::clone(account.collated()))
            };
            match network {
                Some(network) => connections(state, &ask, &network, met),
                None => reply::no_data(),
            }
        }
        Some("PROFILE") => {
            let account = lock(&account);
            if account.ready && ask.page == 0 {
                profile(&ask, &account.network.owner)
            } else {
                reply::no_data()
            }
        }
        _ => reply::unsupported_domain(),
    }
}

fn connections(state: &State, ask: &Ask, network: &Network, met: &Met) -> Reply {
    let size = state.options.snapshot_rows_per_page.max(1) as usize;
    let pages = network.members.len().div_ceil(size);
    let Some(rows) = network.members.chunks(size).nth(ask.page as usize) else { return reply::no_data() };
    let mut out = Vec::with_capacity(256 + rows.len() * 256);
    head(&mut out, ask, pages, met.total_off_by());
    for nth in 0..rows.len() {
        if nth > 0 {
            out.push(b',');
        }
        row(&mut out, &rows[shown(nth, rows.len(), met)]);
    }
    out.extend_from_slice(b"],\"snapshotDomain\":\"CONNECTIONS\"}]}");
    Reply::json(200, out)
}

fn profile(ask: &Ask, owner: &Member) -> Reply {
    let mut out = Vec::new();
    head(&mut out, ask, 1, 0);
    let cells =
        [("First Name", &owner.first_name), ("Last Name", &owner.last_name), ("Headline", &owner.position)];
    for (nth, (key, value)) in cells.into_iter().enumerate() {
        cell(&mut out, if nth == 0 { b'{' } else { b',' }, key, value);
    }
    out.extend_from_slice(b"}],\"snapshotDomain\":\"PROFILE\"}]}");
    Reply::json(200, out)
}

/// All that stands before the rows.
fn head(out: &mut Vec<u8>, ask: &Ask, pages: usize, off_by: i64) {
    let mut links = Vec::new();
    if let Some(before) = ask.page.checked_sub(1) {
        links.push(link("prev", &ask.query.link(PATH, ask.count, before)));
    }
    if ask.page as usize + 1 < pages {
        links.push(link("next", &ask.query.link(PATH, ask.count, ask.page + 1)));
    }
    // It may fall short of the pages there are, so that nobody comes to rely on it.
    let total = i64::try_from(pages.min(2)).unwrap_or(2).saturating_add(off_by).max(0);
    let head = format!(
        "{{\"paging\":{{\"start\":{},\"count\":{},\"links\":[{}],\"total\":{total}}},\"elements\":[{{\"snapshotData\":[",
        ask.page,
        ask.count,
        links.join(","),
    );
    out.extend_from_slice(head.as_bytes());
}

fn row(out: &mut Vec<u8>, member: &Member) {
    let cells = export::row(member);
    let mut mark = b'{';
    if PersonId::of(&member.vanity).is_one_in(NAMELESS_EVERY, NAMELESS) {
        cell(out, mark, "", "");
        mark = b',';
    }
    for at in ORDER {
        cell(out, mark, KEYS[at], &cells[at]);
        mark = b',';
    }
    out.push(b'}');
}

fn cell(out: &mut Vec<u8>, mark: u8, key: &str, value: &str) {
    out.push(mark);
    string(out, key);
    out.push(b':');
    string(out, value);
}
