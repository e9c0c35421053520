//! Moving a store: its two ends, held so that no server has a folder meanwhile, and what became of it in words for users.

use std::fmt;
use std::path::{Path, PathBuf};

use kith_engine::{SecretString, Vault};
use kith_store::moves::{self, Moved, Moves, Outcome, Step};
use kith_store::{Error, Place};

use crate::config::env;
use crate::config::store::{self, Store};
use crate::failure::Failure;
use crate::output::numbers::count;
use crate::output::progress::Progress;
use crate::output::say;
use crate::server_lock::{self, ServerLock};
use crate::{data_dir, master_key, wire};

/// One end of a move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum End {
    /// A data folder.
    Folder(PathBuf),
    /// A database, by its address, in which there is no password.
    Database(String),
}

impl End {
    /// What a flag names.
    ///
    /// # Errors
    /// If it is neither a folder nor a database, or has a password in it.
    pub(crate) fn of(flag: &str, text: &str) -> Result<Self, Failure> {
        if let Some(folder) = text.strip_prefix("sqlite:").filter(|folder| !folder.is_empty()) {
            return Ok(Self::Folder(folder.into()));
        }
        if !store::is_postgres(text) {
            let says = format!("{flag} must be sqlite:DIR or postgres://user@host/database");
            return Err(Failure::misuse(says).hint("sqlite:DIR names a data folder"));
        }
        if store::has_password(text) {
            let says = format!("{flag} takes no password: other users of the machine can read arguments");
            return Err(Failure::misuse(says).hint(format!(
                "leave it out there, and put it into the variable {} or into kith.toml",
                env::variable("store.password")
            )));
        }
        Ok(Self::Database(text.to_owned()))
    }

    fn place(&self, settings: &Store) -> Place {
        match self {
            Self::Folder(folder) => Place::folder(folder),
            Self::Database(url) => Place::Postgres(settings.postgres(url)),
        }
    }

    fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Folder(one), Self::Folder(other)) => {
                one == other
                    || one
                        .canonicalize()
                        .is_ok_and(|one| other.canonicalize().is_ok_and(|other| one == other))
            }
            (one, other) => one == other,
        }
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => write!(f, "{}", folder.display()),
            Self::Database(url) => f.write_str(&store::masked(url)),
        }
    }
}

/// Moves everything from one end to the other.
///
/// # Errors
/// If an end can't be used or is in use, the target holds other data, or the copy does not come out the same and sound.
pub(crate) async fn move_all(
    from: &End,
    to: &End,
    settings: &Store,
    keys: Option<&SecretString>,
) -> Result<Moved, Failure> {
    if from.is(to) {
        return Err(Failure::misuse("--from and --to name the same store"));
    }
    let from_lock = match from {
        End::Folder(folder) => {
            wire::must_have_data(folder)?;
            Some(lock(folder)?)
        }
        End::Database(_) => None,
    };
    let source =
        kith_store::open_source(&from.place(settings)).await.map_err(|error| cannot_use(from, error))?;
    let to_lock = match to {
        End::Folder(folder) => {
            data_dir::make(folder)?;
            Some(lock(folder)?)
        }
        End::Database(_) => None,
    };
    let target = kith_store::open_target(&to.place(settings)).await.map_err(|error| cannot_use(to, error))?;
    let seal = seal(from, keys)?;
    let outcome = shown(&*source, &*target, seal).await.map_err(|error| {
        let failed =
            Failure::failed(format!("the move from {from} to {to} did not come to its end")).cause(&error);
        match error {
            Error::Damaged(_) => failed.hint(format!("{}, then move again", verify(from))),
            _ => failed.hint("the same command goes on where it was"),
        }
    });
    source.close().await.map_err(|error| cannot_use(from, error))?;
    target.close().await.map_err(|error| cannot_use(to, error))?;
    drop((from_lock, to_lock));
    done(outcome?, from, to)
}

/// The name of the master key that a folder's tokens are sealed with: told to the target, so that no server with another
/// one serves from it. A database knows it.
fn seal(from: &End, keys: Option<&SecretString>) -> Result<Option<i64>, Failure> {
    let End::Folder(folder) = from else { return Ok(None) };
    let Some(keys) = master_key::at_hand(folder, keys)? else { return Ok(None) };
    Ok(Vault::new(keys)?.names().next())
}

