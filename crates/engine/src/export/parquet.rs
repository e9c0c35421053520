//! Apache Parquet, by the library's column writer: a group of rows for each call, so that no more than one is in memory.
//! Texts are UTF-8 strings, the day is a DATE, and what is not known is null.

use std::sync::Arc;

use kith_model::{ConnectedOn, Connection, Date};
use parquet::basic::{Compression, GzipLevel};
use parquet::data_type::{ByteArray, ByteArrayType, Int32Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;

use super::format::Encoder;
use crate::{Error, Result};

const SCHEMA: &str = "message connections {
    required binary id (UTF8);
    optional binary first_name (UTF8);
    optional binary last_name (UTF8);
    required binary name (UTF8);
    optional binary job_title (UTF8);
    optional binary company (UTF8);
    optional binary position (UTF8);
    optional binary email (UTF8);
    optional binary profile_url (UTF8);
    optional int32 connected_on (DATE);
}";

const EPOCH: Date = Date::constant(1970, 1, 1);

pub(super) struct Parquet(SerializedFileWriter<Vec<u8>>);

impl From<ParquetError> for Error {
    fn from(error: ParquetError) -> Self {
        Self::Internal(error.to_string())
    }
}

impl Parquet {
    pub(super) fn new() -> Result<Self> {
        let schema = Arc::new(parse_message_type(SCHEMA)?);
        let properties = WriterProperties::builder()
            .set_compression(Compression::GZIP(GzipLevel::default()))
            .set_created_by("kith".into())
            .build();
        Ok(Self(SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties))?))
    }

    /// Moves what was written to `out`; where it stands in the file the writer goes on counting.
    fn drain(&mut self, out: &mut Vec<u8>) -> Result<()> {
        self.0.flush().map_err(|error| Error::Internal(error.to_string()))?;
        out.append(self.0.inner_mut());
        Ok(())
    }
}

impl Encoder for Parquet {
    fn begin(&mut self, out: &mut Vec<u8>) -> Result<()> {
        self.drain(out)
    }

    fn rows(&mut self, rows: &[Connection], out: &mut Vec<u8>) -> Result<()> {
        let mut group = self.0.next_row_group()?;
        needed(&mut group, rows.iter().map(|row| row.member_id().to_string()))?;
        optional(&mut group, rows.iter().map(|row| row.first_name.as_deref()))?;
        optional(&mut group, rows.iter().map(|row| row.last_name.as_deref()))?;
        needed(&mut group, rows.iter().map(Connection::name))?;
        optional(&mut group, rows.iter().map(Connection::job_title))?;
        optional(&mut group, rows.iter().map(|row| row.company.as_deref()))?;
        optional(&mut group, rows.iter().map(|row| row.position.as_deref()))?;
        optional(&mut group, rows.iter().map(|row| row.email.as_deref()))?;
        optional(&mut group, rows.iter().map(|row| row.profile_url.as_ref().map(ToString::to_string)))?;
        days(&mut group, rows)?;
        group.close()?;
        self.drain(out)
    }

    fn end(&mut self, out: &mut Vec<u8>) -> Result<()> {
        self.0.finish()?;
        self.drain(out)
    }
}

type Group<'a> = SerializedRowGroupWriter<'a, Vec<u8>>;

fn needed(group: &mut Group<'_>, texts: impl Iterator<Item = String>) -> Result<()> {
    let texts: Vec<_> = texts.map(|text| ByteArray::from(text.into_bytes())).collect();
    let mut column = group.next_column()?.ok_or_else(no_column)?;
    column.typed::<ByteArrayType>().write_batch(&texts, None, None)?;
    Ok(column.close()?)
}

fn optional<T: AsRef<str>>(group: &mut Group<'_>, texts: impl Iterator<Item = Option<T>>) -> Result<()> {
    let (mut there, mut levels) = (Vec::new(), Vec::new());
    for text in texts {
        levels.push(i16::from(text.is_some()));
        there.extend(text.map(|text| ByteArray::from(text.as_ref().as_bytes().to_vec())));
    }
    let mut column = group.next_column()?.ok_or_else(no_column)?;
    column.typed::<ByteArrayType>().write_batch(&there, Some(&levels), None)?;
    Ok(column.close()?)
}

/// Days since 1970.
fn days(group: &mut Group<'_>, rows: &[Connection]) -> Result<()> {
    let day = |row: &Connection| -> Option<i32> {
        let day = row.connected_on.as_ref().and_then(ConnectedOn::day)?;
        day.since(EPOCH).ok().map(|span| span.get_days())
    };
    let days: Vec<_> = rows.iter().map(day).collect();
    let levels: Vec<_> = days.iter().map(|day| i16::from(day.is_some())).collect();
    let there: Vec<_> = days.into_iter().flatten().collect();
    let mut column = group.next_column()?.ok_or_else(no_column)?;
    column.typed::<Int32Type>().write_batch(&there, Some(&levels), None)?;
    Ok(column.close()?)
}

fn no_column() -> Error {
    Error::Internal("the schema of an export has fewer columns than are written".into())
}
