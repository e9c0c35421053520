//! `match_connections`: which of up to a thousand people are connected to the account.

use kith_engine::{AskedPeople, MatchConnections, Matches};
use kith_model::{AccountId, SnapshotId};
use schemars::SchemaGenerator;

use super::connections;
use crate::error::Failure;
use crate::operation::Action;
use crate::params::{Args, Kind, Param};
use crate::reply::Reply;

const PARAMS: &[Param] = &[
    Param::new(
        "profile_urls",
        Kind::Texts(1, 1_000, 500),
        "Addresses of profiles in any spelling (with or without scheme, host, query, trailing slash), or the names at their ends. A request may have 64 KiB: about 1,000 addresses of 60 characters.",
    ),
    Param::new(
        "emails",
        Kind::Texts(1, 1_000, 320),
        "E-mail addresses, letter case left aside. Only members who let their connections see theirs are found. Send either these or profile_urls.",
    ),
    connections::SNAPSHOT,
];

pub(crate) static ACTION: Action = Action {
    name: "match_connections",
    summary: "Match people against connections",
    description: "Tells for each of up to 1,000 people whether they are connected to the account and since when, in the order asked. Send profile_urls or emails, not both. A text that is no address is answered with readable false and fails nothing.",
    params: PARAMS,
    price: "1 credit for every 50 asked for, rounded up, whether they are connected or not.",
    data: |schemas: &mut SchemaGenerator| schemas.subschema_for::<Matches>(),
    examples: (
        r#"{"profile_urls": ["linkedin.com/in/Jane-Doe-42", "https://www.linkedin.com/in/john-roe/"]}"#,
        r#"{"matches":[{"asked":"linkedin.com/in/Jane-Doe-42","readable":true,"connected":true,"id":"mem_3f9k2m7q1x8c4v6b2d5h","name":"Jane Doe","profile_url":"https://www.linkedin.com/in/jane-doe-42/","connected_on":"2024-03-01"},{"asked":"https://www.linkedin.com/in/john-roe/","readable":true,"connected":false,"id":null,"name":null,"profile_url":null,"connected_on":null}],"connected":1,"not_connected":1,"unreadable":0}"#,
    ),
    run: |app, asked| {
        let ask = asked.account().and_then(|account| read(account, &asked.args));
        Box::pin(async move {
            let ask = ask?;
            let matches = app.engine.match_connections(&asked.caller, &ask).await?;
            Ok(Reply::paid(ACTION.name, Some(ask.account.as_str()), &matches))
        })
    },
};

fn read(account: AccountId, args: &Args<'_>) -> Result<MatchConnections, Failure> {
    let texts = |name| args.words(name).map(str::to_owned).collect::<Vec<_>>();
    let people = match (texts("profile_urls"), texts("emails")) {
        (urls, emails) if !urls.is_empty() && emails.is_empty() => AskedPeople::Profiles(urls),
        (urls, emails) if urls.is_empty() && !emails.is_empty() => AskedPeople::Emails(emails),
        (urls, _) => {
            let sent = if urls.is_empty() { "neither" } else { "both" };
            return Err(Failure::params(format!(
                "params must have either profile_urls or emails; got {sent}"
            )));
        }
    };
    Ok(MatchConnections { account, people, snapshot: args.text("snapshot").map(SnapshotId::new) })
}
