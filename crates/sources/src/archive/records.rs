//! CSV records with the physical line each begins on. Empty lines are no records; a quoted cell may hold
//! line breaks. Owns the parser and its settings; must not know what the cells mean.

use csv::{Reader, ReaderBuilder, StringRecord};

use super::ArchiveError;

/// A text being read record by record.
pub(super) struct Records<'a> {
    text: &'a str,
    delimiter: u8,
    reader: Reader<&'a [u8]>,
    /// Where the record read last begins.
    start: usize,
    /// The line of that byte, from 1.
    line: u64,
}

impl<'a> Records<'a> {
    pub(super) fn new(text: &'a str, delimiter: u8) -> Self {
        let reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(1 << 16)
            .from_reader(text.as_bytes());
        Self { text, delimiter, reader, start: 0, line: 1 }
    }

    /// Reads the next record; `false` at the end.
    pub(super) fn next(&mut self, record: &mut StringRecord) -> Result<bool, ArchiveError> {
        let from = self.offset();
        if !self.reader.read_record(record).map_err(|_| ArchiveError::NotCsv { line: self.line })? {
            return Ok(false);
        }
        let bytes = self.text.as_bytes();
        let breaks = bytes[from..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        self.line += line_breaks(&bytes[self.start..from + breaks]);
        self.start = from + breaks;
        Ok(true)
    }

    /// The line on which the record read last begins, from 1.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// How far the text is read, in bytes.
    pub(super) fn offset(&self) -> usize {
        usize::try_from(self.reader.position().byte()).unwrap_or(usize::MAX).min(self.text.len())
    }

    /// How long the text is, in bytes.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    pub(super) fn delimiter(&self) -> char {
        char::from(self.delimiter)
    }

    /// Whether the text ends inside a quotation that the record read last opens.
    pub(super) fn ends_in_quotes(&self) -> bool {
        enum At {
            Start,
            Plain,
            Quoted,
            MaybeClosed,
        }
        let mut at = At::Start;
        for &byte in &self.text.as_bytes()[self.start..] {
            at = match (at, byte) {
                (At::Start | At::MaybeClosed, b'"') | (At::Quoted, 0..=b'!' | b'#'..) => At::Quoted,
                (At::Quoted, b'"') => At::MaybeClosed,
                (_, b'\r' | b'\n') => At::Start,
                (_, byte) if byte == self.delimiter => At::Start,
                _ => At::Plain,
            };
        }
        matches!(at, At::Quoted)
    }
}

/// `\n`, `\r\n` and a lone `\r` end a line.
fn line_breaks(bytes: &[u8]) -> u64 {
    let (mut breaks, mut before) = (0, 0);
    for &byte in bytes {
        breaks += u64::from(byte == b'\r' || (byte == b'\n' && before != b'\r'));
        before = byte;
    }
    breaks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<u64> {
        let (mut records, mut record) = (Records::new(text, b','), StringRecord::new());
        let mut lines = Vec::new();
        while records.next(&mut record).unwrap() {
            lines.push(records.line());
        }
        lines
    }

    #[test]
    fn a_record_stands_where_its_first_character_does() {
        assert_eq!(lines("a\nb\n\n\nc\n\n"), [1, 2, 5]);
        assert_eq!(lines("\r\na\r\n\"b\r\nb\"\r\n\r\nc"), [2, 3, 6]);
        assert_eq!(lines("a\rb\r\rc"), [1, 2, 4]);
        assert_eq!(lines("a,\"\n\n\"\nb"), [1, 4]);
        assert_eq!(lines(""), [] as [u64; 0]);
    }

    #[test]
    fn a_quotation_without_end_is_seen() {
        for (text, open) in [
            ("a,\"b", true),
            ("a\n\"b\nc,d\n", true),
            ("\"a\"\"", true),
            ("\"a\",\"b\"", false),
            ("\"a\"\"\"", false),
            ("5\" pipe,x\"", false),
            ("\"a\"b\"", false),
        ] {
            let (mut records, mut record) = (Records::new(text, b','), StringRecord::new());
            while records.next(&mut record).unwrap() {}
            assert_eq!(records.ends_in_quotes(), open, "{text}");
        }
    }
}
