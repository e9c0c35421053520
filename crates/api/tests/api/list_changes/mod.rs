//! `list_changes` over HTTP: what is told of changes, applied in order to the list of then, is the list of now.

mod first_list;
mod model;
mod pages;
mod params;
mod repeats;

use std::collections::BTreeMap;

use kith_engine::ConnectionInfo;
use kith_model::Connection;
use serde_json::{Value, json};

use crate::support::{Reply, Tenant};

/// The body that asks what changed.
fn ask(id: &str, params: Value) -> Value {
    let mut body = json!({"account_id": id, "action": "list_changes"});
    body["params"] = params;
    body
}

impl Tenant<'_> {
    /// Asks what changed in the account `id`.
    async fn changes(&self, id: &str, params: Value) -> Reply {
        self.client.network(&ask(id, params)).await
    }

    /// From now on the account `id` has this list.
    async fn has(&self, id: &str, list: &[Connection]) {
        self.app.commit(self.workspace, id, list.to_vec(), Vec::new()).await;
    }
}

/// A list as its reader keeps it, by the members' ids.
type Mine = BTreeMap<String, Value>;

fn mine(list: &[Connection]) -> Mine {
    let rows = list.iter().map(|row| serde_json::to_value(ConnectionInfo::from(row)).unwrap());
    rows.map(|row| (row["id"].as_str().unwrap().to_owned(), row)).collect()
}

/// Does to a list what a page of changes says; each must say truly what was there before.
#[track_caller]
fn apply(list: &mut Mine, page: &Value) {
    let changes = page["changes"].as_array().unwrap();
    assert_eq!(page["total_results"], changes.len());
    for change in changes {
        let of = |key: &str| (!change[key].is_null()).then(|| change[key].clone());
        let (before, after) = (of("before"), of("after"));
        let one = after.as_ref().or(before.as_ref()).unwrap()["id"].as_str().unwrap().to_owned();
        let kind = match (&before, &after) {
            (None, _) => "added",
            (_, None) => "removed",
            _ => "updated",
        };
        assert_eq!(change["type"], kind);
        let was = match after {
            Some(after) => list.insert(one, after),
            None => list.remove(&one),
        };
        assert_eq!(was, before, "{change}");
    }
}

/// What a page tells, in short: `+` and the name of who came, `-` of who left, `~` of who changed.
fn told(page: &Value) -> Vec<String> {
    let signs = [("added", '+', "after"), ("removed", '-', "before"), ("updated", '~', "after")];
    let one = |change: &Value| {
        let (_, sign, side) = signs.iter().find(|(kind, ..)| change["type"] == *kind).unwrap();
        format!("{sign}{}", change[side]["name"].as_str().unwrap())
    };
    page["changes"].as_array().unwrap().iter().map(one).collect()
}

/// Where the next page begins.
fn cursor(page: &Value) -> String {
    page["cursor"].as_str().unwrap().to_owned()
}

/// Reads on from `since` to the end, `count` at a time, into a list.
async fn reads_on(alice: &Tenant<'_>, list: &mut Mine, since: Option<String>, count: u32) -> String {
    let mut params = json!({"count": count});
    if let Some(since) = since {
        params["since"] = since.into();
    }
    loop {
        let page = alice.changes("a", params.clone()).await.data();
        apply(list, &page);
        params["since"] = page["cursor"].clone();
        if page["has_more"] == false {
            return cursor(&page);
        }
    }
}
