//! Bytes to text. LinkedIn writes UTF-8; spreadsheets save it anew as UTF-16 or Windows-1252.
//! Never fails: what is no text at all is found later, by having no header.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::error::thousands;

/// The text without its byte order mark, and what had to be guessed.
pub(super) struct Decoded<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) warning: Option<String>,
}

pub(super) fn decode(bytes: &[u8]) -> Decoded<'_> {
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest, true),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, UTF_16LE),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, UTF_16BE),
        // Without a mark: two ASCII characters, two bytes each.
        [1..=0x7F, 0, 1..=0x7F, 0, ..] => utf16(bytes, UTF_16LE),
        [0, 1..=0x7F, 0, 1..=0x7F, ..] => utf16(bytes, UTF_16BE),
        _ => utf8(bytes, false),
    }
}

fn utf16<'a>(bytes: &'a [u8], encoding: &'static Encoding) -> Decoded<'a> {
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    let warning = broken.then(|| "some characters are not UTF-16; each was replaced by \u{FFFD}".to_owned());
    Decoded { text, warning }
}

/// UTF-8, else what it most likely is: a UTF-8 file with a few broken places, or Windows-1252.
fn utf8(bytes: &[u8], marked: bool) -> Decoded<'_> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded { text: Cow::Borrowed(text), warning: None };
    }
    let (mut wide, mut broken) = (0_u64, 0_u64);
    for chunk in bytes.utf8_chunks() {
        wide += chunk.valid().chars().filter(|c| !c.is_ascii()).count() as u64;
        broken += u64::from(!chunk.invalid().is_empty());
    }
    if marked || wide > broken {
        let places = thousands(broken);
        let warning = format!("{places} characters are not UTF-8; each was replaced by \u{FFFD}");
        return Decoded { text: String::from_utf8_lossy(bytes), warning: Some(warning) };
    }
    let warning = "the file is not UTF-8 and was read as Windows-1252, as spreadsheets save it; letters that \
                   are not Western European may be wrong";
    Decoded { text: WINDOWS_1252.decode_without_bom_handling(bytes).0, warning: Some(warning.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (String, bool) {
        let decoded = decode(bytes);
        (decoded.text.into_owned(), decoded.warning.is_some())
    }

    #[test]
    fn utf_8_and_utf_16_are_read_with_and_without_a_mark() {
        let utf16 =
            |text: &str, bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        for (bytes, text) in [
            (b"\xEF\xBB\xBFZo\xC3\xAB".to_vec(), "Zoë"),
            (b"Zo\xC3\xAB".to_vec(), "Zoë"),
            (utf16("\u{FEFF}Zoë", u16::to_le_bytes), "Zoë"),
            (utf16("\u{FEFF}Zoë", u16::to_be_bytes), "Zoë"),
            (utf16("Zoë", u16::to_le_bytes), "Zoë"),
            (utf16("Zoë", u16::to_be_bytes), "Zoë"),
            (Vec::new(), ""),
        ] {
            assert_eq!(read(&bytes), (text.to_owned(), false));
        }
    }

    #[test]
    fn bytes_that_are_not_utf_8_are_windows_1252_and_reported() {
        assert_eq!(read(b"Ren\xE9 \x80"), ("René €".to_owned(), true));
    }

    #[test]
    fn one_broken_byte_does_not_turn_a_utf_8_file_into_windows_1252() {
        assert_eq!(read("Zoë, Łucja, \u{FFFD}".as_bytes()), ("Zoë, Łucja, \u{FFFD}".to_owned(), false));
        assert_eq!(read(b"Zo\xC3\xAB, \xC5\x81ucja, \xC5"), ("Zoë, Łucja, \u{FFFD}".to_owned(), true));
        assert_eq!(read(b"\xEF\xBB\xBFx\xFFy"), ("x\u{FFFD}y".to_owned(), true));
    }

    #[test]
    fn half_a_utf_16_character_is_reported() {
        assert_eq!(read(b"\xFF\xFEA\0B"), ("A\u{FFFD}".to_owned(), true));
    }
}
