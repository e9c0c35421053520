//! The formats: their names, and which encoder writes each. An encoder writes one file in order and knows of connections
//! alone; what it writes depends on nothing else, no clock and no machine.

use kith_model::Connection;

use super::{csv, ndjson, vcard};
use crate::Result;

/// A format that a list of connections can be exported in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExportFormat {
    /// A table for spreadsheets: RFC 4180, UTF-8 with a byte order mark, formulas made harmless.
    Csv,
    /// A JSON object a line, as in the API's list.
    Ndjson,
    /// Cards for address books: vCard 4.0, RFC 6350.
    Vcard,
    /// A table for analysis: Apache Parquet. There where kith is built with its feature.
    Parquet,
}

impl ExportFormat {
    /// All of them, the default first.
    pub const ALL: [Self; 4] = [Self::Csv, Self::Ndjson, Self::Vcard, Self::Parquet];

    /// Its name: `csv`, `ndjson`, `vcard`, `parquet`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
            Self::Vcard => "vcard",
            Self::Parquet => "parquet",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == name)
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Ndjson => "application/x-ndjson",
            Self::Vcard => "text/vcard; charset=utf-8",
            Self::Parquet => "application/vnd.apache.parquet",
        }
    }

    /// How its files' names end.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Vcard => "vcf",
            other => other.as_str(),
        }
    }

    /// Whether its rows are written each by itself, so that its length can be told and parts of it be asked for.
    pub fn is_text(self) -> bool {
        self != Self::Parquet
    }

    /// Chunks that are read and encoded together. Of Parquet they make a group of rows, about 4,000 of them.
    pub(super) fn chunks_at_a_time(self) -> usize {
        if self.is_text() { 4 } else { 32 }
    }

    pub(crate) fn encoder(self) -> Result<Box<dyn Encoder>> {
        match self {
            Self::Csv => Ok(Box::new(csv::Csv)),
            Self::Ndjson => Ok(Box::new(ndjson::Ndjson)),
            Self::Vcard => Ok(Box::new(vcard::Vcard)),
            #[cfg(feature = "parquet")]
            Self::Parquet => Ok(Box::new(super::parquet::Parquet::new()?)),
            #[cfg(not(feature = "parquet"))]
            Self::Parquet => Err(crate::Error::Invalid(
                "format: this kith was built without parquet; ask for csv, ndjson or vcard".into(),
            )),
        }
    }
}

/// Writes one file. Each call appends to `out`.
pub(crate) trait Encoder: Send + Sync {
    /// What stands before the rows.
    fn begin(&mut self, _: &mut Vec<u8>) -> Result<()> {
        Ok(())
    }

    /// The next rows.
    fn rows(&mut self, rows: &[Connection], out: &mut Vec<u8>) -> Result<()>;

    /// What stands after the rows.
    fn end(&mut self, _: &mut Vec<u8>) -> Result<()> {
        Ok(())
    }
}