/// The move, with its progress shown step by step.
async fn shown(from: &dyn Moves, to: &dyn Moves, seal: Option<i64>) -> kith_store::Result<Outcome> {
    let steps = [(Step::Copying, "copying"), (Step::Comparing, "comparing"), (Step::Verifying, "verifying")];
    let bar: std::sync::Mutex<Option<(Step, Progress)>> = std::sync::Mutex::new(None);
    let show = |step, done, all| {
        let mut bar = bar.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if bar.as_ref().is_none_or(|(shown, _)| *shown != step) {
            let name = steps.iter().find(|(known, _)| *known == step).map_or("", |(_, name)| name);
            *bar = None; // the one before is gone before the next is drawn
            *bar = Some((step, Progress::start(name)));
        }
        if let Some((_, progress)) = &*bar {
            progress.at(done, all);
        }
    };
    moves::run(from, to, seal, &show).await
}

fn done(outcome: Outcome, from: &End, to: &End) -> Result<Moved, Failure> {
    let unfinished = "until a move has ended, nothing else opens the target";
    Err(match outcome {
        Outcome::Done(moved) => return Ok(moved),
        Outcome::InTheWay(names) => {
            let shown = names.iter().take(5).map(String::as_str).collect::<Vec<_>>().join(", ");
            let more = if names.len() > 5 { ", and more" } else { "" };
            let workspaces = count(names.len() as u64, "workspace");
            Failure::failed(format!(
                "{to} holds other data: {workspaces} ({shown}{more}); nothing was written"
            ))
            .hint("name an empty database (createdb kith), or a folder that holds no data")
        }
        Outcome::Changing => Failure::failed(format!(
            "{from} changes while it is copied: servers or commands still write to it"
        ))
        .hint("stop them and run the same command again; it goes on where it was")
        .hint(unfinished),
        Outcome::Differs => Failure::failed(format!("{to} does not come out the same as {from}"))
            .hint(verify(from))
            .hint(format!("empty {to} and run the same command again; {unfinished}")),
        Outcome::Unsound(found) => {
            for fault in &found.faults {
                say(format_args!("fault: {fault}"));
            }
            let faults = count(found.faults.len() as u64, "fault");
            Failure::failed(format!("the copy in {to} is the same as {from}, and has {faults}"))
                .hint(format!("{}: what is wrong there is copied as it is", verify(from)))
                .hint(unfinished)
        }
    })
}

fn verify(end: &End) -> String {
    match end {
        End::Folder(folder) => format!("kith verify --data {} tells what is wrong", folder.display()),
        End::Database(_) => format!("kith verify --store {end} tells what is wrong"),
    }
}

/// Keeps servers away from a folder.
fn lock(folder: &Path) -> Result<ServerLock, Failure> {
    if server_lock::is_held(folder) {
        let says = format!("a server or another move is using the data folder {}", folder.display());
        return Err(Failure::failed(says).hint("stop it (Ctrl-C there), then run this again"));
    }
    ServerLock::take(folder)
}

fn cannot_use(end: &End, error: Error) -> Failure {
    let failed = Failure::failed(format!("cannot use {end}"));
    match (error, end) {
        (Error::Unfinished, _) => failed.cause(Error::Unfinished),
        (error, End::Database(_)) => failed.cause(error).hint(
            "the database must be there and may be empty (createdb kith); its password is store.password \
             (KITH_STORE__PASSWORD)",
        ),
        (error, End::Folder(_)) => failed.cause(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_is_a_folder_or_a_database_without_a_password() {
        assert_eq!(End::of("--to", "sqlite:a/b").unwrap(), End::Folder("a/b".into()));
        let url = "postgres://kith@db/kith?sslmode=require";
        assert_eq!(End::of("--to", url).unwrap().to_string(), url);
        for wrong in [
            "kith-data",
            "sqlite:",
            "mysql://a/b",
            "postgres://kith:s3cret@db/kith",
            "postgres://db/kith?password=s3cret",
        ] {
            let refused = End::of("--to", wrong).unwrap_err();
            let says = refused.to_string();
            assert!(refused.code() == 2 && says.contains("--to ") && !says.contains("s3cret"), "{says}");
        }
    }

    #[test]
    fn a_folder_is_the_same_by_whatever_name() {
        let temp = tempfile::tempdir().unwrap();
        let around = temp.path().join("../").join(temp.path().file_name().unwrap());
        assert!(End::Folder(temp.path().into()).is(&End::Folder(around)));
        assert!(!End::Folder(temp.path().into()).is(&End::Folder(temp.path().join("x"))));
    }
}
