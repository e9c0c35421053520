//! People and verbs for the tests of the API: a real server on a free loopback port over a fresh store, a clock
//! that stands still, and clients that send what they are told to, well formed or not.

pub mod app;
pub mod calls;
pub mod client;
pub mod document;
pub mod exports;
pub mod laws;
#[path = "../../../../store/tests/support/open.rs"]
mod open;
pub mod people;
pub mod person;
pub mod raw;
pub mod receiver;
pub mod schema;
pub mod sources;
pub mod tenant;
pub mod varied;

pub use app::{NOW, TestApp};
pub use client::{Client, Reply};
pub(crate) use open::is_embedded;
pub use people::{jane, people, person};
pub use person::{Page, Person, plain};
pub use raw::Raw;
pub use receiver::Receiver;
pub use sources::{CREDITS_LOW, hooks, sources};
pub use tenant::Tenant;
pub use varied::varied;
