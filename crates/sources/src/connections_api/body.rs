//! A page of the Connections API as rows. Must not know how it was asked for beyond [`Ask`].

use kith_model::{Connection, ProfileUrl};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::pictures::ProfilePicture;
use crate::json::Text;
use crate::row::{MAX_CHARS, cell};
use crate::{Ask, Page, Row, SourceError};

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
    let source_id = person_id(&urn).or_else(|| element.person.as_ref().and_then(id));
    if source_id.is_none() {
        return Err(SourceError::Garbled("an element leads to something else than a person"));
    }
    let Some(person) = element.person else {
        return Ok(Row {
            connection: Connection { source_id, ..Connection::default() },
            pictures: Vec::new(),
        });
    };
    let connection = Connection {
        source_id,
        first_name: text(person.localized_first_name.as_ref()),
        last_name: text(person.localized_last_name.as_ref()),
        headline: text(person.localized_headline.as_ref()),
        profile_url: person.vanity_name.and_then(|name| ProfileUrl::from_vanity(&name).ok()),
        ..Connection::default()
    };
    Ok(Row { connection, pictures: person.profile_picture.map(P::pictures).unwrap_or_default() })
}

fn text(raw: Option<&Text<'_>>) -> Option<String> {
    cut(raw?)
}

fn cut(raw: &str) -> Option<String> {
    cell::clean(raw).map(|text| cell::cut(&text, MAX_CHARS).0.to_owned())
}

