//! `POST /v2/team`: what the accounts of a workspace know together.

mod compare_accounts;
mod coverage;
mod find_introducers;
mod list_people;
mod paying;
mod recount;

use kith_model::{ConnectedOn, Connection, ProfileUrl};
use serde_json::{Value, json};

use crate::support::{Reply, Tenant};

/// Somebody at a company, met on a day, with the profile `vanity` unless it is empty.
pub(crate) fn met(name: &str, company: &str, vanity: &str, day: &str) -> Connection {
    Connection {
        first_name: Some(name.into()),
        company: Some(company.into()),
        position: Some("Buyer".into()),
        profile_url: ProfileUrl::from_vanity(vanity).ok(),
        connected_on: ConnectedOn::read(day),
        ..Connection::default()
    }
}

pub(crate) async fn asks(tenant: &Tenant<'_>, action: &str, params: Value) -> Reply {
    tenant.client.post("/v2/team", &json!({"action": action, "params": params})).await
}

/// The accounts `a`, `b` and `c` of one workspace: Jane is known to all, Kim to two, Lee to one, and each has a Pat of
/// whom nobody knows the profile.
pub(crate) async fn three_of_us(tenant: &Tenant<'_>) {
    let pat = |day| met("Pat", "Acme", "", day);
    let list = |account: &str, list: Vec<Connection>| {
        let account = account.to_owned();
        async move {
            tenant.app.commit(tenant.workspace, &account, list, Vec::new()).await;
        }
    };
    let jane = |company, day| met("Jane", company, "Jane-Doe", day);
    list(
        "a",
        vec![jane("Acme Corp", "2020-01-01"), met("Kim", "Acme", "kim", "2021-03-01"), pat("2022-01-01")],
    )
    .await;
    list(
        "b",
        vec![jane("Acme Corp", "2019-01-01"), met("Kim", "Acme", "KIM", "2023-03-01"), pat("2022-01-01")],
    )
    .await;
    list("c", vec![jane("Beta", "soon"), met("Lee", "Société Beta", "lee", "2018-05-05"), pat("")]).await;
}

/// Names of the people of an answer, each with how many know them.
pub(crate) fn known(data: &Value) -> Vec<(String, u64)> {
    let one = |person: &Value| {
        (person["name"].as_str().unwrap().to_owned(), person["known_by_count"].as_u64().unwrap())
    };
    data["people"].as_array().unwrap().iter().map(one).collect()
}

pub(crate) fn pairs(all: &[(&str, u64)]) -> Vec<(String, u64)> {
    all.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
}
