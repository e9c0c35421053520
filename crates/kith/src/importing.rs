//! Importing an export from this machine: reading it, finding its account or making one, and what became of it.
//! Whose export it is, and whether it may replace a list, the engine decides.

use std::sync::Arc;

use kith_engine::{Engine, Error, Export, Import, ImportLimits, ImportReport, Match, Owner, read_export};
use kith_model::{AccountId, WorkspaceId};

use crate::accounts;
use crate::export_file::ExportFile;
use crate::failure::Failure;
use crate::output::progress::Progress;

/// What is asked.
pub(crate) struct Ask {
    pub(crate) file: ExportFile,
    /// An account by name or id, or the name of a new one.
    pub(crate) account: Option<String>,
    pub(crate) import: Import,
}

/// What became of it.
pub(crate) struct Imported {
    /// The account's id; `None` after a dry run that would have made it.
    pub(crate) account: Option<AccountId>,
    pub(crate) account_name: String,
    pub(crate) file_name: String,
    pub(crate) report: ImportReport,
    pub(crate) is_dry_run: bool,
    /// Whether the account was made (in a dry run: would have been).
    pub(crate) created: bool,
    /// Whether there is a new snapshot (in a dry run: whether anybody came, went or changed).
    pub(crate) changed: bool,
    /// From the first byte read to the last one written, in milliseconds.
    pub(crate) elapsed_ms: f64,
}

/// Imports.
pub(crate) async fn import(
    engine: &Arc<Engine>,
    workspace: WorkspaceId,
    ask: Ask,
) -> Result<Imported, Failure> {
    let start = engine.clock().now();
    let file_name = ask.file.name.clone();
    let export = read(&engine.settings().import, ask.file).await?;
    let matched = match_account(engine, workspace, &export, ask.account.as_deref()).await?;
    let is_dry_run = ask.import.dry_run;
    let mut imported = match matched {
        Match::New(account_name) if is_dry_run => would_be_new(&export, account_name, file_name),
        Match::New(account_name) => {
            let report = engine.import_new_account(workspace, &account_name, &export, None).await?;
            let account = Some(AccountId::new(report.account_id.clone()));
            let new = would_be_new(&export, account_name, file_name);
            Imported { account, is_dry_run: false, changed: report.snapshot.is_some(), report, ..new }
        }
        Match::Existing(id) => into(engine, workspace, &id, &export, ask.import, file_name).await?,
    };
    #[expect(clippy::cast_precision_loss, reason = "no import takes 2^53 microseconds")]
    let micros = (engine.clock().now().as_microsecond() - start.as_microsecond()).max(0) as f64;
    imported.elapsed_ms = micros / 1_000.0;
    Ok(imported)
}

/// Reads and reports where there is no data yet to import into.
pub(crate) async fn preview(limits: &ImportLimits, ask: Ask) -> Result<Imported, Failure> {
    let file_name = ask.file.name.clone();
    let export = read(limits, ask.file).await?;
    let name = ask.account.or_else(|| export.owner.as_ref().map(Owner::name)).unwrap_or_default();
    Ok(would_be_new(&export, name, file_name))
}

fn would_be_new(export: &Export, account_name: String, file_name: String) -> Imported {
    Imported {
        account: None,
        account_name,
        file_name,
        report: ImportReport::of_new(export),
        is_dry_run: true,
        created: true,
        changed: true,
        elapsed_ms: 0.0,
    }
}

async fn read(limits: &ImportLimits, file: ExportFile) -> Result<Export, Failure> {
    let limits = limits.clone();
    let reading = tokio::task::spawn_blocking(move || {
        let progress = Progress::start(format!("reading {}", file.name));
        let read = read_export(&file.bytes, &limits, &|done, all| progress.at(done, all));
        // What is wrong with a file is no misuse of the command.
        read.map_err(|error| match error {
            Error::Invalid(text) => Failure::failed(format!("{} was not imported: {text}", file.name)),
            other => other.into(),
        })
    });
    reading.await.map_err(|error| Failure::failed("reading the export did not end").cause(error))?
}

async fn match_account(
    engine: &Engine,
    workspace: WorkspaceId,
    export: &Export,
    named: Option<&str>,
) -> Result<Match, Failure> {
    match engine.match_account(workspace, export, named).await? {
        Ok(Match::New(name)) if accounts::is_id(&name) => {
            Err(Failure::misuse(format!("there is no account {name}")).hint("kith account list shows all"))
        }
        Ok(matched) => Ok(matched),
        Err(no_match) => Err(Failure::misuse(format!("nothing was imported: {}", no_match.0))
            .hint("if it is another member's export, add --account NAME with a new name: it becomes an account of its own")
            .hint("if it belongs to an account that there is, add --account with its name, and --replace where it keeps less than half of the list")),
    }
}

async fn into(
    engine: &Engine,
    workspace: WorkspaceId,
    id: &AccountId,
    export: &Export,
    import: Import,
    file_name: String,
) -> Result<Imported, Failure> {
    let account = engine.get_account(workspace, id).await?;
    let before = account.head.map(|head| head.id.to_string());
    let report = match engine.import_account(workspace, id, export, import, None).await {
        Ok(done) => done.outcome,
        Err(Error::AnotherMember { kept, of }) => return Err(another_member(kept, of, &account.name)),
        Err(other) => return Err(other.into()),
    };
    let differs = report.added + report.removed + report.updated > 0;
    Ok(Imported {
        account: Some(id.clone()),
        account_name: account.name,
        file_name,
        changed: report.snapshot != before || (import.dry_run && differs),
        report,
        is_dry_run: import.dry_run,
        created: false,
        elapsed_ms: 0.0,
    })
}

/// The list would lose more than half of its members.
fn another_member(kept: u32, of: u32, account: &str) -> Failure {
    let happened =
        format!("this export keeps {kept} of its {of} connections: it looks like another member's file");
    Failure::misuse(format!("nothing was imported into {account:?}: {happened}"))
        .hint("if it is another member's export, add --account NAME with a new name: it becomes an account of its own")
        .hint(format!("if it is to take the place of the list of {account:?}, add --account with that name and --replace"))
}
