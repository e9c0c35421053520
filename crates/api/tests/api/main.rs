//! The API over HTTP: one module for each noun and verb, as in the routes.
#![expect(unreachable_pub, reason = "one test binary; its modules share their support")]

mod list_connections;
mod support;
