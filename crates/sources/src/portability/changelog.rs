//! A page of the Member Changelog API: which of its events may mean a new connection. The log documents none that says
//! so, and none for a removal: an invitation that was answered or sent is the nearest thing.
//! Must not know pages before or after.
//!
//! Sources: <https://learn.microsoft.com/en-us/linkedin/dma/member-data-portability/shared/member-changelog-api> and
//! the `invitations` page below it.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::SourceError;
use crate::json::Text;

const TOUCHING: [&str; 2] = ["inviteeClosingInvitation", "verifyAndCreate"];

#[derive(Deserialize)]
struct Body<'a> {
    #[serde(borrow)]
    elements: Option<Vec<Written<'a>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Written<'a> {
    /// A number; kept as it is written.
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    activity_id: Option<Text<'a>>,
    activity_status: Option<Text<'a>>,
    resource_name: Option<Text<'a>>,
    method: Option<Text<'a>>,
    method_name: Option<Text<'a>>,
    processed_at: Option<i64>,
}

/// What counts of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Event {
    pub(super) id: String,
    /// Of one activity, the last event that did not fail counts.
    pub(super) activity: String,
    /// In milliseconds since 1970.
    pub(super) processed_at: i64,
    pub(super) failed: bool,
    /// Whether it may mean a new connection.
    pub(super) touches: bool,
}

/// The events of a page, in its order.
pub(super) fn events(body: &[u8]) -> Result<Vec<Event>, SourceError> {
    let body: Body<'_> = serde_json::from_slice(body)
        .map_err(|_| SourceError::Garbled("it is no JSON of a log of changes"))?;
    let elements = body.elements.ok_or(SourceError::Garbled("it has no elements"))?;
    elements.into_iter().map(event).collect()
}

fn event(written: Written<'_>) -> Result<Event, SourceError> {
    let is = |text: &Option<Text<'_>>, known: &str| text.as_ref().is_some_and(|text| **text == *known);
    let (Some(id), Some(processed_at)) = (written.id, written.processed_at) else {
        return Err(SourceError::Garbled("an event has no id, or no time at which it was processed"));
    };
    let touches = is(&written.resource_name, "invitations")
        && is(&written.method, "ACTION")
        && TOUCHING.iter().any(|name| is(&written.method_name, name));
    Ok(Event {
        id: id.get().to_owned(),
        failed: is(&written.activity_status, "FAILURE"),
        activity: written.activity_id.map_or_else(|| id.get().to_owned(), |text| text.0.into_owned()),
        processed_at,
        touches,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PAGE: &[u8] = include_bytes!("../../tests/fixtures/changelog-page.json");

    #[test]
    fn invitations_that_were_sent_or_answered_may_mean_a_connection() {
        let events = events(PAGE).unwrap();
        let touching: Vec<_> = events.iter().filter(|event| event.touches).map(|event| &*event.id).collect();
        assert_eq!(touching, ["900000001", "900000003"]);
        assert_eq!(events.iter().filter(|event| event.failed).count(), 1);
        assert_eq!(events[6].processed_at, 1_795_000_390_121);
    }

    #[test]
    fn what_is_no_log_is_refused() {
        for body in
            ["{}", "[]", r#"{"elements":[{"id":1}]}"#, r#"{"elements":[{"processedAt":1}]}"#, "<html>"]
        {
            assert!(matches!(events(body.as_bytes()), Err(SourceError::Garbled(_))), "{body}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(at in 0..PAGE.len(), byte: u8) {
            let mut bytes = PAGE.to_vec();
            bytes[at] = byte;
            let _ = events(&bytes);
            let _ = events(&PAGE[..at]);
        }
    }
}