/// `X` of `urn:li:person:X`.
fn person_id(urn: &str) -> Option<String> {
    cut(urn.strip_prefix("urn:li:person:")?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Detail;
    use proptest::prelude::*;

    const PAGE: &[u8] = include_bytes!("../../tests/fixtures/connections-api-page.json");
    const LAST: &[u8] = include_bytes!("../../tests/fixtures/connections-api-page-last.json");
    const PLAIN: &[u8] = include_bytes!("../../tests/fixtures/connections-api-plain.json");
    const NO_ROWS: &[u8] = include_bytes!("../../tests/fixtures/connections-api-paging-only.json");

    fn ask(start: u32, count: u32) -> Ask {
        Ask { start, count, detail: Detail::Whole }
    }

    fn ids(page: &Page) -> Vec<&str> {
        page.rows.iter().map(|row| row.connection.source_id.as_deref().unwrap()).collect()
    }

    #[test]
    fn a_decorated_page_gives_names_headlines_addresses_and_pictures() {
        let page = page(PAGE, ask(0, 6)).unwrap();
        assert_eq!((page.rows.len(), page.total, page.per_page, page.next), (6, Some(8), 6, Some(6)));
        let Row { connection, pictures } = &page.rows[0];
        assert_eq!(connection.source_id.as_deref(), Some("SYNaaaaaa1"));
        assert_eq!(connection.name(), "Wilhelmina Quaverley");
        assert_eq!(connection.headline.as_deref(), Some("Head of Escapements at Brassknob Clockworks"));
        assert_eq!(connection.profile_url.as_ref().unwrap().vanity(), "wilhelmina-quaverley-0a1b2c3");
        assert!(pictures.iter().map(|picture| picture.width).is_sorted() && pictures.len() > 1);
        assert!(pictures.iter().all(|picture| picture.url.starts_with("https://media.licdn.com/")));
        let absent = [&connection.company, &connection.position, &connection.email];
        assert!(absent.iter().all(|field| field.is_none()) && connection.connected_on.is_none());
    }

    #[test]
    fn a_member_who_can_not_be_expanded_is_known_by_id_alone() {
        let page = page(LAST, ask(6, 6)).unwrap();
        assert_eq!(ids(&page), ["SYNaaaaaa7", "SYNaaaaaa8"]);
        assert!(page.rows[1].connection.is_nameless());
        assert_eq!(page.next, None);
    }

    #[test]
    fn a_page_of_ids_alone_is_enough_to_tell_members_apart() {
        let page = page(PLAIN, ask(0, 50)).unwrap();
        assert_eq!(ids(&page).len(), 8);
        assert_eq!((page.total, page.next), (Some(8), None));
    }

    fn small(rows: usize, paging: &str) -> Vec<u8> {
        let rows: Vec<_> = (0..rows).map(|n| format!(r#"{{"to":"urn:li:person:P{n}"}}"#)).collect();
        format!(r#"{{"elements":[{}],"paging":{{{paging}}}}}"#, rows.join(",")).into_bytes()
    }

    #[test]
    fn the_end_is_certain_on_an_empty_page_or_where_two_signs_agree() {
        for (rows, paging, next, why) in [
            (0, r#""total":9"#, None, "an empty page"),
            (2, r#""total":12"#, None, "a short page that completes the total"),
            (2, r#""total":13"#, Some(12), "a short page before the total"),
            (2, "", Some(12), "a short page without a total"),
            (3, r#""total":13"#, Some(13), "a full page that completes the total"),
            (3, r#""total":5"#, Some(13), "a full page beyond the total"),
        ] {
            assert_eq!(page(&small(rows, paging), ask(10, 3)).unwrap().next, next, "{why}");
        }
    }

    #[test]
    fn the_size_of_pages_is_the_smaller_of_what_was_asked_and_what_was_answered() {
        for (paging, per_page) in
            [(r#""count":2"#, 2), (r#""count":3"#, 3), (r#""count":9"#, 3), (r#""count":0"#, 3)]
        {
            assert_eq!(page(&small(2, paging), ask(0, 3)).unwrap().per_page, per_page, "{paging}");
        }
        assert_eq!(page(&small(2, ""), ask(0, 3)).unwrap().per_page, 3);
    }

    #[test]
    fn a_page_that_was_not_asked_for_is_refused() {
        for body in [
            small(2, r#""start":1"#),
            small(4, r#""start":0"#),
            NO_ROWS.to_vec(),
            br#"{"elements":[]}"#.to_vec(),
            br#"{"elements":[{}],"paging":{}}"#.to_vec(),
            br#"{"elements":[{"to":"urn:li:organization:1"}],"paging":{}}"#.to_vec(),
            br#"{"elements":{},"paging":{}}"#.to_vec(),
            b"<html>".to_vec(),
            Vec::new(),
        ] {
            let error = page(&body, ask(0, 3)).unwrap_err();
            assert!(matches!(error, SourceError::Garbled(_)), "{}", String::from_utf8_lossy(&body));
        }
    }

    #[test]
    fn an_id_beside_the_urn_serves_where_the_urn_is_of_another_form() {
        let body = br#"{"elements":[{"to":"urn:li:member:1","to~":{"id":"abc"}}],"paging":{}}"#;
        assert_eq!(ids(&page(body, ask(0, 3)).unwrap()), ["abc"]);
    }

    #[test]
    fn names_are_cleaned_as_those_of_an_export() {
        let body = br#"{"elements":[{"to":"urn:li:person:1","to~":{"localizedFirstName":" A\u0000da\t",
            "localizedLastName":"\u200b","vanityName":"ad%c3%a9","localizedHeadline":null}}],"paging":{}}"#;
        let connection = page(body, ask(0, 3)).unwrap().rows.remove(0).connection;
        assert_eq!((connection.first_name.as_deref(), connection.last_name), (Some("Ada"), None));
        assert_eq!(connection.profile_url.unwrap().vanity(), "ad%C3%A9");
        assert_eq!(connection.headline, None);
    }

    #[test]
    fn pictures_of_another_shape_cost_no_member() {
        let body = br#"{"elements":[{"to":"urn:li:person:1","to~":{"localizedFirstName":"Ada",
            "profilePicture":"none"}}],"paging":{}}"#;
        let page = page(body, ask(0, 3)).unwrap();
        assert_eq!(page.rows[0].connection.name(), "Ada");
        assert!(page.rows[0].pictures.is_empty());
    }

    proptest! {
        #[test]
        fn a_page_that_was_cut_off_is_never_a_shorter_page(keep in 0..PAGE.trim_ascii_end().len()) {
            prop_assert!(matches!(page(&PAGE[..keep], ask(0, 6)), Err(SourceError::Garbled(_))));
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = page(&bytes, ask(0, 6));
        }

        #[test]
        fn no_changed_byte_makes_it_panic(at in 0..PAGE.len(), byte: u8) {
            let mut bytes = PAGE.to_vec();
            bytes[at] = byte;
            if let Ok(page) = page(&bytes, ask(0, 6)) {
                prop_assert!(page.rows.iter().all(|row| row.connection.source_id.is_some()));
            }
        }
    }
}
