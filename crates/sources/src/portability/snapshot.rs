//! A page of the Member Snapshot API as rows. Its rows are those of the export's CSV: same columns, same values.
//! Must not know which page it is.

use kith_model::Connection;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use url::Url;

use crate::json::Text;
use crate::row::{self, Column, MAX_CHARS, NAMES};
use crate::{Row, SourceError};

const DOMAIN: &str = "CONNECTIONS";

#[derive(Deserialize)]
struct Body<'a> {
    #[serde(borrow)]
    elements: Option<Vec<Element<'a>>>,
    paging: Option<Paging<'a>>,
}

#[derive(Deserialize)]
struct Paging<'a> {
    #[serde(borrow)]
    links: Option<Vec<Link<'a>>>,
}

#[derive(Deserialize)]
struct Link<'a> {
    #[serde(borrow)]
    href: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Element<'a> {
    #[serde(borrow)]
    snapshot_data: Option<Vec<Cells<'a>>>,
    snapshot_domain: Option<Text<'a>>,
}

/// The cells of a row by [`Column`].
struct Cells<'a>([Option<Text<'a>>; NAMES.len()]);

/// The rows that hold anything; `None` where the page has no row at all.
pub(super) fn rows(body: &[u8], base: &Url) -> Result<Option<Vec<Row>>, SourceError> {
    let body: Body<'_> = serde_json::from_slice(body).map_err(|_| {
        SourceError::Garbled("it is no JSON of a page of a snapshot, or its rows are of another kind")
    })?;
    let links = body.paging.and_then(|paging| paging.links).unwrap_or_default();
    if links.into_iter().filter_map(|link| link.href).any(|href| leads_away(&href, base)) {
        return Err(SourceError::Garbled("it links to another host"));
    }
    let elements = body.elements.ok_or(SourceError::Garbled("it has no elements"))?;
    let is_ours =
        |element: &Element<'_>| element.snapshot_domain.as_ref().is_none_or(|name| **name == *DOMAIN);
    if !elements.is_empty() && !elements.iter().any(is_ours) {
        return Err(SourceError::Garbled("it is of another domain than was asked for"));
    }
    let mut any = false;
    let mut rows = Vec::new();
    for element in elements.into_iter().filter(is_ours) {
        let data = element.snapshot_data.ok_or(SourceError::Garbled("it has no snapshot data"))?;
        any |= !data.is_empty();
        rows.extend(data.iter().filter_map(Cells::row));
    }
    Ok(any.then_some(rows))
}

/// Links are never followed, but one that leads elsewhere shows that something is amiss.
fn leads_away(href: &str, base: &Url) -> bool {
    base.join(href).is_ok_and(|url| url.origin() != base.origin())
}

impl Cells<'_> {
    fn row(&self) -> Option<Row> {
        let cell = |column: Column| self.0[column as usize].as_ref().map_or("", |text| text);
        let mut is_blank = true;
        let connection = row::connection(cell, MAX_CHARS, &mut |_| is_blank = false);
        is_blank &= connection == Connection::default();
        (!is_blank).then(|| Row { connection, pictures: Vec::new() })
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Cells<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(CellsVisitor)
    }
}

struct CellsVisitor;

