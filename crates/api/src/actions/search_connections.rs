//! `search_connections`: a page of the connections that words, days and the like find.

use kith_engine::{Caller, Question, SearchConnections, Sort};
use kith_model::page::{DEFAULT_COUNT, MAX_COUNT, MAX_OFFSET};
use kith_model::{AccountId, Query, SnapshotId, Window};
use schemars::SchemaGenerator;

use super::connections::{self, Connections};
use crate::App;
use crate::error::Failure;
use crate::json::Value;
use crate::operation::Action;
use crate::params::{Args, Kind, Param};
use crate::reply::Reply;

const SORTS: [(&str, Sort); 4] = [
    ("recently_connected", Sort::RecentlyConnected),
    ("first_name", Sort::FirstName),
    ("last_name", Sort::LastName),
    ("company", Sort::Company),
];

const PARAMS: &[Param] = &[
    Param::new(
        "query",
        Kind::Text(200),
        "Words, or beginnings of words, that must all stand in the name, headline, position or company, in any order; letter case and accents do not matter. Chinese, Japanese, Korean, Thai and the like are found anywhere in a word.",
    ),
    Param::new("company", Kind::Text(200), "The same, in the company."),
    Param::new("title", Kind::Text(200), "The same, in headline or position."),
    Param::new(
        "connected_after",
        Kind::Day,
        "Connected on this day or later. Whose day is not certain is never found by a day.",
    ),
    Param::new("connected_before", Kind::Day, "Connected on this day or earlier."),
    Param::new("has_email", Kind::Bool, "Only those with an e-mail address, or with false only those without."),
    Param::new(
        "sort",
        Kind::Word(&["recently_connected", "first_name", "last_name", "company"]),
        "The order: newest connection first, or by name or company, letter case and accents left aside. Who lacks it comes last; ties stand as in the list.",
    )
    .default("\"recently_connected\""),
    Param::new("count", Kind::Integer(1, MAX_COUNT as i64), "How many connections.").default("10"),
    Param::new("offset", Kind::Integer(0, MAX_OFFSET as i64), "How many to skip.").default("0"),
    connections::FIELDS,
    connections::SNAPSHOT,
];

pub(crate) static ACTION: Action = Action {
    name: "search_connections",
    summary: "Search connections",
    description: "A page of the connections that fit everything asked for; without any condition, of all of them, sorted. total_available_results is the exact number that fit. Reads the newest complete snapshot or the one that params.snapshot names.",
    params: PARAMS,
    price: "1 credit for every 50 results, rounded up; with a condition that somebody fits 1 credit at least, also for a page past the end. Free where nobody is found.",
    data: |schemas: &mut SchemaGenerator| schemas.subschema_for::<Connections>(),
    examples: (
        r#"{"query": "jane acme", "connected_after": "2024-01-01", "sort": "last_name", "count": 1}"#,
        r#"{"connections":[{"name":"Jane Doe","job_title":"Founder @ Acme Corp — AI recruiting platform","profile_url":"https://www.linkedin.com/in/jane-doe-42/","profile_picture":null}],"total_results":1,"total_available_results":2,"pagination":{"offset":0,"count":1,"next_offset":1,"has_more":true,"results_per_page":10,"pages_fetched":1}}"#,
    ),
    run: |app, asked| {
        let ask = asked.account().and_then(|account| read(account, &asked.args));
        Box::pin(async move { run(app, &asked.caller, &ask?).await })
    },
};

async fn run(app: &App, caller: &Caller, ask: &SearchConnections) -> Result<Reply, Failure> {
    let page = app.engine.search_connections(caller, ask).await?;
    Ok(connections::reply(ACTION.name, &ask.account, page))
}

fn read(account: AccountId, args: &Args<'_>) -> Result<SearchConnections, Failure> {
    let sort = args.text("sort").and_then(|word| SORTS.into_iter().find(|(name, _)| *name == word));
    let (connected_after, connected_before) = (args.day("connected_after"), args.day("connected_before"));
    if let (Some(after), Some(before)) = (connected_after, connected_before)
        && after > before
    {
        return Err(Failure::params(format!(
            "params.connected_after must not be later than params.connected_before; got \"{after}\" and \"{before}\""
        )));
    }
    let question = Question {
        query: words(args, "query")?,
        company: words(args, "company")?,
        title: words(args, "title")?,
        connected_after,
        connected_before,
        has_email: args.bool("has_email"),
        sort: sort.map(|(_, sort)| sort).unwrap_or_default(),
    };
    let window =
        Window { offset: args.u32("offset").unwrap_or(0), count: args.u32("count").unwrap_or(DEFAULT_COUNT) };
    let snapshot = args.text("snapshot").map(SnapshotId::new);
    Ok(SearchConnections { account, question, window, fields: connections::fields(args), snapshot })
}

/// The words of a field; none where it is left out.
fn words(args: &Args<'_>, name: &str) -> Result<Query, Failure> {
    let Some(text) = args.text(name) else { return Ok(Query::default()) };
    let query = Query::read(text);
    if query.is_empty() {
        let shown = Value::Text(text.into());
        return Err(Failure::params(format!("params.{name} must hold a letter or a digit; got {shown}")));
    }
    Ok(query)
}
