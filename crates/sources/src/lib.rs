//! Where connections come from, one folder a source. Knows the shapes and traps of what LinkedIn hands out;
//! knows nothing of accounts, snapshots, stores or HTTP servers.
#![warn(missing_docs)]

pub mod archive;
pub mod connections_api;
mod error;
pub mod http;
mod json;
pub mod oauth;
mod page;
pub mod portability;
mod row;

pub use error::{SourceError, TokenFault};
pub use page::{Ask, Detail, Hint, Page, Row, Source};
pub use secrecy::{ExposeSecret, SecretString};