impl<'de> Visitor<'de> for CellsVisitor {
    type Value = Cells<'de>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object of texts")
    }

    /// Keys in any order; a key that is the empty text occurs and means nothing. A row of which no other key is known
    /// would seem blank, and a list of such rows empty: it is an error.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut cells = Cells(Default::default());
        let (mut known, mut unknown) = (false, false);
        while let Some(Text(name)) = map.next_key::<Text<'de>>()? {
            let Some(column) = Column::named(&name) else {
                map.next_value::<IgnoredAny>()?;
                unknown |= !name.is_empty();
                continue;
            };
            known = true;
            cells.0[column as usize] = map.next_value()?;
        }
        if unknown && !known {
            return Err(A::Error::custom("no column of the row is known"));
        }
        Ok(cells)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FIRST: &[u8] = include_bytes!("../../tests/fixtures/snapshot-page-0.json");
    const SECOND: &[u8] = include_bytes!("../../tests/fixtures/snapshot-page-1.json");

    fn read(body: &[u8]) -> Result<Option<Vec<Row>>, SourceError> {
        rows(body, &Url::parse("https://api.linkedin.com").unwrap())
    }

    fn of(data: &str) -> Result<Option<Vec<Row>>, SourceError> {
        read(
            format!(r#"{{"elements":[{{"snapshotData":[{data}],"snapshotDomain":"CONNECTIONS"}}]}}"#)
                .as_bytes(),
        )
    }

    #[test]
    fn rows_are_read_as_those_of_an_export() {
        let rows = read(FIRST).unwrap().unwrap();
        assert_eq!(rows.len(), 7);
        let connection = &rows[1].connection;
        assert_eq!(connection.name(), "Tobiasz Żółkiewka-Śmigły");
        assert_eq!(connection.email.as_deref(), Some("tobiasz@example.com"));
        assert_eq!(connection.company.as_deref(), Some("Łąka i Synowie sp. z o.o."));
        assert_eq!(connection.connected_on.as_ref().unwrap().day().unwrap().to_string(), "2024-02-29");
        assert_eq!(rows[0].connection.email, None);
        assert!(rows.iter().all(|row| row.connection.source_id.is_none() && row.pictures.is_empty()));
    }

    #[test]
    fn line_breaks_within_a_cell_are_kept_as_one_kind() {
        let rows = read(SECOND).unwrap().unwrap();
        assert_eq!(rows[0].connection.position.as_deref(), Some("Founder\nand sole employee"));
    }

    #[test]
    fn a_member_with_nothing_but_a_day_is_a_member_and_a_blank_row_is_none() {
        let rows = read(SECOND).unwrap().unwrap();
        assert_eq!(rows.len(), 6);
        assert!(rows[5].connection.is_nameless() && rows[5].connection.connected_on.is_some());
        let blank = r#"{"":"","First Name":"","Last Name":" ","URL":null},{},{"":""}"#;
        assert_eq!(of(blank).unwrap().unwrap(), []);
    }

    #[test]
    fn a_page_without_a_single_row_has_no_data() {
        assert_eq!(of("").unwrap(), None);
        assert_eq!(read(br#"{"elements":[]}"#).unwrap(), None);
    }

    #[test]
    fn of_several_domains_only_the_one_that_was_asked_for_is_read() {
        let element = |domain, name| {
            format!(r#"{{"snapshotData":[{{"First Name":"{name}"}}],"snapshotDomain":"{domain}"}}"#)
        };
        let (ours, other) = (element("CONNECTIONS", "Ada"), element("PROFILE", "Eve"));
        let both = read(format!(r#"{{"elements":[{other},{ours}]}}"#).as_bytes()).unwrap().unwrap();
        assert_eq!(both.iter().map(|row| row.connection.name()).collect::<Vec<_>>(), ["Ada"]);
        let error = read(format!(r#"{{"elements":[{other}]}}"#).as_bytes()).unwrap_err();
        assert!(matches!(error, SourceError::Garbled(_)));
    }

    #[test]
    fn rows_that_can_not_be_understood_are_no_blank_rows() {
        for data in [r#""Ada""#, "7", "null", "[]", r#"{"First Name":7}"#, r#"{"Vorname":"Ada","Name":""}"#] {
            assert!(matches!(of(data), Err(SourceError::Garbled(_))), "{data}");
        }
        assert_eq!(of(r#"{"First Name":"Ada","Birthday":{"month":1}}"#).unwrap().unwrap().len(), 1);
    }

    #[test]
    fn a_link_to_another_host_is_refused() {
        let page = |href: &str| {
            format!(r#"{{"paging":{{"links":[{{"rel":"next","href":"{href}"}}]}},"elements":[]}}"#)
        };
        for href in ["/rest/memberSnapshotData?start=1", "https://api.linkedin.com/rest/x", "?start=1"] {
            assert_eq!(read(page(href).as_bytes()).unwrap(), None, "{href}");
        }
        for href in
            ["https://api.example.com/rest/x", "//api.example.com/x", "http://api.linkedin.com/rest/x"]
        {
            assert!(matches!(read(page(href).as_bytes()), Err(SourceError::Garbled(_))), "{href}");
        }
    }

    proptest! {
        #[test]
        fn a_page_that_was_cut_off_is_never_a_shorter_page(keep in 0..FIRST.trim_ascii_end().len()) {
            prop_assert!(matches!(read(&FIRST[..keep]), Err(SourceError::Garbled(_))));
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&bytes);
        }

        #[test]
        fn no_changed_byte_makes_it_panic(at in 0..SECOND.len(), byte: u8) {
            let mut bytes = SECOND.to_vec();
            bytes[at] = byte;
            let _ = read(&bytes);
        }
    }
}
