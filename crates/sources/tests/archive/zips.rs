//! ZIPs: where the list may be, which ZIPs are refused, and bombs made on the spot.

use kith_sources::archive::{ArchiveError, Export, Limits, LooksLike, read};

use crate::support::*;

const PROFILE: &[u8] = b"First Name,Last Name,Headline\nAda,Lovelace,Tester\n";

fn list() -> String {
    csv("A,B,linkedin.com/in/a\n")
}

fn names(export: &Export) -> Vec<String> {
    export.connections.iter().map(kith_model::Connection::name).collect()
}

#[test]
fn the_list_is_found_at_any_depth_and_in_any_letter_case() {
    for path in [
        "Connections.csv",
        "CONNECTIONS.CSV",
        "a/b/c/connections.csv",
        "./x/Connections.csv",
        "a\\Connections.CSV",
    ] {
        let export = export(zip(&[("readme.txt", b"x"), (path, list().as_bytes())]));
        assert_eq!((names(&export), export.owner), (vec!["A B".to_owned()], None), "{path}");
    }
}

#[test]
fn of_several_lists_the_one_nearest_to_the_top_counts_with_the_profile_beside_it() {
    let other = csv("X,Y\n");
    let export = export(zip(&[
        ("a/b/Connections.csv", other.as_bytes()),
        ("a/b/Profile.csv", b"First Name,Last Name\nX,Y\n"),
        ("a/Connections.csv", list().as_bytes()),
        ("a/PROFILE.csv", PROFILE),
    ]));
    assert_eq!(
        (names(&export), export.owner.unwrap().key()),
        (vec!["A B".to_owned()], "ada lovelace".to_owned())
    );
}

#[test]
fn several_lists_side_by_side_are_refused() {
    let list = list();
    for paths in [["a/Connections.csv", "b/Connections.csv"], ["Connections.csv", "connections.csv"]] {
        let zip = zip(&paths.map(|path| (path, list.as_bytes())));
        assert_eq!(reading(zip), Err(ArchiveError::SeveralConnections { files: 2 }));
    }
}

#[test]
fn two_lists_of_the_very_same_name_are_refused() {
    let other = csv("X,Y\n");
    let mut zip = zip(&[("Connections.csv", list().as_bytes()), ("Connections.cs_", other.as_bytes())]);
    for at in (0..zip.len() - 15).rev() {
        if zip[at..].starts_with(b"Connections.cs_") {
            zip[at + 14] = b'v';
        }
    }
    assert_eq!(reading(zip), Err(ArchiveError::SeveralConnections { files: 2 }));
}

#[test]
fn what_macos_adds_is_ignored() {
    let export = export(zip(&[
        ("__MACOSX/Connections.csv", b"\0"),
        ("__MACOSX/._Connections.csv", b"\0"),
        ("x/._y/Connections.csv", b"\0"),
        ("x/y/z/Connections.csv", list().as_bytes()),
    ]));
    assert_eq!(names(&export), ["A B"]);
}

#[test]
fn a_folder_of_that_name_is_no_list() {
    let export =
        export(zip(&[("Connections.csv/", b""), ("Connections.csv/Connections.csv", list().as_bytes())]));
    assert_eq!(names(&export), ["A B"]);
}

#[test]
fn a_broken_profile_is_no_owner_and_no_error() {
    let export = export(zip(&[("Connections.csv", list().as_bytes()), ("Profile.csv", b"\xFF\xFE\x00")]));
    assert_eq!((names(&export), export.owner), (vec!["A B".to_owned()], None));
}

#[test]
fn a_zip_in_a_zip_is_not_opened() {
    let inner = zip(&[("Connections.csv", list().as_bytes())]);
    for name in ["export.zip", "no-ending"] {
        assert_eq!(reading(zip(&[("readme.txt", b"x"), (name, &inner)])), Err(ArchiveError::NestedZip));
    }
    assert_eq!(reading(zip(&[("Connections.csv", &inner)])), Err(ArchiveError::NestedZip));
    assert!(ArchiveError::NestedZip.to_string().contains("the ZIP holds another ZIP and no Connections.csv"));
}

#[test]
fn a_zip_without_list_is_refused_by_what_it_holds() {
    assert_eq!(
        reading(zip(&[("x/Profile.csv", PROFILE), ("x/SKILLS.csv", b""), ("Jane Doe.txt", b"")])),
        Err(ArchiveError::NoConnections { files: 3, known: vec!["Profile.csv", "Skills.csv"] })
    );
    let text = refusal(zip(&[("Jane Doe.txt", b"x")]));
    assert!(
        text.starts_with("the ZIP holds no Connections.csv: it has one file, which is no part of an export;"),
        "{text}"
    );
    assert!(!text.contains("Jane"));
    assert!(refusal(zip(&[])).contains("it is empty"));
    let workbook = zip(&[("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>")]);
    assert_eq!(reading(workbook), Err(ArchiveError::OtherFormat(LooksLike::Workbook)));
}

