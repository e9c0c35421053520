//! The export that every member can download: a ZIP with a `Connections.csv`, or that file alone.
//! Bytes in, a list and a report out: every data record is kept, named a duplicate, or skipped with a reason.
//! No I/O, no clock; knows nothing of accounts or snapshots.

mod columns;
mod error;
mod header;
mod inflate;
mod limits;
mod looks_like;
mod owner;
mod records;
mod row;
mod rows;
mod text;
mod zip;

pub use error::ArchiveError;
pub(crate) use error::thousands;
use kith_model::Connection;
pub use limits::Limits;
pub use looks_like::LooksLike;
pub use owner::Owner;

/// What an export holds. `rows` is always `connections` + `duplicates` + `skipped`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Export {
    /// Whose export it is: from the `Profile.csv` beside `Connections.csv` in a ZIP. `None` for a bare CSV,
    /// and where that file is absent or unreadable.
    pub owner: Option<Owner>,
    /// How many data records follow the header, blank padding records included. Empty lines are no records.
    pub rows: u32,
    /// The list, in the order of the file, each member once.
    pub connections: Vec<Connection>,
    /// Lines of the rows left out because an earlier row is the same member; ascending.
    pub duplicates: Vec<u64>,
    /// How many of `connections` have no name.
    pub nameless: u32,
    /// Rows left out for another reason, by ascending line.
    pub skipped: Vec<Note>,
    /// What could not be kept, or not be read for certain, in rows that were kept; by ascending line. Line 1
    /// also stands for the whole file.
    pub warnings: Vec<Note>,
}

/// A remark on one row. Never holds a name, an e-mail address or an address of a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The physical line of `Connections.csv` on which the row begins, from 1.
    pub line: u64,
    /// What happened, for people.
    pub reason: String,
}

/// Reads an export: the ZIP, or the `Connections.csv` in it. Which of the two is told by the first bytes.
///
/// A header without rows is the empty list of a new member, not an error. `progress` is called with (bytes of
/// the CSV read so far, bytes of the CSV in all) about every 1,000 rows and once at the end; the bytes are
/// those of the inflated, decoded text. Time and memory are linear in the inflated size, which `limits` bound;
/// 30,000 rows take some 30 ms.
///
/// # Errors
/// An [`ArchiveError`] whose text says what the bytes look like and what to hand in instead. Nothing is ever
/// half read: a file cut short, a missing header or a limit exceeded is an error, not a shorter list.
pub fn read(bytes: &[u8], limits: &Limits, progress: &dyn Fn(u64, u64)) -> Result<Export, ArchiveError> {
    if bytes.len() as u64 > limits.max_export_bytes {
        return Err(ArchiveError::TooLarge { bytes: bytes.len() as u64, limit: limits.max_export_bytes });
    }
    if !looks_like::is_zip(bytes) {
        return list(bytes, limits, progress);
    }
    let files = zip::open(bytes, limits)?;
    let export = list(&files.connections, limits, progress)?;
    Ok(Export { owner: files.profile.and_then(|bytes| owner::read(&bytes)), ..export })
}

/// Reads the bytes of a `Connections.csv`.
fn list(bytes: &[u8], limits: &Limits, progress: &dyn Fn(u64, u64)) -> Result<Export, ArchiveError> {
    if looks_like::is_zip(bytes) {
        return Err(ArchiveError::NestedZip);
    }
    if let Some(kind) = looks_like::binary(bytes) {
        return Err(ArchiveError::OtherFormat(kind));
    }
    let decoded = text::decode(bytes);
    if decoded.text.trim().is_empty() {
        return Err(ArchiveError::Empty);
    }
    let table = header::find(&decoded.text, limits)?;
    let mut export = rows::read(table, limits, progress)?;
    if let Some(reason) = decoded.warning {
        export.warnings.insert(0, Note { line: 1, reason });
    }
    Ok(export)
}
