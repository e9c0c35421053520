//! The records after the header: each becomes a connection, a duplicate or a skipped row, and none is lost.

use csv::StringRecord;
use kith_model::{Connection, member};

use super::header::Table;
use super::row::Row;
use super::{ArchiveError, Export, Limits, Note};

/// Rows between two reports of progress.
const STEP: usize = 1_000;

/// Reads every row of `table`. The owner is not in this file.
pub(super) fn read(
    table: Table<'_>,
    limits: &Limits,
    progress: &dyn Fn(u64, u64),
) -> Result<Export, ArchiveError> {
    let Table { mut records, columns } = table;
    let (mut record, mut rows) = (StringRecord::new(), 0);
    let (mut read, mut lines) = (Vec::new(), Vec::new());
    let (mut skipped, mut warnings) = (Vec::new(), Vec::new());
    while records.next(&mut record)? {
        rows += 1;
        if rows > limits.max_rows {
            return Err(ArchiveError::TooManyRows { limit: limits.max_rows });
        }
        if rows % STEP == 0 {
            progress(records.offset() as u64, records.len() as u64);
        }
        let (line, delimiter) = (records.line(), records.delimiter());
        if columns.is_header(&record) {
            skipped.push(Note { line, reason: "the header once more".to_owned() });
            continue;
        }
        let warned = warnings.len();
        let row =
            Row { record: &record, columns: &columns, delimiter, limits, line, warnings: &mut warnings };
        let connection = row.connection();
        if warnings.len() == warned && connection == Connection::default() {
            skipped
                .push(Note { line, reason: "a blank row: no column that is read holds anything".to_owned() });
        } else {
            read.push(connection);
            lines.push(line);
        }
    }
    if records.ends_in_quotes() {
        return Err(ArchiveError::OpenQuote { line: records.line() });
    }
    progress(records.len() as u64, records.len() as u64);
    let (connections, duplicates) = member::distinct(read);
    let duplicates: Vec<u64> = duplicates.into_iter().map(|position| lines[position]).collect();
    warnings.retain(|note: &Note| duplicates.binary_search(&note.line).is_err());
    Ok(Export {
        owner: None,
        rows: count(rows),
        nameless: count(connections.iter().filter(|connection| connection.is_nameless()).count()),
        connections,
        duplicates,
        skipped,
        warnings,
    })
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
