//! `list_people`: whom the workspace's accounts know together, each person once.

use kith_engine::{Caller, ListPeople, People};
use schemars::SchemaGenerator;

use super::team;
use crate::App;
use crate::error::Failure;
use crate::operation::Action;
use crate::params::{Args, Kind, Param};
use crate::reply::Reply;

const PARAMS: &[Param] = &[
    team::COUNT,
    team::OFFSET,
    team::QUERY,
    team::COMPANY,
    Param::new(
        "accounts",
        Kind::Texts(1, 1_000, team::LONGEST_ID),
        "Only the lists of these accounts, by id; each must have one.",
    ),
    Param::new(
        "known_by_at_least",
        Kind::Integer(1, 1_000_000),
        "Only people whom so many of the accounts know, or more.",
    )
    .default("1"),
];

pub(crate) static ACTION: Action = Action {
    name: "list_people",
    summary: "List people",
    description: "The people whom the workspace's accounts know, each once, with the accounts that know them: those whom most know first, then the latest met. One profile is one person in all accounts; who has no profile address is known to one account alone. All that is asked for must hold of a person.",
    params: PARAMS,
    price: "1 credit for every 50 people, rounded up, and 1 credit at least; free where nobody is found.",
    data: |schemas: &mut SchemaGenerator| schemas.subschema_for::<People>(),
    examples: (
        r#"{"count": 1, "known_by_at_least": 2}"#,
        r#"{"people":[{"name":"Jane Doe","job_title":"Founder @ Acme Corp","company":"Acme Corp","profile_url":"https://www.linkedin.com/in/jane-doe-42/","known_by":[{"account_id":"acc_1","account_name":"Alice","connected_on":"2019-11-30"},{"account_id":"acc_2","account_name":"Bob","connected_on":null}],"known_by_count":2}],"total_results":1,"total_available_results":340,"pagination":{"offset":0,"count":1,"next_offset":1,"has_more":true,"results_per_page":10,"pages_fetched":1},"coverage":{"accounts":12,"left_out":[]}}"#,
    ),
    run: |app, asked| {
        let ask = read(&asked.args);
        Box::pin(async move { run(app, &asked.caller, &ask).await })
    },
};

async fn run(app: &App, caller: &Caller, ask: &ListPeople) -> Result<Reply, Failure> {
    Ok(Reply::paid(ACTION.name, None, &app.engine.list_people(caller, ask).await?))
}

fn read(args: &Args<'_>) -> ListPeople {
    ListPeople {
        query: args.text("query").map(str::to_owned),
        company: args.text("company").map(str::to_owned),
        accounts: team::accounts(args),
        known_by_at_least: args.u32("known_by_at_least").unwrap_or(1),
        window: team::window(args),
    }
}
