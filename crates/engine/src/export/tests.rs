//! That what is written can be read back, whatever is in it, and that cutting it in pieces changes nothing.

use std::ops::Range;

use kith_model::{ConnectedOn, Connection, ProfileUrl};
use proptest::prelude::*;
use serde_json::Value;

use super::ByteRange;
use super::ExportFormat;

/// Every script, right to left, emoji, quotes, new lines, formulas, controls.
const ODD: &[&str] = &[
    "Ωμέγα Ёлка 李小龍 अनुष्का",
    "\u{202e}עברית مرحبا",
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "\"quoted\", and; more\\",
    "a\r\nb\nc\rd",
    "=cmd|' /C calc'!A0",
    "  @SUM(A1)",
    "'=1",
    "\u{0}\u{7}\u{85}\u{2028}",
    "'t Hart",
    ",",
    "\u{feff}x",
];

fn text() -> impl Strategy<Value = Option<String>> {
    let some = prop_oneof![
        proptest::sample::select(ODD).prop_map(str::to_owned),
        "\\PC{1,24}",
        "[ =+@',;\"\\\\\r\n\t-]{1,6}",
        "é{70,90}",
    ];
    proptest::option::of(some)
}

fn people() -> impl Strategy<Value = Vec<Connection>> {
    let texts = (text(), text(), text(), text(), text(), text());
    let person = (texts, proptest::option::of(0_i32..20_000), any::<bool>(), any::<u32>()).prop_map(
        |((first_name, last_name, headline, company, position, email), day, has_url, n)| Connection {
            source_id: Some(n.to_string()),
            first_name,
            last_name,
            headline,
            company,
            position,
            email,
            profile_url: ProfileUrl::from_vanity(&format!("münch {n}")).ok().filter(|_| has_url),
            connected_on: day
                .and_then(|day| ConnectedOn::read(&format!("{}-01-{:02}", 2000 + day % 30, day % 28 + 1))),
            ..Connection::default()
        },
    );
    proptest::collection::vec(person, 0..8)
}

fn encoded(format: ExportFormat, rows: &[Connection], at_a_time: usize) -> Vec<u8> {
    let (mut encoder, mut out) = (format.encoder().unwrap(), Vec::new());
    encoder.begin(&mut out).unwrap();
    rows.chunks(at_a_time).for_each(|rows| encoder.rows(rows, &mut out).unwrap());
    encoder.end(&mut out).unwrap();
    out
}

fn day(row: &Connection) -> Option<String> {
    row.connected_on.as_ref().and_then(ConnectedOn::day).map(|day| day.to_string())
}

fn url(row: &Connection) -> Option<String> {
    row.profile_url.as_ref().map(ToString::to_string)
}

/// A cell as it was, by the rule that the documentation gives.
fn as_it_was(cell: &str) -> &str {
    let guarded = super::harmless(cell.into()) != cell;
    if guarded { cell.strip_prefix('\'').unwrap() } else { cell }
}

/// The properties of a card, unfolded and unescaped: each name with its value.
fn properties(card: &str) -> Vec<(String, String)> {
    let unfolded = card.replace("\r\n ", "");
    let read = |line: &str| {
        let (name, value) = line.split_once(':').unwrap();
        let (mut out, mut letters) = (String::new(), value.chars());
        while let Some(letter) = letters.next() {
            out.push(match letter {
                '\\' => match letters.next().unwrap() {
                    'n' => '\n',
                    other => other,
                },
                ';' => '\u{1f}', // parts of a value
                other => other,
            });
        }
        (name.to_owned(), out)
    };
    unfolded.split_terminator("\r\n").map(read).collect()
}

