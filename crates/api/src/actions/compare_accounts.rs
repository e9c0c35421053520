//! `compare_accounts`: how far the lists of two or more accounts overlap.

use kith_engine::{Caller, CompareAccounts, Comparison, MAX_COMPARED};
use schemars::SchemaGenerator;

use super::team;
use crate::App;
use crate::error::Failure;
use crate::operation::Action;
use crate::params::{Args, Kind, Param};
use crate::reply::Reply;

const PARAMS: &[Param] = &[
    Param::new(
        "accounts",
        Kind::Texts(2, MAX_COMPARED, team::LONGEST_ID),
        "The accounts to compare, by id: 2 to 50, each once. Each must have a list.",
    )
    .required(),
    team::COUNT,
    team::OFFSET,
];

pub(crate) static ACTION: Action = Action {
    name: "compare_accounts",
    summary: "Compare accounts",
    description: "How many people each of some accounts knows, any of them and all of them, how far each two overlap, and a page of the people that all of them know, the latest met first.",
    params: PARAMS,
    price: "1 credit for every 50 people, rounded up, and 1 credit at least.",
    data: |schemas: &mut SchemaGenerator| schemas.subschema_for::<Comparison>(),
    examples: (
        r#"{"accounts": ["acc_3f9k2m7q1x8c4v6b", "acc_9b2d7w4p6t1k5z8r"], "count": 1}"#,
        r#"{"accounts":[{"account_id":"acc_3f9k2m7q1x8c4v6b","account_name":"Alice","people":1201},{"account_id":"acc_9b2d7w4p6t1k5z8r","account_name":"Bob","people":640}],"known_to_any":1641,"known_to_all":200,"overlaps":[{"accounts":["acc_3f9k2m7q1x8c4v6b","acc_9b2d7w4p6t1k5z8r"],"people":200,"share":0.1219}],"people":[{"name":"Jane Doe","job_title":"Founder @ Acme Corp","company":"Acme Corp","profile_url":"https://www.linkedin.com/in/jane-doe-42/","known_by":[{"account_id":"acc_3f9k2m7q1x8c4v6b","account_name":"Alice","connected_on":"2019-11-30"},{"account_id":"acc_9b2d7w4p6t1k5z8r","account_name":"Bob","connected_on":null}],"known_by_count":2}],"total_results":1,"total_available_results":200,"pagination":{"offset":0,"count":1,"next_offset":1,"has_more":true,"results_per_page":10,"pages_fetched":1},"coverage":{"accounts":2,"left_out":[]}}"#,
    ),
    run: |app, asked| {
        let ask = read(&asked.args);
        Box::pin(async move { run(app, &asked.caller, &ask).await })
    },
};

async fn run(app: &App, caller: &Caller, ask: &CompareAccounts) -> Result<Reply, Failure> {
    Ok(Reply::paid(ACTION.name, None, &app.engine.compare_accounts(caller, ask).await?))
}

fn read(args: &Args<'_>) -> CompareAccounts {
    CompareAccounts { accounts: team::accounts(args).unwrap_or_default(), window: team::window(args) }
}
