//! `list_connections`: a page of an account's connections. The hot path: the rows arrive encoded, and
//! are sent as they lie in memory, between the two halves of the envelope.

use axum::body::Body;
use axum::http::StatusCode;
use bytes::Bytes;
use kith_engine::{Caller, ConnectionsPage, Field, Fields, ListConnections};
use kith_model::page::{DEFAULT_COUNT, MAX_COUNT, MAX_OFFSET};
use kith_model::{AccountId, SnapshotId, Window, clock};
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};

use crate::App;
use crate::error::Failure;
use crate::operation::Action;
use crate::page_body::PageBody;
use crate::params::{Args, Kind, Param};
use crate::reply::Reply;

const FIELDS: &[&str] = &["id", "first_name", "last_name", "email", "company", "position", "connected_on"];

const PARAMS: &[Param] = &[
    Param::new("count", Kind::Integer(1, MAX_COUNT as i64), "How many connections.").default("10"),
    Param::new("offset", Kind::Integer(0, MAX_OFFSET as i64), "How many to skip.").default("0"),
    Param::new(
        "fields",
        Kind::Words(FIELDS),
        "Extra keys for each connection, after the four and in this order whatever the order asked.",
    ),
    Param::new(
        "snapshot",
        Kind::AnyText,
        "Read from this snapshot: the x-kith-snapshot of an earlier page. Pages of one snapshot never overlap or miss anyone.",
    ),
    Param::new(
        "use_cache",
        Kind::Bool,
        "Whether a mirror may answer. With false a mirror of connections_api is read from its source, and nothing is stored; other mirrors are their own newest state, and a live account is always read live. false together with snapshot is an error.",
    ),
];

pub(crate) static ACTION: Action = Action {
    name: "list_connections",
    summary: "List connections",
    description: "A page of the account's connections, newest first, from its newest complete snapshot or from the one that params.snapshot names; of a live account, from its source.",
    params: PARAMS,
    price: "1 credit for every 50 results, rounded up; an empty page is free.",
    data: |schemas: &mut SchemaGenerator| schemas.subschema_for::<Connections>(),
    examples: (
        r#"{"count": 1, "offset": 0}"#,
        r#"{"connections":[{"name":"Jane Doe","job_title":"Founder @ Acme Corp — AI recruiting platform","profile_url":"https://www.linkedin.com/in/jane-doe-42/","profile_picture":null}],"total_results":1,"total_available_results":1201,"pagination":{"offset":0,"count":1,"next_offset":1,"has_more":true,"results_per_page":10,"pages_fetched":1}}"#,
    ),
    run: |app, caller, account, args| {
        let ask = read(account, &args);
        Box::pin(async move { run(app, &caller, &ask?).await })
    },
};

async fn run(app: &App, caller: &Caller, ask: &ListConnections) -> Result<Reply, Failure> {
    let page = app.engine.list_connections(caller, ask).await?;
    Ok(Reply {
        status: StatusCode::OK,
        body: Body::new(body(&page, &ask.account)),
        snapshot: page.snapshot.as_ref().map(|id| id.as_str().to_owned()),
        replayed: page.replayed,
    })
}

fn read(account: AccountId, args: &Args<'_>) -> Result<ListConnections, Failure> {
    let mut fields = Fields::default();
    for word in args.words("fields") {
        if let Some(field) = Field::ALL.into_iter().find(|field| field.as_str() == word) {
            fields.insert(field);
        }
    }
    let snapshot = args.text("snapshot").map(SnapshotId::new);
    if snapshot.is_some() && args.bool("use_cache") == Some(false) {
        return Err(Failure::params(
            "params.use_cache false asks for the newest state and params.snapshot for a kept one; send one of them",
        ));
    }
    let window =
        Window { offset: args.u32("offset").unwrap_or(0), count: args.u32("count").unwrap_or(DEFAULT_COUNT) };
    let use_cache = args.bool("use_cache").unwrap_or(true);
    Ok(ListConnections { account, window, fields, snapshot, use_cache })
}

/// The rows as they lie in memory, between the two halves of the envelope.
fn body(page: &ConnectionsPage, account: &AccountId) -> PageBody {
    let mut pieces = Vec::with_capacity(8);
    pieces.push(Bytes::from_static(b"{\"success\":true,\"data\":{\"connections\":["));
    page.pieces(&mut pieces);
    pieces.push(rest(page, account).into());
    PageBody::of(pieces)
}

fn rest(page: &ConnectionsPage, account: &AccountId) -> Vec<u8> {
    let numbers = page.pagination;
    let mut out = Vec::with_capacity(320 + account.as_str().len());
    let mut digits = itoa::Buffer::new();
    let mut number = |out: &mut Vec<u8>, name: &str, value: u64| {
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(digits.format(value).as_bytes());
    };
    number(&mut out, "],\"total_results\":", numbers.count.into());
    number(&mut out, ",\"total_available_results\":", page.total_available.into());
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
    out.extend_from_slice(b"}},\"metadata\":{\"action\":\"list_connections\",\"account_id\":");
    let _ = serde_json::to_writer(&mut out, account.as_str()); // writing to memory can't fail
    number(&mut out, ",\"credits_consumed\":", page.credits);
    out.extend_from_slice(b",\"timestamp\":\"");
    out.extend_from_slice(clock::rfc3339(page.at).as_bytes());
    out.extend_from_slice(b"\"}}");
    out
}

/// `data` of `list_connections`.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Connections {
    /// The page.
    connections: Vec<Connection>,
    /// How many are in this response.
    total_results: u32,
    /// How many the account has.
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
