//! A page of connections as the actions answer it that list some: its fields, its schema, its bytes. The rows arrive
//! encoded and are sent as they lie in memory, between the two halves of the envelope.

use axum::body::Body;
use bytes::Bytes;
use kith_engine::{ConnectionsPage, Field, Fields, Paid};
use kith_model::{AccountId, clock};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::page_body::PageBody;
use crate::params::{Args, Kind, Param};
use crate::reply::Reply;

const NAMES: &[&str] = &["id", "first_name", "last_name", "email", "company", "position", "connected_on"];

/// Which keys a connection has beyond the four.
pub(crate) const FIELDS: Param = Param::new(
    "fields",
    Kind::Words(NAMES),
    "Extra keys for each connection, after the four and in this order whatever the order asked.",
);

/// Which snapshot of a mirror is read.
pub(crate) const SNAPSHOT: Param = Param::new(
    "snapshot",
    Kind::AnyText,
    "Read from this snapshot: the x-kith-snapshot of an earlier answer. Pages of one snapshot never overlap or miss anyone.",
);

/// The fields that were asked for.
pub(crate) fn fields(args: &Args<'_>) -> Fields {
    let mut fields = Fields::default();
    for word in args.words("fields") {
        if let Some(field) = Field::ALL.into_iter().find(|field| field.as_str() == word) {
            fields.insert(field);
        }
    }
    fields
}

/// A page on its way out.
pub(crate) fn reply(action: &str, account: &AccountId, page: Paid<ConnectionsPage>) -> Reply {
    Reply {
        snapshot: page.snapshot.as_ref().map(|id| id.as_str().to_owned()),
        replayed: page.replayed,
        ..Reply::of(Body::new(body(action, &page, account)))
    }
}

/// The rows as they lie in memory, between the two halves of the envelope.
fn body(action: &str, page: &Paid<ConnectionsPage>, account: &AccountId) -> PageBody {
    let mut pieces = Vec::with_capacity(8);
    pieces.push(Bytes::from_static(b"{\"success\":true,\"data\":{\"connections\":["));
    page.answer.pieces(&mut pieces);
    pieces.push(rest(action, page, account).into());
    PageBody::of(pieces)
}

fn rest(action: &str, page: &Paid<ConnectionsPage>, account: &AccountId) -> Vec<u8> {
    let numbers = page.answer.pagination;
    let mut out = Vec::with_capacity(320 + account.as_str().len());
    let mut digits = itoa::Buffer::new();
    let mut number = |out: &mut Vec<u8>, name: &str, value: u64| {
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(digits.format(value).as_bytes());
    };
    number(&mut out, "],\"total_results\":", numbers.count.into());
    number(&mut out, ",\"total_available_results\":", page.answer.total_available.into());
    number(&mut out, ",\"pagination\":{\"offset\":", numbers.offset.into());
    number(&mut out, ",\"count\":", numbers.count.into());
    match numbers.next_offset {
        Some(next) => {
            number(&mut out, ",\"next_offset\":", next.into());
            out.extend_from_slice(b",\"has_more\":true");
        }
        None => out.extend_from_slice(b",\"next_offset\":null,\"has_more\":false"),
    }
    number(&mut out, ",\"results_per_page\":", numbers.results_per_page.into());
    number(&mut out, ",\"pages_fetched\":", numbers.pages_fetched.into());
    out.extend_from_slice(b"}},\"metadata\":{\"action\":\"");
    out.extend_from_slice(action.as_bytes());
    out.extend_from_slice(b"\",\"account_id\":");
    let _ = serde_json::to_writer(&mut out, account.as_str()); // writing to memory can't fail
    number(&mut out, ",\"credits_consumed\":", page.credits);
    out.extend_from_slice(b",\"timestamp\":\"");
    out.extend_from_slice(clock::rfc3339(page.at).as_bytes());
    out.extend_from_slice(b"\"}}");
    out
}

/// `data` of an action that answers a page of connections.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Connections {
    /// The page.
    connections: Vec<Connection>,
    /// How many are in this response.
    total_results: u32,
    /// How many there are to page through: all that the account has, or all that a search found.
    total_available_results: u32,
    /// Where the page lies in the list.
    pagination: Pagination,
}

/// A connection.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Connection {
    /// The member's name; `LinkedIn Member` where the source has none.
    name: String,
    /// What they do, where the source tells.
    job_title: Option<String>,
    /// `https://www.linkedin.com/in/<vanity>/`.
    profile_url: Option<String>,
    /// The largest picture that has not expired.
    profile_picture: Option<String>,
    /// With `fields`: kith's own stable id of the member in this account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    /// With `fields`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    first_name: Option<String>,
    /// With `fields`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_name: Option<String>,
    /// With `fields`; null unless the member lets connections see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    /// With `fields`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    company: Option<String>,
    /// With `fields`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    position: Option<String>,
    /// With `fields`; an ISO date, null where the source's text is no certain day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    connected_on: Option<String>,
}

/// Where a page lies in the list.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Pagination {
    /// The offset asked for.
    offset: u32,
    /// Equal to `total_results`.
    count: u32,
    /// Where the next page begins; null at the end.
    next_offset: Option<u32>,
    /// Whether `next_offset` is not null.
    has_more: bool,
    /// The size of an internal page.
    results_per_page: u32,
    /// Internal pages behind this response.
    pages_fetched: u32,
}
