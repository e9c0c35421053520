//! Where kith keeps things: small traits, one atomic step a method, the owner always the first argument.
//! Knows no sources, no HTTP, no prices. Which backend it is, `open` decides once.
#![warn(missing_docs)]

mod error;
pub mod moves;
mod postgres;
mod records;
mod sqlite;
mod traits;
mod words;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use error::Error;
pub use postgres::PostgresSettings;
pub use records::*;
pub use traits::*;

/// What a method of the store answers.
pub type Result<T> = std::result::Result<T, Error>;

/// Where a store is.
#[derive(Debug, Clone)]
pub enum Place {
    /// The embedded store, in a folder of this machine.
    Folder(PathBuf),
    /// A database that any number of servers share.
    Postgres(PostgresSettings),
}

impl Place {
    /// The embedded store in the folder `dir`.
    pub fn folder(dir: impl Into<PathBuf>) -> Self {
        Self::Folder(dir.into())
    }
}

/// Opens a store, making and migrating it where needed.
///
/// Several processes may have it open at once; each sees what another committed with its next call.
///
/// # Errors
/// [`Error::Unavailable`] if the folder or the database can't be read or written, or was written by a newer kith;
/// [`Error::Unfinished`] if it is being moved into.
pub async fn open(place: &Place) -> Result<Arc<dyn Store>> {
    Ok(match place {
        Place::Folder(dir) => Arc::new(sqlite::SqliteStore::open(dir)?),
        Place::Postgres(settings) => Arc::new(postgres::PostgresStore::open(settings).await?),
    })
}

/// Opens a store to move out of it.
///
/// # Errors
/// As [`open`].
pub async fn open_source(place: &Place) -> Result<Arc<dyn moves::Moves>> {
    Ok(match place {
        Place::Folder(dir) => Arc::new(sqlite::SqliteStore::open(dir)?),
        Place::Postgres(settings) => Arc::new(postgres::PostgresStore::open(settings).await?),
    })
}

/// Opens a store to move into it, making and migrating it where needed, also one whose move was broken off.
///
/// # Errors
/// [`Error::Unavailable`] as [`open`].
pub async fn open_target(place: &Place) -> Result<Arc<dyn moves::Moves>> {
    Ok(match place {
        Place::Folder(dir) => Arc::new(sqlite::SqliteStore::open_target(dir)?),
        Place::Postgres(settings) => Arc::new(postgres::PostgresStore::open_target(settings).await?),
    })
}

/// Opens a copy that [`Upkeep::backup`] made and that now lies in the folder `dir` under the name of the embedded
/// store's file, migrating it where an older kith made it. `None`, and nothing is changed, if no kith wrote that file.
///
/// # Errors
/// [`Error::Unavailable`] if the folder can't be read or written, or a newer kith wrote the file;
/// [`Error::Damaged`] if the file can't be read to its end.
pub fn open_copy(dir: &Path) -> Result<Option<Arc<dyn Store>>> {
    Ok(sqlite::SqliteStore::open_copy(dir)?.map(|store| Arc::new(store) as Arc<dyn Store>))
}
