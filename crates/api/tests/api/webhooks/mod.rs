//! Webhooks: made and changed over HTTP, told what happens, in order, at least once.

mod deliveries;
mod events;
mod failing;
mod manage;
mod secrets;
mod stream;
