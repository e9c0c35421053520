//! The API over HTTP: one module for each noun and verb, as in the routes. Every answer that a test's client reads
//! is held to the laws of the contract and to the OpenAPI document, whatever the test itself looks at.
#![expect(unreachable_pub, reason = "one test binary; its modules share their support")]
#![expect(clippy::unwrap_used, reason = "people and verbs fail the test where the server fails")]

mod accounts;
mod concurrency;
mod credits;
mod dashboard;
mod errors;
mod export;
mod get_statistics;
mod headers;
mod health;
mod idempotency;
mod isolation;
mod list_changes;
mod list_connections;
mod listener;
mod match_connections;
mod mcp;
mod nodes;
mod openapi;
mod processes;
mod random_requests;
mod recent_changes;
mod reference;
mod search_connections;
mod support;
mod team;
mod webhooks;
