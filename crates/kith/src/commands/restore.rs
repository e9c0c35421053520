//! `kith restore`: a data folder out of a backup.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use kith_engine::Verified;
use kith_store::Place;
use serde_json::json;

use super::Context;
use crate::cli::{DEFAULT_WORKSPACE, Output};
use crate::copies::{prove, unless_stopped};
use crate::data_dir::{self, DATABASE};
use crate::failure::Failure;
use crate::output::numbers::{count, thousands};
use crate::output::progress::Progress;
use crate::output::{print, print_json, verified};
use crate::staging::Staging;
use crate::{api_key_file, master_key, private_file, wire};

/// Make a data folder out of a backup
///
/// The data folder must hold no data yet. FILE is copied, brought up to date if an older kith made it, and verified
/// before it counts. What happened after the backup was made is not in it: keys that were revoked since work again,
/// and accounts that were erased since are back.
#[derive(Debug, Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Examples:
  kith restore kith-backup.sqlite3
  kith restore /var/backups/kith.sqlite3 --data /var/lib/kith"
)]
pub(crate) struct Restore {
    /// What kith backup made
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// text or json
    #[arg(long, value_enum, default_value_t = Output::Text, hide_possible_values = true)]
    output: Output,
}

/// Where the file is made ready, in the data folder.
const STAGING: &str = "restoring";
const PIECE: usize = 1 << 20;

pub(crate) async fn run(asked: &Restore, context: &Context) -> Result<(), Failure> {
    if let Place::Postgres(_) = wire::place(context) {
        return Err(Failure::misuse(
            "kith restore fills a data folder, and the store that is set is PostgreSQL",
        )
        .hint("use pg_restore; see docs/OPERATIONS.md; or leave --store and KITH_STORE__URL out"));
    }
    let data = &context.config.settings.data.dir;
    refuse_data(data)?;
    let (file, bytes) = open(&asked.file)?;
    let made = data_dir::missing(data);
    data_dir::make_folder(data)?;
    let work = restore(asked, (file, bytes), context);
    let restored = unless_stopped(work, "stopped; nothing was restored").await;
    if !restored.as_ref().is_ok_and(|found| found.faults.is_empty()) {
        // Only where nothing else is in them.
        let _ = made.iter().try_for_each(fs::remove_dir);
    }
    let found = restored?;
    let lost = lost(context);
    match asked.output {
        Output::Text => {
            let rows = [("file", asked.file.display().to_string()), ("bytes", thousands(bytes))];
            print(verified::text(rows, &found) + &advice(&found, data, &lost))?;
        }
        Output::Json => {
            let fields = json!({
                "data": data.display().to_string(),
                "file": asked.file.display().to_string(),
                "bytes": bytes,
                "to_put_back": lost,
            });
            print_json(&verified::json(fields, &found))?;
        }
    }
    if found.faults.is_empty() {
        return Ok(());
    }
    let faults = count(found.faults.len() as u64, "fault");
    Err(Failure::failed(format!("{} has {faults}; nothing was restored", asked.file.display()))
        .hint("restore an older backup, or import the newest exports into a new folder with kith up EXPORT"))
}

/// The proof of what is in the data folder now; where there are faults, nothing is.
async fn restore(asked: &Restore, from: (File, u64), context: &Context) -> Result<Verified, Failure> {
    let data = &context.config.settings.data.dir;
    let cannot = |error: std::io::Error| Failure::file("write into the data folder", data, &error);
    let staging = Staging::make(data.join(STAGING)).map_err(cannot)?.ok_or_else(|| {
        Failure::failed(format!("another kith is just restoring into {}", data.display()))
            .hint("wait for it, or name another folder with --data DIR")
    })?;
    let into = private_file::make(&staging.folder().join(DATABASE)).map_err(cannot)?;
    copy(from, into, &asked.file, data).await?;
    let found = prove(staging.folder(), &context.config.settings).await?;
    let found = found.ok_or_else(|| no_backup(&asked.file))?;
    if found.faults.is_empty() && !staging.place(DATABASE, &data.join(DATABASE), false).map_err(cannot)? {
        return Err(holds_data(data));
    }
    Ok(found)
}

/// Piece by piece, so that it can be stopped between two.
async fn copy((mut from, all): (File, u64), mut into: File, file: &Path, data: &Path) -> Result<(), Failure> {
    let progress = Progress::start("copying");
    let mut piece = vec![0; PIECE];
    let mut done = 0;
    loop {
        let read = from.read(&mut piece).map_err(|error| Failure::file("read", file, &error))?;
        if read == 0 {
            return Ok(());
        }
        let written = into.write_all(&piece[..read]);
        written.map_err(|error| Failure::file("write into the data folder", data, &error))?;
        done += read as u64;
        progress.at(done, all);
        tokio::task::yield_now().await;
    }
}

/// The backup and its bytes.
fn open(path: &Path) -> Result<(File, u64), Failure> {
    let cannot = |error: std::io::Error| {
        Failure::file("read", path, &error).hint("name the file that kith backup made")
    };
    let found = fs::metadata(path).map_err(cannot)?;
    if !found.is_file() {
        return Err(no_backup(path));
    }
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    if fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
        let says =
            format!("{} is a database in use: a part of it is in the -wal file beside it", path.display());
        return Err(Failure::failed(says).hint("kith backup FILE --data DIR makes a whole copy of it"));
    }
    Ok((File::open(path).map_err(cannot)?, found.len()))
}

fn no_backup(path: &Path) -> Failure {
    Failure::failed(format!("{} is no backup of kith", path.display()))
        .hint("name the file that kith backup made; kith import takes exports")
}

fn refuse_data(data: &Path) -> Result<(), Failure> {
    data_dir::remains(data).map_or(Ok(()), |_| Err(holds_data(data)))
}

fn holds_data(data: &Path) -> Failure {
    Failure::failed(format!("there is kith data in {} already", data.display()))
        .hint("move that folder away first, or name another one with --data DIR")
}

/// The files that no backup holds, where they are not in place already.
fn lost(context: &Context) -> Vec<&'static str> {
    let data = &context.config.settings.data.dir;
    let master = context.master_key.is_none() && !master_key::path(data).exists();
    let api = !api_key_file::default_path(data, DEFAULT_WORKSPACE).exists();
    [(master, "master-key"), (api, "api-key")].into_iter().filter(|file| file.0).map(|file| file.1).collect()
}

fn advice(found: &Verified, data: &Path, lost: &[&str]) -> String {
    if !found.faults.is_empty() {
        return String::new();
    }
    let why = |file: &str| match file {
        "master-key" => "without it, accounts that are called must be connected again",
        _ => "else the next start makes a new one; all keys of before work, too",
    };
    let data = data.display();
    let mut lines = Vec::new();
    if !lost.is_empty() {
        lines.push(format!("A backup holds no keys. To be put back into {data} now, by hand:"));
    }
    lines.extend(lost.iter().map(|file| format!("  {file:<10}  {}", why(file))));
    lines.push(format!("kith serve --data {data} serves it.\n"));
    lines.join("\n")
}
