//! A page of the Member Snapshot API as rows. Its rows are those of the export's CSV: same columns, same values.
//! Must not know which page it is.

use std::borrow::Cow;

use kith_model::Connection;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use url::Url;

use crate::row::{self, Column, NAMES};
use crate::{Row, SourceError};

/// Where cells are cut, in characters: as in an export.
const MAX_CHARS: usize = 10_000;
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

/// A text that is copied only if it holds escapes; serde does so for no other type within an `Option`.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

/// The cells of a row by [`Column`].
struct Cells<'a>([Option<Text<'a>>; NAMES.len()]);

/// The rows that hold anything; `None` where the page has no row at all.
pub(super) fn rows(body: &[u8], base: &Url) -> Result<Option<Vec<Row>>, SourceError> {
    let body: Body<'_> = serde_json::from_slice(body)
        .map_err(|_| SourceError::Garbled("it is no JSON of a page of a snapshot, or its rows are of another kind"))?;
    let links = body.paging.and_then(|paging| paging.links).unwrap_or_default();
    if links.into_iter().filter_map(|link| link.href).any(|href| leads_away(&href.0, base)) {
        return Err(SourceError::Garbled("it links to another host"));
    }
    let elements = body.elements.ok_or(SourceError::Garbled("it has no elements"))?;
    let is_ours = |element: &Element<'_>| element.snapshot_domain.as_ref().is_none_or(|name| name.0 == DOMAIN);
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
        let cell = |column: Column| self.0[column as usize].as_ref().map_or("", |text| &text.0);
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
