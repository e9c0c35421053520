//! Why an export was refused, in words for the person who handed it in: what was found, then what is right.
//! No text here holds a person's name, an e-mail address or the path of a file.

use super::LooksLike;

/// What is right, at the end of every text that refuses a wrong file.
const RIGHT: &str = "hand in the ZIP that LinkedIn made (Settings & Privacy, Data privacy, Get a copy of your \
                     data, Connections) or the Connections.csv in it";

/// Why an export was refused. Nothing was read of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveError {
    /// More bytes than [`super::Limits::max_export_bytes`].
    #[error("the file has {} bytes; at most {} are read", thousands(*.bytes), thousands(*.limit))]
    TooLarge {
        /// Bytes handed in.
        bytes: u64,
        /// Bytes allowed.
        limit: u64,
    },
    /// No bytes, or white space alone.
    #[error("the file is empty; {RIGHT}")]
    Empty,
    /// Another format altogether.
    #[error("the file looks like {_0}, not like an export; {RIGHT}")]
    OtherFormat(LooksLike),
    /// A ZIP whose directory or content cannot be read.
    #[error("the ZIP is cut short or damaged; download it once more from LinkedIn and hand in that file")]
    DamagedZip,
    /// A ZIP without `Connections.csv` and with another ZIP in it.
    #[error("the ZIP holds another ZIP and no Connections.csv; unpack it once and hand in the ZIP inside")]
    NestedZip,
    /// A ZIP without `Connections.csv`.
    #[error("the ZIP holds no Connections.csv: {}; {RIGHT}", found(*.files, .known))]
    NoConnections {
        /// Files in the ZIP.
        files: usize,
        /// Those of them that are known parts of an export.
        known: Vec<&'static str>,
    },
    /// Several of that name, none of them nearer to the top than the others.
    #[error("the ZIP holds {files} files Connections.csv side by side; hand in the one that is meant")]
    SeveralConnections {
        /// How many.
        files: usize,
    },
    /// Behind a password.
    #[error("Connections.csv in the ZIP is encrypted; unpack it with its password and hand in the CSV")]
    Encrypted,
    /// Packed by a method that LinkedIn does not use.
    #[error("Connections.csv in the ZIP is packed in an unusual way; unpack it and hand in the CSV")]
    UnusualCompression,
    /// More files than [`super::Limits::max_entries`].
    #[error("the ZIP holds {} files; at most {} are read", thousands(*.files as u64), thousands(*.limit as u64))]
    TooManyEntries {
        /// Files in the ZIP.
        files: usize,
        /// Files allowed.
        limit: usize,
    },
    /// More bytes than [`super::Limits::max_entry_bytes`] once inflated.
    #[error("Connections.csv in the ZIP unpacks to more than {} bytes; a list is never that long", thousands(*.limit))]
    EntryTooLarge {
        /// Bytes allowed.
        limit: u64,
    },
    /// More inflated bytes for each packed byte than [`super::Limits::max_ratio`].
    #[error("Connections.csv in the ZIP unpacks to more than {} times its size; a list never does", thousands(*.limit))]
    TooDense {
        /// Times allowed.
        limit: u64,
    },
    /// None of the first 64 records is the header.
    #[error(
        "no header with First Name and Last Name in the first 64 records; the file begins with \"{found}\"; {RIGHT}"
    )]
    NoHeader {
        /// The first record, shortened to 120 characters; where it is about somebody, not quoted.
        found: String,
    },
    /// The header of another file of the export.
    #[error("the columns are those of {file}, not of Connections.csv; {RIGHT}")]
    OtherFile {
        /// The file's name in an export.
        file: &'static str,
    },
    /// A header with the names and nothing else that a list of connections has.
    #[error(
        "the header has First Name and Last Name but none of URL, Email Address, Company, Position and \
         Connected On, so it is not that of Connections.csv; {RIGHT}"
    )]
    OnlyNames,
    /// More records than [`super::Limits::max_rows`].
    #[error("the list has more than {} rows; at most that many are read", thousands(*.limit as u64))]
    TooManyRows {
        /// Rows allowed.
        limit: usize,
    },
    /// More separators than [`super::Limits::max_rows`] rows could have.
    #[error("the file has more than {} cells; a list never has that many", thousands(*.limit as u64))]
    TooManyCells {
        /// Cells allowed.
        limit: usize,
    },
    /// The last record begins a quotation that never ends, so rows may be missing.
    #[error(
        "the file ends inside a quotation mark that opens in the row at line {line}: it was cut short, or \
         the mark is stray; download the export once more, or close the mark"
    )]
    OpenQuote {
        /// Where the row begins, from 1.
        line: u64,
    },
    /// The CSV parser gave up.
    #[error("the file cannot be read as CSV after line {line}; {RIGHT}")]
    NotCsv {
        /// Where the last row that could be read begins, from 1.
        line: u64,
    },
}

fn found(files: usize, known: &[&str]) -> String {
    match (files, known) {
        (0, _) => "it is empty".to_owned(),
        (1, []) => "it has one file, which is no part of an export".to_owned(),
        (_, []) => format!("none of its {} files is part of an export", thousands(files as u64)),
        (_, known) => format!("it has {}", known.join(", ")),
    }
}

/// `1234567` as people write it: `1,234,567`.
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_separators() {
        for (number, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (67_108_864, "67,108,864")] {
            assert_eq!(thousands(number), text);
        }
    }

    #[test]
    fn a_zip_without_connections_says_which_parts_of_an_export_it_has() {
        let text = |files, known: &[&'static str]| {
            ArchiveError::NoConnections { files, known: known.to_vec() }.to_string()
        };
        assert!(text(2, &["Profile.csv", "Skills.csv"]).contains("it has Profile.csv, Skills.csv;"));
        assert!(text(1_200, &[]).contains("none of its 1,200 files"));
        assert!(text(0, &[]).contains("it is empty"));
    }
}
