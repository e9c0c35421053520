//! `kith export`: an account's connections as a file of a common format, for its owner: free, whatever the balance.

use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::pin::pin;

use clap::{Args, ValueEnum};
use futures_util::TryStreamExt as _;
use kith_engine::{Account, Error, ExportFile, ExportFormat};
use kith_model::SnapshotId;
use serde_json::json;

use super::Context;
use crate::accounts;
use crate::cli::Output;
use crate::copies::unless_stopped;
use crate::failure::Failure;
use crate::new_file::{busy, staging_of, taken};
use crate::output::numbers::{count, thousands};
use crate::output::progress::Progress;
use crate::output::{print, print_json, say};
use crate::private_file;
use crate::staging::Staging;
use crate::wire::Kith;

/// Write an account's connections to a file
///
/// All of one snapshot, newest first: csv for spreadsheets (cells that one would run as a formula get an apostrophe in
/// front), ndjson for programs, vcard for address books, parquet for analysis. The file holds personal data: its mode
/// is 0600, and it takes its name once it is whole. Reading at your own machine costs no credits.
#[derive(Debug, Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Examples:
  kith export --format csv --out connections.csv
  kith export --account \"Ada Lovelace\" --format ndjson --out - > connections.ndjson"
)]
pub(crate) struct Export {
    /// The account, by name or id; needed where there are several
    #[arg(long, value_name = "NAME")]
    account: Option<String>,
    /// csv, ndjson, vcard or parquet
    #[arg(long, value_enum, default_value_t = Form::Csv, hide_possible_values = true)]
    format: Form,
    /// The file to make; - is standard output
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// This snapshot, and not the newest
    #[arg(long, value_name = "ID")]
    snapshot: Option<String>,
    /// Take the place of FILE if it is there
    #[arg(long)]
    force: bool,
    /// text or json
    #[arg(long, value_enum, default_value_t = Output::Text, hide_possible_values = true)]
    output: Output,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    Csv,
    Ndjson,
    Vcard,
    Parquet,
}

impl From<Form> for ExportFormat {
    fn from(form: Form) -> Self {
        match form {
            Form::Csv => Self::Csv,
            Form::Ndjson => Self::Ndjson,
            Form::Vcard => Self::Vcard,
            Form::Parquet => Self::Parquet,
        }
    }
}

/// What was written.
struct Written {
    account: Account,
    snapshot: SnapshotId,
    connections: u32,
    bytes: u64,
}

pub(crate) async fn run(asked: &Export, context: &Context) -> Result<(), Failure> {
    let folder = if asked.to_standard_output() { None } else { Some(staging_of(&asked.out, asked.force)?) };
    let kith = Kith::open(context).await?;
    let written = unless_stopped(write(asked, folder, &kith, context), "stopped; no file was made").await;
    kith.close().await?;
    let written = written?;
    if asked.to_standard_output() {
        say(text(&written, "standard output"));
        return Ok(());
    }
    let file = asked.out.display().to_string();
    match asked.output {
        Output::Json => print_json(&json!({
            "file": file,
            "format": ExportFormat::from(asked.format).as_str(),
            "account_id": written.account.id,
            "snapshot": written.snapshot,
            "connections": written.connections,
            "bytes": written.bytes,
        })),
        Output::Text => print(text(&written, &file) + "\n"),
    }
}

impl Export {
    fn to_standard_output(&self) -> bool {
        self.out == Path::new("-")
    }
}

async fn write(
    asked: &Export,
    folder: Option<PathBuf>,
    kith: &Kith,
    context: &Context,
) -> Result<Written, Failure> {
    let workspace = kith.workspace(context).await?;
    let account = accounts::find(&kith.engine, workspace.id, asked.account.as_deref()).await?;
    let snapshot = asked.snapshot.as_ref().map(SnapshotId::new);
    let found =
        kith.engine.read_as_file(workspace.id, &account.id, snapshot.as_ref(), asked.format.into()).await;
    let file = found.map_err(|error| match error {
        Error::SnapshotExpired => {
            Failure::failed(format!("{:?} has no snapshot of that id (any more)", account.name))
                .hint("leave --snapshot out for the newest")
        }
        other => other.into(),
    })?;
    let (snapshot, connections) = (file.snapshot.clone(), file.rows);
    let bytes = match folder {
        None => pour(file, &mut io::stdout().lock()).await?.map_err(|error| match error.kind() {
            ErrorKind::BrokenPipe => Failure::nobody_reads(),
            _ => Failure::failed("the connections could not be written").cause(error),
        })?,
        Some(folder) => make(asked, folder, file).await?,
    };
    Ok(Written { account, snapshot, connections, bytes })
}

/// Makes the file, whole or not at all; its bytes.
async fn make(asked: &Export, folder: PathBuf, file: ExportFile) -> Result<u64, Failure> {
    const NAME: &str = "export";
    let cannot = |error: io::Error| Failure::file("write", &asked.out, &error);
    let staging = Staging::make(folder).map_err(cannot)?.ok_or_else(|| busy(&asked.out))?;
    let mut new = private_file::make(&staging.folder().join(NAME)).map_err(cannot)?;
    let bytes = pour(file, &mut new).await?.map_err(cannot)?;
    if !staging.place(NAME, &asked.out, asked.force).map_err(cannot)? {
        return Err(taken(&asked.out));
    }
    Ok(bytes)
}

/// Writes piece after piece; how many bytes they were, or why one could not be written.
async fn pour(file: ExportFile, out: &mut impl Write) -> Result<io::Result<u64>, Failure> {
    let progress = Progress::start("exporting");
    let (all, mut rows, mut bytes) = (u64::from(file.rows), 0, 0);
    let mut pieces = pin!(file.into_pieces());
    while let Some(piece) = pieces.try_next().await? {
        if let Err(error) = out.write_all(&piece.bytes) {
            return Ok(Err(error));
        }
        (rows, bytes) = (rows + piece.rows as u64, bytes + piece.bytes.len() as u64);
        progress.at(rows, all);
    }
    Ok(out.flush().map(|()| bytes))
}

fn text(written: &Written, to: &str) -> String {
    format!(
        "Wrote {} of {} ({}, snapshot {}) to {to}: {} bytes",
        count(written.connections.into(), "connection"),
        written.account.name,
        written.account.id,
        written.snapshot,
        thousands(written.bytes)
    )
}
