//! Sources over a real socket, to a server on this machine that does what it is told: what is sent, what is believed,
//! and what is refused.

#[cfg(test)]
mod calls;
#[cfg(test)]
mod connections_api;
#[cfg(test)]
mod guards;
#[cfg(test)]
mod oauth;
#[cfg(test)]
mod portability;
#[cfg(test)]
mod support;
