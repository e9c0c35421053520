//! Connections as JSON, encoded once for each chunk: a page is then a copy of a stretch of bytes. A picture's
//! place is kept as `null`; a picture that has not expired is spliced in when the page is written.

use std::collections::HashMap;
use std::io::Write as _;
use std::ops::Range;

use bytes::Bytes;
use kith_model::{ConnectedOn, Connection, MemberId, Picture, Timestamp, picture};

/// A key that a caller may ask for beyond the four.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// kith's own stable id of the member in this account.
    Id,
    /// First name.
    FirstName,
    /// Last name.
    LastName,
    /// E-mail address.
    Email,
    /// Company.
    Company,
    /// Position.
    Position,
    /// ISO date.
    ConnectedOn,
}

impl Field {
    /// All, in the order in which they follow the four.
    pub const ALL: [Self; 7] = [
        Self::Id,
        Self::FirstName,
        Self::LastName,
        Self::Email,
        Self::Company,
        Self::Position,
        Self::ConnectedOn,
    ];

    /// Its name in `params.fields` and in the answer.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::FirstName => "first_name",
            Self::LastName => "last_name",
            Self::Email => "email",
            Self::Company => "company",
            Self::Position => "position",
            Self::ConnectedOn => "connected_on",
        }
    }
}

/// A set of fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Fields(u8);

impl Fields {
    /// All of them.
    pub fn all() -> Self {
        let mut all = Self::default();
        for field in Field::ALL {
            all.insert(field);
        }
        all
    }

    /// Adds one; `false` if it was in already.
    pub fn insert(&mut self, field: Field) -> bool {
        let bit = 1 << field as u8;
        let new = self.0 & bit == 0;
        self.0 |= bit;
        new
    }

    /// Whether it is in.
    pub fn contains(self, field: Field) -> bool {
        self.0 & (1 << field as u8) != 0
    }

    /// Those that are in, in the order of the answer.
    pub fn iter(self) -> impl Iterator<Item = Field> {
        Field::ALL.into_iter().filter(move |field| self.contains(*field))
    }
}

/// The pictures of an account, by member.
pub(crate) struct Pictures(HashMap<MemberId, Vec<Picture>>);

impl Pictures {
    pub(crate) fn of(all: Vec<(MemberId, Picture)>) -> Self {
        let mut by_member: HashMap<_, Vec<_>> = HashMap::new();
        for (member, picture) in all {
            by_member.entry(member).or_default().push(picture);
        }
        Self(by_member)
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.0.values().flatten().map(|picture| picture.url.len() as u64 + 128).sum()
    }
}

/// Where a row lies in the bytes of its chunk.
struct Row {
    start: u32,
    /// Where the `null` in place of the picture stands.
    picture: u32,
    end: u32,
    member: MemberId,
}

/// The rows of one chunk, encoded, with commas between them.
pub(crate) struct Rendered {
    json: Bytes,
    rows: Vec<Row>,
}

const NULL: &[u8] = b"null";

impl Rendered {
    pub(crate) fn of(connections: &[Connection], fields: Fields) -> Self {
        let mut json = Vec::with_capacity(connections.len() * 200);
        let mut rows = Vec::with_capacity(connections.len());
        for connection in connections {
            if !json.is_empty() {
                json.push(b',');
            }
            let start = json.len();
            let picture = object(&mut json, connection, fields);
            let [start, picture, end] =
                [start, picture, json.len()].map(|at| u32::try_from(at).unwrap_or(u32::MAX));
            rows.push(Row { start, picture, end, member: connection.member_id() });
        }
        json.shrink_to_fit();
        Self { json: json.into(), rows }
    }

    /// Bytes in memory.
    pub(crate) fn bytes(&self) -> u64 {
        (self.json.len() + self.rows.len() * size_of::<Row>() + 128) as u64
    }

    fn stretch(&self, rows: &Range<usize>) -> Option<(usize, usize)> {
        let rows = self.rows.get(rows.clone())?;
        Some((rows.first()?.start as usize, rows.last()?.end as usize))
    }

    /// `rows` with commas between them: shared with the cache, but where pictures are spliced in.
    pub(crate) fn piece(&self, rows: &Range<usize>, pictures: Option<&Pictures>, now: Timestamp) -> Bytes {
        let Some((start, end)) = self.stretch(rows) else { return Bytes::new() };
        let Some(Pictures(pictures)) = pictures else { return self.json.slice(start..end) };
        let mut out = Vec::with_capacity((end - start) * 2);
        let mut from = start;
        for row in &self.rows[rows.clone()] {
            if let Some(best) = pictures.get(&row.member).and_then(|sizes| picture::best(sizes, now)) {
                out.extend_from_slice(&self.json[from..row.picture as usize]);
                string(&mut out, &best.url);
                from = row.picture as usize + NULL.len();
            }
        }
        out.extend_from_slice(&self.json[from..end]);
        out.into()
    }
}

