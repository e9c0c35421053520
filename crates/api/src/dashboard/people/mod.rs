//! People: who is in an account's list, or in all of them; one of them on a card; files of who was found.

mod asked;
mod card;
mod changes;
mod download;
mod list;
mod rows;

pub(super) use card::{by_profile, card};
pub(super) use download::download;
pub(super) use list::list;

use super::words::thousands;

/// `1 person`, `2 people`.
fn people(number: u32) -> String {
    format!("{} {}", thousands(number), if number == 1 { "person" } else { "people" })
}
