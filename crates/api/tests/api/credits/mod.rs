//! Credits over HTTP: the balance, the ledger, and spending by many at once.

mod entries;
mod get;
mod spending;
