//! Every code of the contract's table: when it is answered, with which status, in which words, and in which order
//! the checks run.

mod accounts;
mod api_keys;
mod bodies;
mod faults;
mod json;
mod order;
mod order_of_writes;
mod queries;
mod rate_limit;
mod routes;
mod scopes;
mod secrets;
