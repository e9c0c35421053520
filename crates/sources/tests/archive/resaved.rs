//! Lists that a spreadsheet opened and saved anew: other separators, other encodings.

use crate::support::*;

const ROW: &str = "René | Żółw | rene | r@example.com | A, B; C | D | 2024-01-01";

fn separated_by(separator: &str) -> String {
    let header = HEADER.replace(',', separator);
    let row = ["René", "Żółw", "linkedin.com/in/rene", "r@example.com", "\"A, B; C\"", "D", "01 Jan 2024"];
    format!("Notes:\n\"a note; with, marks\"\n\n{header}\n{}\n", row.join(separator))
}

#[test]
fn commas_semicolons_and_tabs_separate_cells() {
    for separator in [",", ";", "\t"] {
        assert_eq!(shown(&export(separated_by(separator))), [ROW], "{separator:?}");
    }
    let padded = "sep=;\nNotes:;;;;;;\n;;;;;;\nFirst Name;Last Name;URL\nA;B;linkedin.com/in/a\n;;\n";
    let export = export(padded);
    assert_eq!((shown(&export), export.rows), (vec!["A | B | a | - | - | - | -".to_owned()], 2));
}

#[test]
fn unicode_text_of_a_spreadsheet_is_read_in_both_byte_orders() {
    let text = format!("\u{FEFF}{}", separated_by("\t"));
    for order in [u16::to_le_bytes, u16::to_be_bytes] {
        let export = export(text.encode_utf16().flat_map(order).collect::<Vec<u8>>());
        assert_eq!((shown(&export), export.warnings.len()), (vec![ROW.to_owned()], 0));
    }
}

#[test]
fn windows_1252_is_read_and_reported_on_line_1() {
    let bytes = [csv("Ren").as_bytes(), b"\xE9,O\x92Neil,linkedin.com/in/r,bad\n"].concat();
    let export = export(bytes);
    assert_eq!(shown(&export), ["René | O’Neil | r | - | - | - | -"]);
    assert_eq!(export.warnings.iter().map(|note| note.line).collect::<Vec<_>>(), [1, 2]);
    assert!(export.warnings[0].reason.contains("Windows-1252"));
}

#[test]
fn one_broken_byte_costs_one_character_and_is_reported() {
    let bytes = [csv("Zoë,Łucja,linkedin.com/in/z,,caf").as_bytes(), b"\xC3,,\n"].concat();
    let export = export(bytes);
    assert_eq!(shown(&export), ["Zoë | Łucja | z | - | caf\u{FFFD} | - | -"]);
    assert_eq!(notes(&export.warnings), ["1: 1 characters are not UTF-8; each was replaced by \u{FFFD}"]);
}

#[test]
fn old_mac_line_ends_are_line_ends() {
    let export = export(csv("A,B,linkedin.com/in/a\nC,D,linkedin.com/in/a\n").replace('\n', "\r"));
    assert_eq!((shown(&export), export.duplicates), (vec!["A | B | a | - | - | - | -".to_owned()], vec![3]));
}
