//! `export_account`: a whole snapshot as a file, in four formats, charged before its first byte.

mod charges;
mod files;
mod ranges;
mod read_back;
mod streams;

use kith_model::{ConnectedOn, Connection, ProfileUrl};

use crate::support::person;

/// The formats whose bytes can be asked for in parts.
const TEXTS: [&str; 3] = ["csv", "ndjson", "vcard"];

/// People whose names and titles are hard to write: every script, right to left, emoji, quotes, new lines, formulas.
fn odd_people() -> Vec<Connection> {
    let texts = [
        ("Jane \"J\"", "Doe, Dr.", "Founder; \\ CEO"),
        ("Ωμέγα", "Ёлкина", "Καπετάνιος"),
        ("小龍", "李", "武術家・俳優"),
        ("יעל", "כהן", "\u{202e}מנהלת\u{202c}"),
        ("محمد", "الفارسي", "مهندس"),
        ("अनुष्का", "शर्मा", "अभिनेत्री"),
        ("👩‍👩‍👧‍👦", "🏳️‍🌈", "🚀🚀🚀"),
        ("Nl\nLf", "Cr\r\nLf", "a\nb\n\nc"),
        ("=SUM(A1:A9)", "+1", "@cmd"),
        ("-Dash", " =Blank", "'=Apostrophe"),
        ("'t", "Hart", "O'Hara"),
        ("Zero\u{200b}Width", "Combining e\u{301}", "x\u{a0}y"),
    ];
    let odd = |(n, (first, last, title)): (usize, (&str, &str, &str))| Connection {
        source_id: Some(format!("odd-{n}")),
        first_name: Some(first.into()),
        last_name: Some(last.into()),
        headline: (n % 2 == 0).then(|| title.into()),
        company: Some(format!("{last} & Söhne; \"{first}\"")),
        position: Some(title.into()),
        email: (n % 3 == 0).then(|| format!("odd{n}@example.com")),
        profile_url: ProfileUrl::from_vanity(&format!("odd-é-{n}")).ok(),
        connected_on: ConnectedOn::read("29 Feb 2024"),
        ..Connection::default()
    };
    let long = Connection { headline: Some("é👩‍💻 long ".repeat(400)), ..person(900_000) };
    let bare = Connection { source_id: Some("bare".into()), ..Connection::default() };
    let unclear = Connection { connected_on: ConnectedOn::read("1/2/18"), ..person(900_001) };
    texts.into_iter().enumerate().map(odd).chain([long, bare, unclear]).collect()
}
