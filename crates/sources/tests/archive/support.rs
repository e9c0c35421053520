//! What the tests share: reading, showing a list as text, making ZIPs.

use std::io::{Cursor, Write};

use kith_model::Connection;
use kith_sources::archive::{ArchiveError, Export, Limits, Note, read};
use zip::write::SimpleFileOptions;

pub(crate) const HEADER: &str = "First Name,Last Name,URL,Email Address,Company,Position,Connected On";

/// Reads with the default limits, and checks what holds of every export.
pub(crate) fn reading(bytes: impl AsRef<[u8]>) -> Result<Export, ArchiveError> {
    let export = read(bytes.as_ref(), &Limits::default(), &|_, _| {})?;
    assert_eq!(
        export.rows as usize,
        export.connections.len() + export.duplicates.len() + export.skipped.len()
    );
    assert!(export.warnings.is_sorted_by_key(|note| note.line));
    assert!(export.duplicates.is_sorted());
    Ok(export)
}

/// The export of a file that is one.
pub(crate) fn export(bytes: impl AsRef<[u8]>) -> Export {
    reading(bytes).unwrap()
}

/// The words with which a file is refused.
pub(crate) fn refusal(bytes: impl AsRef<[u8]>) -> String {
    reading(bytes).unwrap_err().to_string()
}

/// A list with today's header.
pub(crate) fn csv(rows: &str) -> String {
    format!("{HEADER}\n{rows}")
}

/// Every connection in one line, cells apart by ` | `, `-` where there is nothing.
pub(crate) fn shown(export: &Export) -> Vec<String> {
    let cells = |c: &Connection| {
        [
            c.first_name.clone(),
            c.last_name.clone(),
            c.profile_url.as_ref().map(|url| url.vanity().to_owned()),
            c.email.clone(),
            c.company.clone(),
            c.position.clone(),
            c.connected_on.as_ref().map(ToString::to_string),
        ]
    };
    let line = |c| cells(c).map(|cell| cell.unwrap_or_else(|| "-".to_owned())).join(" | ");
    export.connections.iter().map(line).collect()
}

/// Notes as `line: reason`.
pub(crate) fn notes(notes: &[Note]) -> Vec<String> {
    notes.iter().map(|note| format!("{}: {}", note.line, note.reason)).collect()
}

/// A deflated ZIP of these files.
pub(crate) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}
