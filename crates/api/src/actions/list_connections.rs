//! `list_connections`: a page of an account's connections. The hot path: what it answers is sent as it lies in memory.

use kith_engine::{Caller, ListConnections};
use kith_model::page::{DEFAULT_COUNT, MAX_COUNT, MAX_OFFSET};
use kith_model::{AccountId, SnapshotId, Window};
use schemars::SchemaGenerator;

use super::connections::{self, Connections};
use crate::App;
use crate::error::Failure;
use crate::operation::Action;
use crate::params::{Args, Kind, Param};
use crate::reply::Reply;

const PARAMS: &[Param] = &[
    Param::new("count", Kind::Integer(1, MAX_COUNT as i64), "How many connections.").default("10"),
    Param::new("offset", Kind::Integer(0, MAX_OFFSET as i64), "How many to skip.").default("0"),
    connections::FIELDS,
    connections::SNAPSHOT,
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
    run: |app, asked| {
        let ask = asked.account().and_then(|account| read(account, &asked.args));
        Box::pin(async move { run(app, &asked.caller, &ask?).await })
    },
};

async fn run(app: &App, caller: &Caller, ask: &ListConnections) -> Result<Reply, Failure> {
    let page = app.engine.list_connections(caller, ask).await?;
    Ok(connections::reply("list_connections", &ask.account, page))
}

fn read(account: AccountId, args: &Args<'_>) -> Result<ListConnections, Failure> {
    let snapshot = args.text("snapshot").map(SnapshotId::new);
    if snapshot.is_some() && args.bool("use_cache") == Some(false) {
        return Err(Failure::params(
            "params.use_cache false asks for the newest state and params.snapshot for a kept one; send one of them",
        ));
    }
    let window =
        Window { offset: args.u32("offset").unwrap_or(0), count: args.u32("count").unwrap_or(DEFAULT_COUNT) };
    let use_cache = args.bool("use_cache").unwrap_or(true);
    Ok(ListConnections { account, window, fields: connections::fields(args), snapshot, use_cache })
}
