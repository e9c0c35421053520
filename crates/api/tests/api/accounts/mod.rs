//! Accounts over HTTP, one file a verb.

mod called;
mod create;
mod delete;
mod get;
mod import;
mod import_files;
mod import_limits;
mod list;
mod pause;
