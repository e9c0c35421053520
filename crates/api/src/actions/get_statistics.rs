//! `get_statistics`: the account's network in numbers.

use kith_engine::{GetStatistics, Statistics};
use kith_model::SnapshotId;
use schemars::SchemaGenerator;

use super::connections;
use crate::operation::Action;
use crate::params::{Kind, Param};
use crate::reply::Reply;

const DEFAULT_TOP: u32 = 50;

const PARAMS: &[Param] = &[
    Param::new("top", Kind::Integer(1, 500), "How many companies and how many titles.").default("50"),
    connections::SNAPSHOT,
];

pub(crate) static ACTION: Action = Action {
    name: "get_statistics",
    summary: "Get statistics",
    description: "The network in numbers: growth by month, the commonest companies and titles (spellings that differ in letter case, accents or punctuation are one), seniority where the title tells, and the share with an e-mail address. Shares are of all connections.",
    params: PARAMS,
    price: "1 credit.",
    data: |schemas: &mut SchemaGenerator| schemas.subschema_for::<Statistics>(),
    examples: (
        r#"{"top": 1}"#,
        r#"{"total":4,"with_email":{"count":1,"share":0.25},"undated":1,"months":[{"month":"2024-01","new":2,"total":2},{"month":"2024-03","new":1,"total":3}],"companies":[{"name":"Acme Corp","count":2,"share":0.5}],"distinct_companies":2,"without_company":1,"titles":[{"name":"Founder","count":1,"share":0.25}],"distinct_titles":4,"without_title":0,"seniority":[{"level":"founder","count":1,"share":0.25},{"level":"executive","count":0,"share":0.0},{"level":"vice_president","count":0,"share":0.0},{"level":"director","count":1,"share":0.25},{"level":"head","count":0,"share":0.0},{"level":"manager","count":1,"share":0.25},{"level":"senior","count":0,"share":0.0},{"level":"entry","count":0,"share":0.0},{"level":"unknown","count":1,"share":0.25}]}"#,
    ),
    run: |app, asked| {
        let account = asked.account();
        let top = asked.args.u32("top").unwrap_or(DEFAULT_TOP);
        let snapshot = asked.args.text("snapshot").map(SnapshotId::new);
        Box::pin(async move {
            let ask = GetStatistics { account: account?, top, snapshot };
            let statistics = app.engine.get_statistics(&asked.caller, &ask).await?;
            Ok(Reply::paid(ACTION.name, Some(ask.account.as_str()), &statistics))
        })
    },
};
