//! The dashboard's pages over HTTP, as a browser without scripts reads them.

mod accounts;
mod changes;
mod connect;
mod credits;
mod import;
mod manage;
mod network;
mod people;
mod sign_in;
mod start;
mod webhooks;
