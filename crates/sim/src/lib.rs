//! A simulated LinkedIn, to test and try kith against: invented members, the files they would download, and a server
//! that answers for them as LinkedIn's official interfaces do. Knows nothing of kith's own client, so that an error
//! in one cannot hide in the other. Nothing in kith depends on it but tests, the benchmark and the `sim` command.

pub mod export;
pub mod fault;
pub mod people;
pub mod sample;
mod server;

pub use fault::{Fault, FaultKind, Interface, Position, Where};
pub use server::{Calls, Edits, Grant, MemberId, Options, Sim};
