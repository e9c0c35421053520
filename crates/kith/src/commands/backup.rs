//! `kith backup`: one file that holds all of the data folder but its keys.

use std::path::{Path, PathBuf};

use clap::Args;
use kith_engine::{BackedUp, Error, Verified};
use serde_json::json;

use super::Context;
use crate::cli::Output;
use crate::config::env::MASTER_KEY;
use crate::copies::{prove, unless_stopped};
use crate::data_dir::DATABASE;
use crate::failure::Failure;
use crate::new_file::{busy, staging_of, taken};
use crate::output::numbers::{count, thousands};
use crate::output::progress::Progress;
use crate::output::{print, print_json, verified};
use crate::private_file::{self, folder_of};
use crate::staging::Staging;
use crate::wire::Kith;

/// Copy all data into one file
///
/// The copy is the data of one moment, taken while a server goes on serving and charging, and is verified before it
/// takes its name. It holds personal data (its mode is 0600) and no keys: keep the master key too, in another place.
/// FILE lies on a disk with room for all the data. kith restore FILE brings it back.
#[derive(Debug, Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Examples:
  kith backup kith-backup.sqlite3
  kith backup /var/backups/kith.sqlite3 --force --data /var/lib/kith --output json"
)]
pub(crate) struct Backup {
    /// The file to make
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Take the place of FILE if it is there
    #[arg(long)]
    force: bool,
    /// text or json
    #[arg(long, value_enum, default_value_t = Output::Text, hide_possible_values = true)]
    output: Output,
}

pub(crate) async fn run(asked: &Backup, context: &Context) -> Result<(), Failure> {
    let folder = staging_of(&asked.file, asked.force)?;
    let kith = Kith::open(context).await?;
    refuse_inside(&asked.file, &kith.folder)?;
    let made = unless_stopped(make(asked, folder, &kith, context), "stopped; no backup was made").await;
    kith.close().await?;
    let (found, bytes) = made?;
    let rows = [("file", asked.file.display().to_string()), ("bytes", thousands(bytes))];
    let fields = json!({"file": asked.file.display().to_string(), "bytes": bytes});
    match asked.output {
        Output::Json => print_json(&verified::json(fields, &found))?,
        Output::Text => print(verified::text(rows, &found) + &advice(&found, context))?,
    }
    if found.faults.is_empty() {
        return Ok(());
    }
    let faults = count(found.faults.len() as u64, "fault");
    Err(Failure::failed(format!("the copy has {faults} and was removed")).hint(
        "kith verify tells whether they are the data folder's own; an older backup may be without them",
    ))
}

/// The copy's proof and its bytes. One that is not sound is gone.
async fn make(
    asked: &Backup,
    folder: PathBuf,
    kith: &Kith,
    context: &Context,
) -> Result<(Verified, u64), Failure> {
    let cannot = |error: std::io::Error| Failure::file("write", &asked.file, &error);
    let staging = Staging::make(folder).map_err(cannot)?.ok_or_else(|| busy(&asked.file))?;
    let copy = staging.folder().join(DATABASE);
    private_file::make(&copy).map_err(cannot)?;
    let copied = {
        let progress = Progress::start("copying");
        kith.engine.backup(&copy, &|done, all| progress.at(done, all)).await
    };
    made_here(copied.map_err(|error| {
        match error {
            Error::Unavailable => Failure::failed("the copy could not be written; the log says why")
                .hint(format!("is there room for it in {}?", folder_of(&asked.file).display())),
            other => other.into(),
        }
    })?)?;
    let found = prove(staging.folder(), &context.config.settings).await?;
    let found = found.ok_or_else(|| Failure::failed("the copy is not one of a kith"))?;
    let bytes = std::fs::metadata(&copy).map_err(cannot)?.len();
    if found.faults.is_empty() && !staging.place(DATABASE, &asked.file, asked.force).map_err(cannot)? {
        return Err(taken(&asked.file));
    }
    Ok((found, bytes))
}

/// Refuses where kith is not the one to make backups.
fn made_here(backed_up: BackedUp) -> Result<(), Failure> {
    match backed_up {
        BackedUp::Done => Ok(()),
        BackedUp::ByOwnTools { store, tool } => {
            Err(Failure::misuse(format!("this store is {store}, which kith backup does not copy"))
                .hint(format!("use {tool} ...; see docs/OPERATIONS.md")))
        }
    }
}

/// A backup in the data folder would be lost with it, and could take the place of what is needed there.
fn refuse_inside(file: &Path, data: &Path) -> Result<(), Failure> {
    let (into, data) = (folder_of(file).canonicalize(), data.canonicalize());
    if into.is_ok_and(|into| data.is_ok_and(|data| into.starts_with(data))) {
        return Err(Failure::misuse(format!("{} lies in the data folder", file.display()))
            .hint("name a file elsewhere, best on another disk"));
    }
    Ok(())
}

fn advice(found: &Verified, context: &Context) -> String {
    if !found.faults.is_empty() {
        return String::new();
    }
    let key = match &context.master_key {
        Some(_) => format!("the key in {MASTER_KEY}"),
        None => context.config.settings.data.dir.join("master-key").display().to_string(),
    };
    format!(
        "It holds no keys. Keep {key} too, in another place: without it,\naccounts that are called must be connected again.\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_with_tools_of_its_own_says_which() {
        let store = BackedUp::ByOwnTools { store: "PostgreSQL", tool: "pg_dump --format=custom" };
        let refused = made_here(store).unwrap_err();
        assert_eq!(refused.code(), 2);
        let says = refused.to_string();
        assert!(
            says.contains("this store is PostgreSQL") && says.contains("pg_dump --format=custom"),
            "{says}"
        );
    }
}
