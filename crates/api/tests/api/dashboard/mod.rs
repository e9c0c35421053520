//! The dashboard's pages over HTTP, as a browser without scripts reads them.

mod sign_in;
mod webhooks;
