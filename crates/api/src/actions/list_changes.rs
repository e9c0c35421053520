//! `list_changes`: who is new in an account's list, who left it and who changed, in order and without end.

use kith_engine::{ChangeKind, ChangesPage, ListChanges, Since};
use kith_model::AccountId;
use schemars::SchemaGenerator;

use crate::error::Failure;
use crate::json::Value;
use crate::operation::Action;
use crate::params::{Args, Kind, Param};
use crate::reply::Reply;

const NAME: &str = "list_changes";
const DEFAULT_COUNT: u32 = 100;
const KINDS: &[&str] = &["added", "removed", "updated"];

const PARAMS: &[Param] = &[
    Param::new(
        "since",
        Kind::AnyText,
        "Where to begin: the cursor of an earlier answer, the id of a snapshot (x-kith-snapshot of a page), or an RFC 3339 time (in whole seconds: the end of that second). Absent, or a time before the first snapshot: from the beginning, which is the whole list, as added.",
    ),
    Param::new(
        "types",
        Kind::Words(KINDS),
        "Only changes of these types; absent or empty: all. It may differ from page to page and nothing is skipped or repeated.",
    ),
    Param::new("count", Kind::Integer(1, 1_000), "At most so many changes.").default("100"),
];

pub(crate) static ACTION: Action = Action {
    name: NAME,
    summary: "List what changed",
    description: "Who was added to the account's list, who was removed from it and who was updated since a snapshot, a time or an earlier answer, oldest first, each with the connection before and after. Applied in order to the list of that moment, the changes give the list of now. Without since it begins with the whole list (initial: true). Keep the cursor of every answer and pass it as the next since, at once while has_more is true, else whenever news are wanted: syncs that land meanwhile neither skip nor repeat a change.",
    params: PARAMS,
    price: "1 credit for every 50 changes answered, rounded up; an answer without any is free.",
    data: |schemas: &mut SchemaGenerator| schemas.subschema_for::<ChangesPage>(),
    examples: (
        r#"{"since": "2026-04-25T00:00:00Z", "count": 100}"#,
        r#"{"changes":[{"type":"updated","at":"2026-04-26T10:35:00Z","snapshot":"snap_0bq4m6k2v7x1z9tf","before":{"name":"Jane Doe","job_title":"Buyer at Furs","profile_url":"https://www.linkedin.com/in/jane-doe-42/","profile_picture":null,"id":"c9t7rjx0b2m4p6k8v1zq","first_name":"Jane","last_name":"Doe","email":null,"company":"Furs","position":"Buyer","connected_on":"2024-01-31"},"after":{"name":"Jane Doe","job_title":"Founder at Acme","profile_url":"https://www.linkedin.com/in/jane-doe-42/","profile_picture":null,"id":"c9t7rjx0b2m4p6k8v1zq","first_name":"Jane","last_name":"Doe","email":null,"company":"Acme","position":"Founder","connected_on":"2024-01-31"},"fields":["job_title","company","position"]}],"total_results":1,"cursor":"cur_0408000000003sv","has_more":false,"initial":false}"#,
    ),
    run: |app, asked| {
        let ask = asked.account().and_then(|account| read(account, &asked.args));
        Box::pin(async move {
            let ask = ask?;
            let page = app.engine.list_changes(&asked.caller, &ask).await?;
            Ok(Reply::paid(NAME, Some(ask.account.as_str()), &page))
        })
    },
};

fn read(account: AccountId, args: &Args<'_>) -> Result<ListChanges, Failure> {
    let since = match args.text("since") {
        None => Since::BEGINNING,
        Some(text) => Since::read(&account, text).ok_or_else(|| {
            let got = Value::Text(text.into());
            Failure::params(format!(
                "params.since must be a cursor that list_changes answered for this account (\"cur_…\"), the id of a snapshot (\"snap_…\") or an RFC 3339 time like \"2026-04-26T10:35:00Z\"; got {got}"
            ))
        })?,
    };
    let named = |word: &str| ChangeKind::ALL.into_iter().find(|kind| kind.as_str() == word);
    let kinds = args.words("types").filter_map(named).collect();
    Ok(ListChanges { account, since, kinds, count: args.u32("count").unwrap_or(DEFAULT_COUNT) })
}
