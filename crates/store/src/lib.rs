//! Where kith keeps things: small traits, one atomic step a method, the owner always the first argument.
//! Knows no sources, no HTTP, no prices. Which backend it is, `open` decides once.
#![warn(missing_docs)]

mod error;
mod records;
mod sqlite;
mod traits;

use std::path::Path;
use std::sync::Arc;

pub use error::Error;
pub use records::*;
pub use traits::*;

/// What a method of the store answers.
pub type Result<T> = std::result::Result<T, Error>;

/// Opens the embedded store in the folder `dir`, making and migrating it where needed.
///
/// Several processes may have it open at once; each sees what another committed with its next call.
///
/// # Errors
/// [`Error::Unavailable`] if the folder can't be read or written, or was written by a newer kith.
pub fn open(dir: &Path) -> Result<Arc<dyn Store>> {
    Ok(Arc::new(sqlite::SqliteStore::open(dir)?))
}
