//! The sample in the repository is what the code makes: nobody edits it by hand.

use std::io::{Cursor, Read as _};

use kith_sim::sample;

const SHIPPED: &[u8] = include_bytes!("../../../samples/Basic_LinkedInDataExport.zip");

#[test]
fn the_shipped_sample_is_made_again_byte_for_byte() {
    let made = sample::archive().unwrap();
    assert!(made == SHIPPED, "samples/{} differs: make it anew, see samples/README.md", sample::FILE_NAME);
}

#[test]
fn the_sample_lists_1201_people_one_of_them_twice() {
    let mut zip = zip::ZipArchive::new(Cursor::new(SHIPPED)).unwrap();
    let mut text = String::new();
    zip.by_name("Connections.csv").unwrap().read_to_string(&mut text).unwrap();
    let (_, table) = text.split_once("\n\n").unwrap();
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 1_202);
    let mut addresses: Vec<_> = rows.iter().map(|row| row[2].to_lowercase()).collect();
    addresses.sort_unstable();
    addresses.dedup();
    assert_eq!(addresses.len(), 1_201); // the empty one is that of a single person
}
