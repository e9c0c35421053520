//! The dashboard's pages over HTTP, as a browser without scripts reads them.

mod accounts;
mod connect;
mod import;
mod manage;
mod sign_in;
mod start;
