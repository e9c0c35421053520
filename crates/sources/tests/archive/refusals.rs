//! Files that are no export: each is refused with words that say what it is and what is right.

use kith_sources::archive::{ArchiveError, Limits, LooksLike, read};

use crate::support::*;

const RIGHT: &str = "hand in the ZIP that LinkedIn made (Settings & Privacy, Data privacy, Get a copy of your \
                     data, Connections) or the Connections.csv in it";

#[test]
fn an_empty_file_is_called_empty() {
    for bytes in [&b""[..], b" \r\n\t\n", b"\xEF\xBB\xBF", b"\xFF\xFE"] {
        assert_eq!(refusal(bytes), format!("the file is empty; {RIGHT}"));
    }
}

#[test]
fn other_formats_are_called_by_name() {
    for (bytes, kind) in [
        (&b"%PDF-1.7\n1 0 obj\n"[..], LooksLike::Pdf),
        (b"\n<!DOCTYPE html><html><body>First Name,Last Name</body></html>", LooksLike::WebPage),
        (b"<?xml version=\"1.0\"?><Workbook/>", LooksLike::Xml),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", LooksLike::Workbook),
        (b"\x1F\x8B\x08\0\0\0", LooksLike::OtherArchive),
        (b"\x89PNG\r\n\x1A\n", LooksLike::Picture),
        (b"{\"elements\": []}", LooksLike::Json),
        (b"{\\rtf1\\ansi", LooksLike::RichText),
        (b"\x7FELF\x02\x01\x01\0", LooksLike::Binary),
    ] {
        assert_eq!(reading(bytes), Err(ArchiveError::OtherFormat(kind)));
    }
    assert_eq!(refusal(b"%PDF-1.7"), format!("the file looks like a PDF, not like an export; {RIGHT}"));
}

#[test]
fn a_list_without_header_is_never_an_empty_list() {
    assert_eq!(
        refusal("id;name\n1;x\n"),
        format!(
            "no header with First Name and Last Name in the first 64 records; the file begins with \"id;name\"; {RIGHT}"
        )
    );
    let long = refusal(format!("Notes:\n\"{}\"\n", "word, ".repeat(100)));
    assert!(long.contains("begins with \"Notes: word, word,") && long.contains("…\""), "{long}");
}

#[test]
fn a_list_whose_header_was_removed_is_refused_without_naming_anybody() {
    let text = refusal("Jane,Doe,https://www.linkedin.com/in/jane-doe,jane@example.com,,,01 Jan 2024\n");
    assert!(text.contains("begins with \"(a row with a person in it)\""), "{text}");
    assert!(!text.contains("Jane") && !text.contains("jane") && !text.contains("Doe"));
}

#[test]
fn other_files_of_the_export_are_called_by_name() {
    for (header, says) in [
        ("First Name,Last Name,Headline", "the columns are those of Profile.csv"),
        ("First Name,Last Name,Maiden Name,Company", "the columns are those of Profile.csv"),
        (
            "First Name,Last Name,Company,Job Title,Text,Creation Date,Status",
            "those of Recommendations_Received.csv or",
        ),
        ("First Name,Last Name", "none of URL, Email Address, Company, Position and Connected On"),
        ("From,To,Sent At,Message,Direction", "begins with \"From,To,Sent At,Message,Direction\""),
    ] {
        let text = refusal(format!("{header}\nJane,Doe,x,y,z\n"));
        assert!(text.contains(says) && !text.contains("Jane"), "{text}");
    }
}

#[test]
fn a_list_cut_short_inside_quotation_marks_is_refused() {
    for (rows, line) in [("A,B\nC,\"D", 3), ("A,\"B\nC,D\nE,F\n", 2), ("A,B\n\n\"C\n\n", 4)] {
        assert_eq!(reading(csv(rows)), Err(ArchiveError::OpenQuote { line }));
    }
    assert_eq!(reading(format!("{HEADER},\"x\nA,B\n")), Err(ArchiveError::OpenQuote { line: 1 }));
    assert!(refusal("Notes:\n\"never closed\nFirst Name,Last Name,URL\nA,B,C\n").contains("no header"));
}

#[test]
fn more_bytes_than_allowed_are_refused_unread() {
    let limits = Limits { max_export_bytes: 1_999, ..Limits::default() };
    let error = read(&[b'x'; 2_000], &limits, &|_, _| {}).unwrap_err();
    assert_eq!(error.to_string(), "the file has 2,000 bytes; at most 1,999 are read");
}
