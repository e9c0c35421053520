//! What a file that is no export looks like, from its first bytes or characters. Never from its name.

use std::fmt;

/// A format that people hand in by mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LooksLike {
    /// A PDF.
    Pdf,
    /// A web page that was saved.
    WebPage,
    /// An Excel workbook, old or new.
    Workbook,
    /// Another kind of archive: gzip, 7z, RAR, …
    OtherArchive,
    /// A picture.
    Picture,
    /// JSON.
    Json,
    /// XML.
    Xml,
    /// Rich text.
    RichText,
    /// Bytes that are no text.
    Binary,
}

impl fmt::Display for LooksLike {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pdf => "a PDF",
            Self::WebPage => "a web page (HTML)",
            Self::Workbook => "an Excel workbook",
            Self::OtherArchive => "an archive that is no ZIP",
            Self::Picture => "a picture",
            Self::Json => "JSON",
            Self::Xml => "XML",
            Self::RichText => "a rich text document",
            Self::Binary => "something that is no text",
        })
    }
}

const MAGIC: [(&[u8], LooksLike); 11] = [
    (b"%PDF-", LooksLike::Pdf),
    (b"\xD0\xCF\x11\xE0", LooksLike::Workbook),
    (b"\x1F\x8B", LooksLike::OtherArchive),
    (b"7z\xBC\xAF\x27\x1C", LooksLike::OtherArchive),
    (b"Rar!\x1A", LooksLike::OtherArchive),
    (b"BZh9", LooksLike::OtherArchive),
    (b"\xFD7zXZ", LooksLike::OtherArchive),
    (b"\x28\xB5\x2F\xFD", LooksLike::OtherArchive),
    (b"\x89PNG", LooksLike::Picture),
    (b"\xFF\xD8\xFF", LooksLike::Picture),
    (b"GIF8", LooksLike::Picture),
];

/// Whether the bytes begin a ZIP: with a file, with nothing in it, or as one of several parts.
pub(super) fn is_zip(bytes: &[u8]) -> bool {
    [b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"].iter().any(|magic| bytes.starts_with(*magic))
}

/// A format that its first bytes give away.
pub(super) fn binary(bytes: &[u8]) -> Option<LooksLike> {
    let bytes = bytes.trim_ascii_start();
    MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, kind)| *kind)
}

/// What a text in which no header was found looks like; `None` where it may be CSV after all.
pub(super) fn text(text: &str) -> Option<LooksLike> {
    let head: String = text.trim_start().chars().take(1_000).collect::<String>().to_lowercase();
    if head.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\r' | '\n')) {
        return Some(LooksLike::Binary);
    }
    match head.get(..1)? {
        "<" if head.contains("<html") || head.starts_with("<!doctype html") => Some(LooksLike::WebPage),
        "<" => Some(LooksLike::Xml),
        "{" if head.starts_with("{\\rtf") => Some(LooksLike::RichText),
        "{" | "[" => Some(LooksLike::Json),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_by_their_first_bytes() {
        assert!(is_zip(b"PK\x03\x04rest") && is_zip(b"PK\x05\x06") && !is_zip(b"PKware,Inc"));
        assert_eq!(binary(b"\n%PDF-1.7"), Some(LooksLike::Pdf));
        assert_eq!(binary(b"\xFF\xD8\xFF\xE0"), Some(LooksLike::Picture));
        assert_eq!(binary(b"First Name,Last Name"), None);
    }

    #[test]
    fn texts_are_told_by_how_they_begin() {
        assert_eq!(text(" <!DOCTYPE html>\n<p>"), Some(LooksLike::WebPage));
        assert_eq!(text("<?xml version=\"1.0\"?>\n<HTML>"), Some(LooksLike::WebPage));
        assert_eq!(text("<?xml version=\"1.0\"?>"), Some(LooksLike::Xml));
        assert_eq!(text("{\\rtf1"), Some(LooksLike::RichText));
        assert_eq!(text("[]"), Some(LooksLike::Json));
        assert_eq!(text("a\0b"), Some(LooksLike::Binary));
        assert_eq!(text("äöü,First Name"), None);
        assert_eq!(text(""), None);
    }
}
