//! Sources over a real socket, to a server on this machine that does what it is told: what is sent, what is believed,
//! and what is refused.

mod calls;
mod connections_api;
mod guards;
mod oauth;
mod portability;
mod support;
