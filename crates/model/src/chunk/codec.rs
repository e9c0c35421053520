//! A chunk's bytes: a version, the row count, then one column after another. A text column is its lengths (0:
//! absent, else length + 1) and then its letters; days are differences from the row before. Numbers are LEB128.

use jiff::civil::{Date, date};

use crate::{ConnectedOn, Connection, ProfileUrl};

const VERSION: u8 = 1;

/// The bytes are not those of a chunk, or not of the chunk that they are kept as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the chunk is damaged")]
pub struct Damaged;

type Texts<'a> = Vec<Option<&'a str>>;

pub(super) fn encode(rows: &[Connection]) -> Vec<u8> {
    let mut out = Vec::with_capacity(rows.len() * 96 + 16);
    out.push(VERSION);
    number(&mut out, rows.len() as u64);
    for row in rows {
        number(&mut out, u64::from(row.occurrence));
    }
    days(&mut out, rows);
    let columns: [fn(&Connection) -> Option<&str>; 9] = [
        |row| {
            row.connected_on
                .as_ref()
                .and_then(|on| if let ConnectedOn::Text(text) = on { Some(&**text) } else { None })
        },
        |row| row.source_id.as_deref(),
        |row| row.first_name.as_deref(),
        |row| row.last_name.as_deref(),
        |row| row.profile_url.as_ref().map(ProfileUrl::vanity),
        |row| row.headline.as_deref(),
        |row| row.company.as_deref(),
        |row| row.position.as_deref(),
        |row| row.email.as_deref(),
    ];
    for column in columns {
        texts(&mut out, rows.iter().map(column));
    }
    out
}

pub(super) fn decode(bytes: &[u8]) -> Result<Vec<Connection>, Damaged> {
    let mut input = Input(bytes);
    if input.byte()? != VERSION {
        return Err(Damaged);
    }
    let count = input.length()?;
    let occurrences = (0..count).map(|_| input.number()).collect::<Result<Vec<_>, _>>()?;
    let days = input.days(count)?;
    let mut columns = Vec::with_capacity(9);
    for _ in 0..9 {
        columns.push(input.texts(count)?);
    }
    let mut rows = Vec::with_capacity(count);
    for row in 0..count {
        let text = |column: usize| columns[column][row].map(str::to_owned);
        rows.push(Connection {
            occurrence: u32::try_from(occurrences[row]).map_err(|_| Damaged)?,
            connected_on: days[row].map(ConnectedOn::Day).or_else(|| text(0).map(ConnectedOn::Text)),
            source_id: text(1),
            first_name: text(2),
            last_name: text(3),
            profile_url: columns[4][row].map(ProfileUrl::from_vanity).transpose().map_err(|_| Damaged)?,
            headline: text(5),
            company: text(6),
            position: text(7),
            email: text(8),
        });
    }
    if input.0.is_empty() { Ok(rows) } else { Err(Damaged) }
}

fn epoch() -> Date {
    date(2000, 1, 1)
}

/// Days since 2000, each as 1 + the zigzag difference from the last one that was known; 0: none.
fn days(out: &mut Vec<u8>, rows: &[Connection]) {
    let mut last = 0_i64;
    for row in rows {
        match row.connected_on.as_ref().and_then(ConnectedOn::day) {
            None => number(out, 0),
            Some(day) => {
                let day = i64::from((day - epoch()).get_days());
                let step = day - last;
                #[expect(clippy::cast_sign_loss, reason = "zigzag: the sign moves to the lowest bit")]
                number(out, (((step << 1) ^ (step >> 63)) as u64) + 1);
                last = day;
            }
        }
    }
}

fn texts<'a>(out: &mut Vec<u8>, column: impl Iterator<Item = Option<&'a str>> + Clone) {
    for text in column.clone() {
        number(out, text.map_or(0, |text| text.len() as u64 + 1));
    }
    for text in column.flatten() {
        out.extend_from_slice(text.as_bytes());
    }
}

fn number(out: &mut Vec<u8>, mut n: u64) {
    while n >= 0x80 {
        out.push((n & 0x7f) as u8 | 0x80);
        n >>= 7;
    }
    out.push((n & 0x7f) as u8);
}

struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn byte(&mut self) -> Result<u8, Damaged> {
        let (first, rest) = self.0.split_first().ok_or(Damaged)?;
        self.0 = rest;
        Ok(*first)
    }

    fn number(&mut self) -> Result<u64, Damaged> {
        let mut n = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            n |= u64::from(byte & 0x7f).checked_shl(shift).ok_or(Damaged)?;
            if byte < 0x80 {
                return Ok(n);
            }
        }
        Err(Damaged)
    }

    /// A count of things that each take a byte at least: never more than what is left.
    fn length(&mut self) -> Result<usize, Damaged> {
        let n = usize::try_from(self.number()?).map_err(|_| Damaged)?;
        if n <= self.0.len() { Ok(n) } else { Err(Damaged) }
    }

    fn days(&mut self, count: usize) -> Result<Vec<Option<Date>>, Damaged> {
        let mut last = 0_i64;
        (0..count)
            .map(|_| match self.number()? {
                0 => Ok(None),
                n => {
                    let zigzag = n - 1;
                    let step = i64::try_from(zigzag >> 1).map_err(|_| Damaged)? ^ -i64::from(zigzag & 1 == 1);
                    last = last.checked_add(step).ok_or(Damaged)?;
                    let span = jiff::Span::new().try_days(last).map_err(|_| Damaged)?;
                    epoch().checked_add(span).map(Some).map_err(|_| Damaged)
                }
            })
            .collect()
    }

    fn texts(&mut self, count: usize) -> Result<Texts<'a>, Damaged> {
        let lengths = (0..count).map(|_| self.number()).collect::<Result<Vec<_>, _>>()?;
        lengths
            .into_iter()
            .map(|length| match usize::try_from(length).map_err(|_| Damaged)? {
                0 => Ok(None),
                length => {
                    let (text, rest) = self.0.split_at_checked(length - 1).ok_or(Damaged)?;
                    self.0 = rest;
                    std::str::from_utf8(text).map(Some).map_err(|_| Damaged)
                }
            })
            .collect()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    pub(crate) fn any_connection() -> impl Strategy<Value = Connection> {
        let text = || prop::option::of("\\PC{1,20}");
        let on = prop_oneof![
            (0_i64..20_000).prop_map(|days| ConnectedOn::Day(epoch() + jiff::Span::new().days(days))),
            "[a-z]{1,9}".prop_map(ConnectedOn::Text),
        ];
        let address = prop::option::of("[a-z0-9é-]{1,20}".prop_map(|v| ProfileUrl::from_vanity(&v).unwrap()));
        ((text(), 0_u32..3, text(), text(), text()), (text(), text(), text(), address, prop::option::of(on)))
            .prop_map(|((source_id, occurrence, first_name, last_name, headline), rest)| {
                let (company, position, email, profile_url, connected_on) = rest;
                Connection {
                    source_id,
                    occurrence,
                    first_name,
                    last_name,
                    headline,
                    company,
                    position,
                    email,
                    profile_url,
                    connected_on,
                }
            })
    }

    proptest! {
        #[test]
        fn any_rows_read_back_as_they_were(rows in prop::collection::vec(any_connection(), 0..40)) {
            prop_assert_eq!(decode(&encode(&rows)), Ok(rows));
        }

        #[test]
        fn damaged_bytes_are_told_and_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode(&bytes);
        }
    }
}