/// Appends one connection, its picture as `null`; where that stands.
pub(crate) fn object(json: &mut Vec<u8>, connection: &Connection, fields: Fields) -> usize {
    json.extend_from_slice(b"{\"name\":");
    string(json, &connection.name());
    json.extend_from_slice(b",\"job_title\":");
    optional(json, connection.job_title().as_deref());
    json.extend_from_slice(b",\"profile_url\":");
    match &connection.profile_url {
        Some(url) => drop(write!(json, "\"{url}\"")), // escaped already: ASCII without quotes
        None => json.extend_from_slice(NULL),
    }
    json.extend_from_slice(b",\"profile_picture\":");
    let picture = json.len();
    json.extend_from_slice(NULL);
    for field in fields.iter() {
        extra(json, field, connection);
    }
    json.push(b'}');
    picture
}

fn extra(json: &mut Vec<u8>, field: Field, connection: &Connection) {
    let _ = write!(json, ",\"{}\":", field.as_str());
    let day = |on: &ConnectedOn| on.day().map(|day| day.to_string());
    match field {
        Field::Id => string(json, &connection.member_id().to_string()),
        Field::FirstName => optional(json, connection.first_name.as_deref()),
        Field::LastName => optional(json, connection.last_name.as_deref()),
        Field::Email => optional(json, connection.email.as_deref()),
        Field::Company => optional(json, connection.company.as_deref()),
        Field::Position => optional(json, connection.position.as_deref()),
        Field::ConnectedOn => optional(json, connection.connected_on.as_ref().and_then(day).as_deref()),
    }
}

fn optional(json: &mut Vec<u8>, text: Option<&str>) {
    match text {
        Some(text) => string(json, text),
        None => json.extend_from_slice(NULL),
    }
}

/// A JSON string. Writing to memory can't fail.
fn string(json: &mut Vec<u8>, text: &str) {
    let _ = serde_json::to_writer(json, text);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jane() -> Connection {
        Connection {
            source_id: Some("1".into()),
            first_name: Some("Jane \"J\"".into()),
            last_name: Some("Doe".into()),
            company: Some("Acme — Corp".into()),
            connected_on: ConnectedOn::read("1 Jan 2024"),
            ..Connection::default()
        }
    }

    fn text(rows: &Rendered, range: Range<usize>, pictures: Option<&Pictures>) -> String {
        let piece = rows.piece(&range, pictures, Timestamp::UNIX_EPOCH);
        String::from_utf8(piece.to_vec()).unwrap()
    }

    #[test]
    fn a_stretch_of_rows_is_json_with_the_asked_fields_after_the_four() {
        let mut fields = Fields::default();
        assert!(
            fields.insert(Field::ConnectedOn)
                && fields.insert(Field::FirstName)
                && !fields.insert(Field::FirstName)
        );
        let rows = Rendered::of(&[Connection::default(), jane()], fields);
        assert_eq!(
            text(&rows, 1..2, None),
            r#"{"name":"Jane \"J\" Doe","job_title":"Acme — Corp","profile_url":null,"profile_picture":null,"first_name":"Jane \"J\"","connected_on":"2024-01-01"}"#
        );
        let both: serde_json::Value =
            serde_json::from_str(&format!("[{}]", text(&rows, 0..2, None))).unwrap();
        assert_eq!(both[0]["name"], "LinkedIn Member");
        assert_eq!(text(&rows, 1..1, None), "");
    }

    #[test]
    fn a_picture_takes_its_place_and_moves_nothing_else() {
        let rows = Rendered::of(&[Connection::default(), jane(), Connection::default()], Fields::default());
        let picture = Picture { url: "https://a/\"b\"".into(), width: 1, expires_at: None };
        let pictures = Pictures::of(vec![(jane().member_id(), picture)]);
        let all: serde_json::Value =
            serde_json::from_str(&format!("[{}]", text(&rows, 0..3, Some(&pictures)))).unwrap();
        assert_eq!(all[1]["profile_picture"], "https://a/\"b\"");
        assert!(all[0]["profile_picture"].is_null() && all[2]["profile_picture"].is_null());
    }
}