#[test]
fn the_list_in_a_zip_is_checked_like_a_bare_one() {
    let of = |bytes: &[u8]| reading(zip(&[("Connections.csv", bytes)])).unwrap_err();
    assert_eq!(of(b""), ArchiveError::Empty);
    assert_eq!(of(b"%PDF-1.4"), ArchiveError::OtherFormat(LooksLike::Pdf));
    assert_eq!(of(PROFILE), ArchiveError::OtherFile { file: "Profile.csv" });
    assert!(matches!(of(b"a,b\n"), ArchiveError::NoHeader { .. }));
}

#[test]
fn a_zip_cut_short_anywhere_is_called_damaged() {
    let zip = zip(&[("Connections.csv", list().as_bytes()), ("Profile.csv", PROFILE)]);
    for length in 4..zip.len() {
        assert_eq!(reading(&zip[..length]), Err(ArchiveError::DamagedZip), "{length} bytes");
    }
}

#[test]
fn a_list_whose_checksum_is_wrong_is_called_damaged() {
    let mut zip = include_bytes!("../fixtures/Basic_LinkedInDataExport_11-20-2026.zip").to_vec();
    let at = zip.windows(5).position(|bytes| bytes == b"Quave").unwrap();
    zip[at] = b'q';
    assert_eq!(reading(zip), Err(ArchiveError::DamagedZip));
}

/// Writes one byte of the local and of the directory header of the ZIP's only file.
fn with_header_byte(zip: &mut [u8], local: usize, directory: usize, byte: u8) {
    for (signature, at) in [(b"PK\x03\x04", local), (b"PK\x01\x02", directory)] {
        let start = zip.windows(4).position(|bytes| bytes == signature).unwrap();
        zip[start + at] = byte;
    }
}

#[test]
fn an_encrypted_list_is_refused() {
    let mut zip = zip(&[("Connections.csv", list().as_bytes())]);
    with_header_byte(&mut zip, 6, 8, 1);
    assert_eq!(reading(zip), Err(ArchiveError::Encrypted));
}

#[test]
fn a_list_packed_in_an_unusual_way_is_refused() {
    let mut zip = zip(&[("Connections.csv", list().as_bytes())]);
    with_header_byte(&mut zip, 8, 10, 14); // LZMA
    assert_eq!(reading(zip), Err(ArchiveError::UnusualCompression));
}

#[test]
fn a_bomb_is_refused_by_how_much_it_unpacks_to_for_its_size() {
    let bomb = zip(&[("Connections.csv", &vec![b'\n'; 8 << 20])]);
    assert!(bomb.len() < 20_000);
    assert_eq!(reading(bomb), Err(ArchiveError::TooDense { limit: 200 }));
}

#[test]
fn a_small_list_may_be_as_dense_as_it_likes() {
    let list = csv(&format!("{}A,B\n", "\n".repeat(1_000_000)));
    let zip = zip(&[("Connections.csv", list.as_bytes())]);
    assert!(zip.len() * 200 < list.len());
    assert_eq!(names(&export(zip)), ["A B"]);
}

#[test]
fn a_list_that_unpacks_to_too_much_is_refused_whatever_size_it_claims() {
    let limits = Limits { max_entry_bytes: 2_000, ..Limits::default() };
    let bytes = csv(&"A,B\n".repeat(1_000));
    let honest = zip(&[("Connections.csv", bytes.as_bytes())]);
    let mut liar = honest.clone();
    for (at, directory) in (22..26).zip(24..28) {
        with_header_byte(&mut liar, at, directory, 0);
    }
    for zip in [honest, liar] {
        let refused = read(&zip, &limits, &|_, _| {}).unwrap_err();
        assert!(
            matches!(refused, ArchiveError::EntryTooLarge { limit: 2_000 } | ArchiveError::DamagedZip),
            "{refused}"
        );
    }
}

#[test]
fn a_zip_of_too_many_files_is_refused() {
    let limits = Limits { max_entries: 2, ..Limits::default() };
    let list = list();
    let files = [("Connections.csv", list.as_bytes()), ("b", b""), ("c", b"")];
    assert_eq!(read(&zip(&files[..2]), &limits, &|_, _| {}).unwrap().rows, 1);
    assert_eq!(
        read(&zip(&files), &limits, &|_, _| {}).unwrap_err(),
        ArchiveError::TooManyEntries { files: 3, limit: 2 }
    );
}
