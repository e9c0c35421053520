//! The dashboard's pages over HTTP, as a browser without scripts reads them.

mod credits;
mod people;
mod sign_in;
mod webhooks;
