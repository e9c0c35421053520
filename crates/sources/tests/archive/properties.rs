//! What holds of every file: nothing panics, no row is lost, what was written is read.

use kith_sources::archive::{Limits, read};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::support::*;

/// Text of the characters that matter to a CSV, and of some that should not.
fn csv_like() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\"".to_owned()),
        Just(",".to_owned()),
        Just("\r\n".to_owned()),
        Just("\n".to_owned()),
        Just("linkedin.com/in/a".to_owned()),
        Just("1/2/18, 3:04 PM".to_owned()),
        Just("a@b".to_owned()),
        Just("First Name".to_owned()),
        "\\PC{0,4}",
        "[\\x00-\\x1f]",
    ];
    vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in vec(any::<u8>(), 0..400)) {
        let _ = reading(bytes);
    }

    #[test]
    fn no_bytes_behind_the_mark_of_a_zip_make_it_panic(bytes in vec(any::<u8>(), 0..400)) {
        let _ = reading([b"PK\x03\x04".to_vec(), bytes].concat());
    }

    #[test]
    fn no_damage_to_a_zip_makes_it_panic(at in vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let mut bytes = include_bytes!("../fixtures/Complete_LinkedInDataExport_11-20-2026.zip").to_vec();
        for (index, byte) in at {
            let index = index.index(bytes.len());
            bytes[index] = byte;
        }
        let _ = reading(bytes);
    }

    // `reading` checks that rows = connections + duplicates + skipped.
    #[test]
    fn no_row_is_lost_whatever_stands_below_the_header(rows in csv_like()) {
        let _ = reading(csv(&rows));
    }

    #[test]
    fn bytes_below_the_header_are_read_too(rows in vec(any::<u8>(), 0..200)) {
        let _ = reading([csv("").into_bytes(), rows].concat());
    }

    #[test]
    fn the_lines_of_what_was_left_out_lie_in_the_file(rows in csv_like()) {
        let text = csv(&rows);
        if let Ok(export) = reading(&text) {
            let most = text.matches(['\n', '\r']).count() as u64 + 1;
            let lines = export.duplicates.into_iter().chain(export.skipped.into_iter().map(|note| note.line));
            for line in lines {
                prop_assert!((2..=most).contains(&line));
            }
        }
    }

    #[test]
    fn what_was_written_is_read(
        names in vec(("[^\\pC\\pZ\u{2800}\u{34F}\u{115F}\u{1160}\u{3164}\u{FE00}-\u{FE0F}\u{FFA0}]{1,12}", "[a-z\",;\n]{0,9}x"), 0..30)
    ) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(HEADER.split(',')).unwrap();
        for (at, (first, company)) in names.iter().enumerate() {
            let url = format!("https://www.linkedin.com/in/{at}");
            writer.write_record([first, "", &url, "", &format!("x{company}"), "", ""]).unwrap();
        }
        let read = export(writer.into_inner().unwrap());
        prop_assert_eq!(read.connections.len(), names.len());
        for (connection, (first, company)) in read.connections.iter().zip(&names) {
            prop_assert_eq!(connection.first_name.as_deref(), Some(first.as_str()));
            prop_assert_eq!(connection.company.clone(), Some(format!("x{company}")));
        }
    }

    #[test]
    fn a_zip_and_its_list_are_the_same_list(rows in csv_like()) {
        let text = csv(&rows);
        prop_assert_eq!(reading(zip(&[("Connections.csv", text.as_bytes())])), reading(&text));
    }

    #[test]
    fn no_limit_makes_it_panic(
        (export, entries, entry, ratio) in (0_u64..3_000, 0_usize..5, 0_u64..3_000, 0_u64..3),
        (rows, chars) in (0_usize..20, 0_usize..8),
    ) {
        let limits = Limits {
            max_export_bytes: export,
            max_entries: entries,
            max_entry_bytes: entry,
            max_ratio: ratio,
            max_rows: rows,
            max_field_chars: chars,
        };
        let _ = read(include_bytes!("../fixtures/Basic_LinkedInDataExport_11-20-2026.zip"), &limits, &|_, _| {});
        let _ = read(include_bytes!("../fixtures/connections-url-forms.csv"), &limits, &|_, _| {});
    }
}