/// A text as a card can hold it.
fn in_a_card(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

proptest! {
    #[test]
    fn a_table_reads_back_as_it_was(rows in people()) {
        let bytes = encoded(ExportFormat::Csv, &rows, 3);
        let text = std::str::from_utf8(&bytes).unwrap().strip_prefix('\u{feff}').unwrap();
        let mut read = csv::Reader::from_reader(text.as_bytes());
        let header = "id,first_name,last_name,name,job_title,company,position,email,profile_url,connected_on";
        prop_assert_eq!(read.headers().unwrap().iter().collect::<Vec<_>>().join(","), header);
        let records: Vec<_> = read.records().map(Result::unwrap).collect();
        prop_assert_eq!(records.len(), rows.len());
        for (record, row) in records.iter().zip(&rows) {
            let cells: Vec<_> = record.iter().map(as_it_was).collect();
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            let expected = [
                row.member_id().to_string(), text(&row.first_name), text(&row.last_name), row.name(),
                row.job_title().unwrap_or_default(), text(&row.company), text(&row.position), text(&row.email),
                text(&url(row)), text(&day(row)),
            ];
            prop_assert_eq!(cells, expected.to_vec());
            let harmless = |cell: &str| !cell.trim_start().starts_with(['=', '+', '-', '@']) && !cell.starts_with('\t');
            prop_assert!(record.iter().all(harmless));
        }
    }

    #[test]
    fn lines_of_json_read_back_as_they_were(rows in people()) {
        let bytes = encoded(ExportFormat::Ndjson, &rows, 3);
        let lines: Vec<_> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
        prop_assert_eq!(lines.len(), rows.len());
        for (line, row) in lines.iter().zip(&rows) {
            let read: Value = serde_json::from_slice(line).unwrap();
            let expected = serde_json::json!({
                "name": row.name(), "job_title": row.job_title(), "profile_url": url(row), "profile_picture": null,
                "id": row.member_id().to_string(), "first_name": row.first_name, "last_name": row.last_name,
                "email": row.email, "company": row.company, "position": row.position, "connected_on": day(row),
            });
            prop_assert_eq!(read, expected);
        }
    }

    #[test]
    fn cards_read_back_as_they_were(rows in people()) {
        let text = String::from_utf8(encoded(ExportFormat::Vcard, &rows, 3)).unwrap();
        prop_assert!(text.split("\r\n").all(|line| line.len() <= 75));
        let cards: Vec<_> = text.split_inclusive("END:VCARD\r\n").collect();
        prop_assert_eq!(cards.len(), rows.len());
        for (card, row) in cards.iter().zip(&rows) {
            let some = |name: &str, text: &Option<String>| text.as_deref().map(|text| (name.to_owned(), in_a_card(text)));
            let one = |name: &str, text: String| Some((name.to_owned(), text));
            let part = |text: &Option<String>| in_a_card(text.as_deref().unwrap_or_default());
            let expected = [
                one("BEGIN", "VCARD".into()),
                one("VERSION", "4.0".into()),
                one("UID;VALUE=text", row.member_id().to_string()),
                one("FN", in_a_card(&row.name())),
                one("N", format!("{}\u{1f}{}\u{1f}\u{1f}\u{1f}", part(&row.last_name), part(&row.first_name))),
                some("TITLE", &row.position),
                some("TITLE", &row.headline),
                some("ORG", &row.company),
                some("EMAIL", &row.email),
                some("URL", &url(row)),
                day(row).and_then(|day| one("NOTE", format!("Connected on LinkedIn on {day}"))),
                one("END", "VCARD".into()),
            ];
            prop_assert_eq!(properties(card), expected.into_iter().flatten().collect::<Vec<_>>());
        }
    }

    #[test]
    fn how_many_rows_are_written_at_a_time_changes_no_byte_of_a_text(rows in people(), at_a_time in 1_usize..8) {
        for format in ExportFormat::ALL.into_iter().filter(|format| format.is_text()) {
            prop_assert_eq!(encoded(format, &rows, at_a_time), encoded(format, &rows, 100));
        }
    }
}

#[test]
fn a_range_is_what_a_file_has_of_it() {
    let part = |range: ByteRange, length| range.within(length);
    let some = |range: Range<u64>| Some(range);
    assert_eq!(part(ByteRange::From(0), 10), some(0..10));
    assert_eq!(part(ByteRange::From(9), 10), some(9..10));
    assert_eq!(part(ByteRange::From(10), 10), None);
    assert_eq!(part(ByteRange::Between(2, 2), 10), some(2..3));
    assert_eq!(part(ByteRange::Between(2, u64::MAX), 10), some(2..10));
    assert_eq!(part(ByteRange::Between(3, 2), 10), None);
    assert_eq!(part(ByteRange::Last(3), 10), some(7..10));
    assert_eq!(part(ByteRange::Last(30), 10), some(0..10));
    assert_eq!(part(ByteRange::Last(0), 10), None);
    assert_eq!(part(ByteRange::From(0), 0), None);
}

#[cfg(feature = "parquet")]
#[test]
fn the_same_rows_are_the_same_parquet() {
    let rows = vec![Connection { first_name: Some("Jane".into()), ..Connection::default() }; 5];
    let once = encoded(ExportFormat::Parquet, &rows, 2);
    assert_eq!(once, encoded(ExportFormat::Parquet, &rows, 2));
    assert!(once.starts_with(b"PAR1") && once.ends_with(b"PAR1"));
}
