//! Invented members, each told by a number.

use kith_model::{ConnectedOn, Connection, ProfileUrl};

/// So many of them, newest first.
pub fn people(count: u32) -> Vec<Connection> {
    (0..count).map(person).collect()
}

pub fn person(n: u32) -> Connection {
    Connection {
        first_name: Some(format!("First{n}")),
        last_name: Some(format!("Last{n}")),
        headline: Some(format!("Headline {n}")),
        company: Some(format!("Company {}", n % 97)),
        position: Some("Maker".into()),
        profile_url: ProfileUrl::from_vanity(&format!("first-last-{n}")).ok(),
        connected_on: ConnectedOn::read("01 Jan 2024"),
        ..Connection::default()
    }
}

/// What a page shows of the member `n`.
pub fn name(n: u32) -> String {
    format!("First{n} Last{n}")
}

/// The seed's first connection.
pub fn jane() -> Connection {
    Connection {
        source_id: Some("jane".into()),
        first_name: Some("Jane".into()),
        last_name: Some("Doe".into()),
        headline: Some("Founder @ Acme Corp — AI recruiting platform".into()),
        profile_url: ProfileUrl::from_vanity("jane-doe-42").ok(),
        ..Connection::default()
    }
}
