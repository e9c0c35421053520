//! One cell: what is text, what is blank, what is too long. Formulas and garbled letters stay as they are.

use std::borrow::Cow;

/// Where a text is cut that is to stand in one line, in characters.
const LINE: usize = 1_000;

/// Trimmed, without control characters, `\r\n` and `\r` as `\n`; `None` where nothing visible is left.
pub(crate) fn clean(raw: &str) -> Option<Cow<'_, str>> {
    let text = if may_hold_controls(raw) {
        Cow::Owned(visible(raw).trim().to_owned())
    } else {
        Cow::Borrowed(raw.trim())
    };
    (!text.chars().all(is_invisible)).then_some(text)
}

/// By bytes, for every cell comes through here: 0xC2 begins the control characters past ASCII, and some others.
fn may_hold_controls(raw: &str) -> bool {
    raw.bytes().any(|byte| (byte < b' ' && !matches!(byte, b'\t' | b'\n')) || matches!(byte, 0x7F | 0xC2))
}

fn visible(raw: &str) -> String {
    let mut unix = raw.replace("\r\n", "\n").replace('\r', "\n");
    unix.retain(|c| !c.is_control() || matches!(c, '\t' | '\n'));
    unix
}

/// White space, and characters that show nothing: a name made of them is no name.
fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || matches!(c,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{180E}' | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}' | '\u{FFA0}')
}

/// At most `most` characters, and whether that cut something off.
pub(crate) fn cut(text: &str, most: usize) -> (&str, bool) {
    if text.len() <= most {
        return (text, false);
    }
    match text.char_indices().nth(most) {
        Some((end, _)) => (text[..end].trim_end(), true),
        None => (text, false),
    }
}

/// Lower case, single spaces, no control characters: how names are compared.
pub(crate) fn fold(text: &str) -> String {
    one_line(text).to_lowercase()
}

/// The text without line breaks and control characters, words apart by one space. Of a text that is no name of
/// anything, only the beginning.
pub(crate) fn one_line(text: &str) -> String {
    visible(cut(text, LINE).0).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Something, `@`, something, and no space between.
pub(crate) fn is_email(text: &str) -> bool {
    let sides = text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
    sides && !text.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_trimmed_and_control_characters_dropped() {
        for (raw, text) in [
            ("  a b\t", Some("a b")),
            ("a\r\nb\rc\nd", Some("a\nb\nc\nd")),
            ("a\0\u{7}b\u{9b}c\u{7f}", Some("abc")),
            ("\0", None),
            (" \u{200B}\u{FEFF}\u{3164} ", None),
            ("🧑\u{200D}💻", Some("🧑\u{200D}💻")),
            ("=1+1", Some("=1+1")),
        ] {
            assert_eq!(clean(raw).as_deref(), text, "{raw:?}");
        }
    }

    #[test]
    fn long_cells_are_cut_between_characters() {
        assert_eq!(cut("äöü", 3), ("äöü", false));
        assert_eq!(cut("äöü", 2), ("äö", true));
        assert_eq!(cut("ä öü", 2), ("ä", true));
        assert_eq!(cut("", 0), ("", false));
    }

    #[test]
    fn an_address_has_something_on_both_sides_of_its_at_sign() {
        for (text, ok) in [
            ("a@b", true),
            ("not-an-email", false),
            ("@b", false),
            ("a@", false),
            ("a b@c", false),
            ("", false),
        ] {
            assert_eq!(is_email(text), ok, "{text}");
        }
    }
}
