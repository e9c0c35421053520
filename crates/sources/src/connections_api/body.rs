//! A page of the Connections API as rows. Must not know how it was asked for beyond [`Ask`].

use std::borrow::Cow;

use kith_model::{Connection, ProfileUrl};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::pictures::ProfilePicture;
use crate::row::cell;
use crate::{Ask, Page, Row, SourceError};

/// Where texts are cut, in characters: as in an export.
const MAX_CHARS: usize = 10_000;

#[derive(Deserialize)]
struct Body<'a, P> {
    #[serde(borrow)]
    elements: Option<Vec<Element<'a, P>>>,
    paging: Option<Paging>,
}

#[derive(Deserialize)]
struct Paging {
    start: Option<u32>,
    count: Option<u32>,
    total: Option<u32>,
}

/// Where a member can't be expanded there is a `to!` in place of the `to~`: only the id is known then.
#[derive(Deserialize)]
struct Element<'a, P> {
    #[serde(borrow)]
    to: Option<Text<'a>>,
    #[serde(rename = "to~")]
    person: Option<Person<'a, P>>,
}

/// Absent fields are absent keys.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Person<'a, P> {
    #[serde(borrow)]
    id: Option<Text<'a>>,
    localized_first_name: Option<Text<'a>>,
    localized_last_name: Option<Text<'a>>,
    localized_headline: Option<Text<'a>>,
    vanity_name: Option<Text<'a>>,
    profile_picture: Option<P>,
}

/// A text that is copied only if it holds escapes; serde does so for no other type within an `Option`.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

trait Pictures {
    fn pictures(self) -> Vec<kith_model::Picture>;
}

impl Pictures for ProfilePicture<'_> {
    fn pictures(self) -> Vec<kith_model::Picture> {
        self.read()
    }
}

impl Pictures for IgnoredAny {
    fn pictures(self) -> Vec<kith_model::Picture> {
        Vec::new()
    }
}

/// Reads a page. Pictures are no reason to refuse one: where their shape is another, they are left out.
pub(super) fn page(body: &[u8], ask: Ask) -> Result<Page, SourceError> {
    if let Ok(body) = serde_json::from_slice::<Body<'_, ProfilePicture<'_>>>(body) {
        return read(body, ask);
    }
    let body = serde_json::from_slice::<Body<'_, IgnoredAny>>(body);
    read(body.map_err(|_| SourceError::Garbled("it is no JSON of a page of connections"))?, ask)
}

fn read<P: Pictures>(body: Body<'_, P>, ask: Ask) -> Result<Page, SourceError> {
    let paging = body.paging.ok_or(SourceError::Garbled("it has no paging"))?;
    let elements = body.elements.ok_or(SourceError::Garbled("it has no elements"))?;
    if paging.start.is_some_and(|start| start != ask.start) {
        return Err(SourceError::Garbled("it begins at another row than was asked for"));
    }
    let count = u32::try_from(elements.len()).unwrap_or(u32::MAX);
    if count > ask.count {
        return Err(SourceError::Garbled("it has more rows than were asked for"));
    }
    let rows = elements.into_iter().map(row).collect::<Result<Vec<_>, _>>()?;
    let end = ask.start.saturating_add(count);
    let is_last = count == 0 || (count < ask.count && paging.total == Some(end));
    Ok(Page {
        rows,
        total: paging.total,
        per_page: paging.count.filter(|size| *size > 0).map_or(ask.count, |size| size.min(ask.count)),
        next: (!is_last).then_some(end),
    })
}

fn row<P: Pictures>(element: Element<'_, P>) -> Result<Row, SourceError> {
    let urn = element.to.ok_or(SourceError::Garbled("an element says not to whom it leads"))?;
    let id = |person: &Person<'_, P>| text(person.id.as_ref());
    let source_id = person_id(&urn.0).or_else(|| element.person.as_ref().and_then(id));
    if source_id.is_none() {
        return Err(SourceError::Garbled("an element leads to something else than a person"));
    }
    let Some(person) = element.person else {
        return Ok(Row { connection: Connection { source_id, ..Connection::default() }, pictures: Vec::new() });
    };
    let connection = Connection {
        source_id,
        first_name: text(person.localized_first_name.as_ref()),
        last_name: text(person.localized_last_name.as_ref()),
        headline: text(person.localized_headline.as_ref()),
        profile_url: person.vanity_name.and_then(|name| ProfileUrl::from_vanity(&name.0).ok()),
        ..Connection::default()
    };
    Ok(Row { connection, pictures: person.profile_picture.map(P::pictures).unwrap_or_default() })
}

fn text(raw: Option<&Text<'_>>) -> Option<String> {
    cell::clean(&raw?.0).map(|text| cell::cut(&text, MAX_CHARS).0.to_owned())
}

/// `X` of `urn:li:person:X`.
fn person_id(urn: &str) -> Option<String> {
    text(Some(&Text(Cow::Borrowed(urn.strip_prefix("urn:li:person:")?))))
}
