//! vCard 4.0 (RFC 6350): a card a connection, for address books. Lines end in CRLF and are folded after 75 octets, never
//! inside a character. Without REV: the bytes of a card depend on the connection alone.

use kith_model::Connection;

use super::format::Encoder;
use crate::Result;

/// Octets of a line, its end not counted.
const WIDTH: usize = 75;

pub(super) struct Vcard;

impl Encoder for Vcard {
    fn rows(&mut self, rows: &[Connection], out: &mut Vec<u8>) -> Result<()> {
        out.reserve(rows.len() * 320);
        rows.iter().for_each(|row| card(out, row));
        Ok(())
    }
}

fn card(out: &mut Vec<u8>, row: &Connection) {
    let part = |text: &Option<String>| escaped(text.as_deref().unwrap_or_default());
    line(out, "BEGIN:VCARD");
    line(out, "VERSION:4.0");
    line(out, &format!("UID;VALUE=text:{}", row.member_id()));
    line(out, &format!("FN:{}", escaped(&row.name())));
    line(out, &format!("N:{};{};;;", part(&row.last_name), part(&row.first_name)));
    for (name, text) in
        [("TITLE", &row.position), ("TITLE", &row.headline), ("ORG", &row.company), ("EMAIL", &row.email)]
    {
        if let Some(text) = text {
            line(out, &format!("{name}:{}", escaped(text)));
        }
    }
    if let Some(url) = &row.profile_url {
        line(out, &format!("URL:{url}"));
    }
    if let Some(day) = row.connected_on.as_ref().and_then(kith_model::ConnectedOn::day) {
        line(out, &format!("NOTE:Connected on LinkedIn on {day}"));
    }
    line(out, "END:VCARD");
}

/// A text as a value. A card has no place for control characters but tabs and new lines: they are left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' | ',' | ';' => out.extend(['\\', letter]),
            '\r' if letters.peek() == Some(&'\n') => {}
            '\r' | '\n' => out.push_str("\\n"),
            '\t' => out.push('\t'),
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}

/// A line, folded: what goes on in the next one follows a blank.
fn line(out: &mut Vec<u8>, mut text: &str) {
    let mut width = WIDTH;
    while text.len() > width {
        let (now, rest) = text.split_at(text.floor_char_boundary(width));
        out.extend_from_slice(now.as_bytes());
        out.extend_from_slice(b"\r\n ");
        (text, width) = (rest, WIDTH - 1);
    }
    out.extend_from_slice(text.as_bytes());
    out.extend_from_slice(b"\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_folded_between_characters_and_unfolds_to_what_it_was() {
        for text in ["x".repeat(75), "x".repeat(76), "é".repeat(400), format!("N:{}", "👩‍💻 ".repeat(90))]
        {
            let mut out = Vec::new();
            line(&mut out, &text);
            let folded = String::from_utf8(out).unwrap();
            assert!(folded.split("\r\n").all(|line| line.len() <= WIDTH));
            assert_eq!(folded.strip_suffix("\r\n").unwrap().replace("\r\n ", ""), text);
        }
    }

    #[test]
    fn what_has_a_meaning_in_a_card_is_escaped() {
        assert_eq!(escaped("a;b,c\\d\r\ne\rf\ng\u{0}\u{7f}h\t"), "a\\;b\\,c\\\\d\\ne\\nf\\ngh\t");
    }
}
