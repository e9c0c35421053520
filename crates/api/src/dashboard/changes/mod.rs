//! `/changes`: who is new, who left and who changed jobs, by day, newest first; and the same as a file.

mod file;
mod filter;
mod list;
mod told;

pub(super) use file::file;
pub(super) use list::list;
