//! The simulated LinkedIn over HTTP, as a client meets it. Each file is one of its interfaces or one promise.
#![expect(clippy::unwrap_used, reason = "what is not as the test expects fails it")]

mod changelog;
mod connections;
mod control;
mod edits;
mod faults;
mod oauth;
mod snapshot;
mod support;
mod tokens;
