//! `kith list`: an account's connections, for its owner: free, whatever the balance.

use clap::{Args, ValueEnum};
use kith_engine::Mode;
use kith_model::{ConnectedOn, Connection, Pagination, Window, page};
use serde_json::{Value, json};

use super::Context;
use crate::accounts;
use crate::failure::Failure;
use crate::output::numbers::{count, thousands};
use crate::output::sheet;
use crate::output::table::table;
use crate::output::{print, print_json, say};
use crate::wire::Kith;

/// List an account's connections
///
/// Newest first, as LinkedIn exports them. Reading at your own machine costs no credits. In CSV, cells that a
/// spreadsheet would run as a formula get an apostrophe in front.
#[derive(Debug, Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Examples:
  kith list --count 50 --offset 100
  kith list --account \"Ada Lovelace\" --all --output csv > connections.csv"
)]
pub(crate) struct List {
    /// The account, by name or id; needed where there are several
    #[arg(long, value_name = "NAME")]
    account: Option<String>,
    /// How many, 1 to 30000
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=page::MAX_COUNT as i64))]
    count: u32,
    /// How many to leave out at the beginning, 0 to 2147483647
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=page::MAX_OFFSET as i64))]
    offset: u32,
    /// All that there are from --offset on
    #[arg(long, conflicts_with = "count")]
    all: bool,
    /// table, json or csv
    #[arg(long, value_enum, default_value_t = Form::Table, hide_possible_values = true)]
    output: Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    #[value(alias = "text")]
    Table,
    Json,
    Csv,
}

pub(crate) async fn run(asked: &List, context: &Context) -> Result<(), Failure> {
    let kith = Kith::open(context).await?;
    let workspace = kith.workspace(context).await?;
    let account = accounts::find(&kith.engine, workspace.id, asked.account.as_deref()).await?;
    if account.mode == Mode::Live {
        let says =
            format!("{:?} is live: nothing of it is kept here, and each read asks its source", account.name);
        return Err(Failure::failed(says).hint("read it over the API: kith serve, and then POST /v2/network"));
    }
    let window = Window { offset: asked.offset, count: if asked.all { u32::MAX } else { asked.count } };
    let (rows, total) = kith.engine.read_connections(workspace.id, &account.id, window).await?;
    match asked.output {
        Form::Json => print_json(&data(&rows, window, total)),
        Form::Csv => print(sheet::csv(COLUMNS, rows.iter().map(cells))?),
        Form::Table => {
            print(table(
                ["name", "job title", "profile", "connected on"],
                rows.iter().map(|row| {
                    [row.name(), row.job_title().unwrap_or_default(), url(row), connected_on(row)]
                }),
            ))?;
            say(format_args!(
                "{} of {}, from offset {}",
                thousands(rows.len() as u64),
                count(total.into(), "connection"),
                thousands(asked.offset.into())
            ));
            Ok(())
        }
    }
}

const COLUMNS: [&str; 9] = [
    "id",
    "first_name",
    "last_name",
    "email",
    "company",
    "position",
    "connected_on",
    "profile_url",
    "job_title",
];

fn cells(row: &Connection) -> [String; 9] {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        row.member_id().to_string(),
        text(&row.first_name),
        text(&row.last_name),
        text(&row.email),
        text(&row.company),
        text(&row.position),
        connected_on(row),
        url(row),
        row.job_title().unwrap_or_default(),
    ]
}

fn url(row: &Connection) -> String {
    row.profile_url.as_ref().map(ToString::to_string).unwrap_or_default()
}

/// The day, or the text that is no day for certain.
fn connected_on(row: &Connection) -> String {
    row.connected_on.as_ref().map(ConnectedOn::to_string).unwrap_or_default()
}

/// The `data` of the API's answer.
fn data(rows: &[Connection], window: Window, total: u32) -> Value {
    let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let pagination = Pagination::of(window, count, total);
    let connection = |row: &Connection| {
        json!({
            "name": row.name(),
            "job_title": row.job_title(),
            "profile_url": row.profile_url.as_ref().map(ToString::to_string),
            "profile_picture": null, // exports have none
        })
    };
    json!({
        "connections": rows.iter().map(connection).collect::<Vec<_>>(),
        "total_results": count,
        "total_available_results": total,
        "pagination": {
            "offset": pagination.offset,
            "count": pagination.count,
            "next_offset": pagination.next_offset,
            "has_more": pagination.next_offset.is_some(),
            "results_per_page": pagination.results_per_page,
            "pages_fetched": pagination.pages_fetched,
        },
    })
}
