//! Headers, rows and cells that no fixture has, and progress.

use std::cell::RefCell;

use kith_sources::archive::{ArchiveError, Limits, read};

use crate::support::*;

#[test]
fn a_header_without_rows_is_the_list_of_a_new_member() {
    for text in [csv(""), HEADER.to_owned(), format!("Notes:\n\n{HEADER}\r\n\r\n\n")] {
        let export = export(text);
        assert_eq!((export.rows, export.connections.len(), export.skipped.len()), (0, 0, 0));
    }
}

#[test]
fn columns_may_be_few_many_unknown_and_in_any_order() {
    for (text, row) in [
        ("First Name,Last Name,Company\nA,B,C\n", "A | B | - | - | C | - | -"),
        (
            "First Name,Last Name,Email Address,Current Company,Current Position,Tags\nA,B,a@b,C,D,x\n",
            "A | B | - | a@b | C | D | -",
        ),
        (
            "CONNECTED ON,extra, last  name ,URL,First Name\n1 Jan 2024,x,B,linkedin.com/in/a,A\n",
            "A | B | a | - | - | - | 2024-01-01",
        ),
        ("First Name,Last Name,Company,Company\nA,B,C,other\n", "A | B | - | - | C | - | -"),
        ("First Name,Last Name,Company\nA,B,C,and,more,cells\n", "A | B | - | - | C | - | -"),
    ] {
        assert_eq!(shown(&export(text)), [row]);
    }
}

#[test]
fn the_header_may_stand_as_low_as_the_64th_record() {
    let below = |records: usize| format!("{}{}", "note\n\n".repeat(records), csv("A,B\n"));
    assert_eq!(shown(&export(below(63))), ["A | B | - | - | - | - | -"]);
    assert!(refusal(below(64)).contains("no header with First Name and Last Name in the first 64 records"));
}

#[test]
fn a_preamble_record_with_the_two_names_alone_is_not_the_header() {
    let text = format!("First Name,Last Name,are columns below\n{}", csv("A,B,linkedin.com/in/a\n"));
    let export = export(text);
    assert_eq!((export.rows, shown(&export)), (1, vec!["A | B | a | - | - | - | -".to_owned()]));
}

#[test]
fn two_lists_pasted_together_are_one_and_the_second_header_is_reported() {
    let export = export(format!("{}{}", csv("A,B\n"), csv("C,D\n")));
    assert_eq!(shown(&export), ["A | B | - | - | - | - | -", "C | D | - | - | - | - | -"]);
    assert_eq!(notes(&export.skipped), ["3: the header once more"]);
}

#[test]
fn rows_that_nothing_tells_apart_all_stay() {
    let export =
        export(csv("A,B,,,,,1 Jan 2024\nA,B,,,,,1 Jan 2024\n,,,,,,\n,,,,,,1 Jan 2024\n,,,,,,1 Jan 2024\n"));
    assert_eq!((export.rows, export.connections.len(), export.nameless), (5, 4, 2));
    assert_eq!(export.connections.iter().map(|c| c.occurrence).collect::<Vec<_>>(), [0, 1, 0, 1]);
}

#[test]
fn an_earlier_row_of_the_same_member_stays_and_the_later_ones_are_named_by_their_line() {
    let rows = "A,B,linkedin.com/in/a\nC,D,linkedin.com/in/c,bad\n\nE,F,LinkedIn.com/in/C/?x=1,bad\nG,H,uk.linkedin.com/in/A\n";
    let export = export(csv(rows));
    assert_eq!(shown(&export), ["A | B | a | - | - | - | -", "C | D | c | - | - | - | -"]);
    assert_eq!(export.duplicates, [5, 6]);
    assert_eq!(notes(&export.warnings), ["3: Email Address is left out: it is no e-mail address"]);
}

#[test]
fn names_that_show_nothing_are_absent() {
    let export =
        export(csv("\u{200B}\u{FEFF},\u{3164},linkedin.com/in/a\n\"\u{0}\",\" \n \",linkedin.com/in/b\n"));
    assert_eq!((export.nameless, export.connections[0].name().as_str()), (2, "LinkedIn Member"));
}

#[test]
fn control_characters_go_and_line_breaks_stay() {
    let export = export(csv("A\u{0}\u{1b}[31m,\"B\r\nb\",,,\"C\rc\",\tD\u{85},\n"));
    assert_eq!(shown(&export), ["A[31m | B\nb | - | - | C\nc | D | -"]);
}

#[test]
fn a_long_cell_is_cut_and_reported() {
    let limits = Limits { max_field_chars: 5, ..Limits::default() };
    let text = csv("Ångström,B,linkedin.com/in/a,abc@example.com,12345,Äöüßé,1 Jan 2024\n");
    let export = read(text.as_bytes(), &limits, &|_, _| {}).unwrap();
    assert_eq!(shown(&export), ["Ångst | B | - | - | 12345 | Äöüßé | 1 Jan"]);
    assert_eq!(
        notes(&export.warnings),
        [
            "2: First Name is longer than 5 characters; the rest is cut off",
            "2: URL is left out: it is too long for an address",
            "2: Email Address is left out: it is no e-mail address",
            "2: Connected On is longer than 5 characters; the rest is cut off",
            "2: Connected On \"1 Jan\" is no day that can be told for certain; kept as text",
        ]
    );
}

#[test]
fn a_row_that_a_stray_quotation_mark_swallowed_is_reported() {
    let export = export(csv("A,\"B,linkedin.com/in/a,,,,\nC,D,linkedin.com/in/c,,,,\nE,\"F,f\",,,,,\n"));
    assert_eq!(export.rows, 1);
    assert!(notes(&export.warnings)[0].starts_with("2: a cell runs over several lines that look like rows"));
}

#[test]
fn notes_never_hold_what_they_are_about() {
    let rows = "Jane,Doe,https://www.linkedin.com/company/doe,jane at doe.example,,,Doe Jane\n,,,,,,\n";
    let export = export(csv(rows));
    let said = format!("{:?}{:?}", export.warnings, export.skipped).to_lowercase();
    assert_eq!(export.warnings.len(), 3);
    assert!(!said.contains("doe") && !said.contains("jane"), "{said}");
}

#[test]
fn a_list_of_too_many_rows_is_refused() {
    let limits = Limits { max_rows: 2, ..Limits::default() };
    let read = |rows: &str| read(csv(rows).as_bytes(), &limits, &|_, _| {});
    assert_eq!(read("A,B\n,,\n").unwrap().rows, 2);
    assert_eq!(read("A,B\n,,\nC,D\n").unwrap_err(), ArchiveError::TooManyRows { limit: 2 });
}

#[test]
fn progress_is_told_every_thousand_rows_and_at_the_end() {
    let text = csv(&"A,B,,,,,1 Jan 2024\n".repeat(2_500));
    let seen = RefCell::new(Vec::new());
    read(text.as_bytes(), &Limits::default(), &|done, all| seen.borrow_mut().push((done, all))).unwrap();
    let all = text.len() as u64;
    let seen = seen.into_inner();
    assert_eq!((seen.len(), seen[2]), (3, (all, all)));
    assert!(seen[0].0 < seen[1].0 && seen[1].0 < all && seen.iter().all(|step| step.1 == all));
}
