//! `find_introducers`: who of us is connected to somebody, or to anybody there.

use kith_engine::{Caller, FindIntroducers, Introducers, Sought};
use kith_model::ProfileUrl;
use schemars::SchemaGenerator;

use super::team;
use crate::App;
use crate::error::Failure;
use crate::operation::Action;
use crate::params::{Args, Kind, Param};
use crate::reply::Reply;

const PARAMS: &[Param] = &[
    Param::new(
        "profile_url",
        Kind::Text(2_000),
        "The person with this profile, in any spelling. Send exactly one of profile_url, company and query.",
    ),
    team::COMPANY,
    team::QUERY,
    team::COUNT,
    team::OFFSET,
];

pub(crate) static ACTION: Action = Action {
    name: "find_introducers",
    summary: "Find introducers",
    description: "Who in the workspace's accounts is connected to a person, to anybody at a company, or to anybody who is found by words, and since when. Those whom most accounts know come first, then the latest met. A person is told, and found, as the account lists them that was synced last of those that know them.",
    params: PARAMS,
    price: "1 credit for every 50 people, rounded up, and 1 credit at least; free where nobody is found.",
    data: |schemas: &mut SchemaGenerator| schemas.subschema_for::<Introducers>(),
    examples: (
        r#"{"company": "Acme", "count": 1}"#,
        r#"{"people":[{"name":"Jane Doe","job_title":"Founder @ Acme Corp","company":"Acme Corp","profile_url":"https://www.linkedin.com/in/jane-doe-42/","known_by":[{"account_id":"acc_1","account_name":"Alice","connected_on":"2019-11-30"},{"account_id":"acc_2","account_name":"Bob","connected_on":null}],"known_by_count":2}],"total_results":1,"total_available_results":17,"pagination":{"offset":0,"count":1,"next_offset":1,"has_more":true,"results_per_page":10,"pages_fetched":1},"coverage":{"accounts":12,"left_out":[{"account_id":"acc_9","reason":"paused"}]}}"#,
    ),
    run: |app, asked| {
        let ask = read(&asked.args);
        Box::pin(async move { run(app, &asked.caller, &ask?).await })
    },
};

async fn run(app: &App, caller: &Caller, ask: &FindIntroducers) -> Result<Reply, Failure> {
    Ok(Reply::paid(ACTION.name, None, &app.engine.find_introducers(caller, ask).await?))
}

fn read(args: &Args<'_>) -> Result<FindIntroducers, Failure> {
    let sought = match (args.text("profile_url"), args.text("company"), args.text("query")) {
        (Some(url), None, None) => Sought::Profile(
            ProfileUrl::parse(url)
                .map_err(|wrong| Failure::params(format!("params.profile_url can't be used: {wrong}")))?,
        ),
        (None, Some(company), None) => Sought::Company(company.to_owned()),
        (None, None, Some(query)) => Sought::Query(query.to_owned()),
        _ => {
            return Err(Failure::params(
                "params must have exactly one of profile_url, company and query: whom the introduction is to",
            ));
        }
    };
    Ok(FindIntroducers { sought, window: team::window(args) })
}
