//! Whether a look at the list is worthwhile, from the log of changes. Knows the log's paging; must not know its JSON.

use std::collections::{HashMap, HashSet};

use secrecy::SecretString;

use super::{Portability, changelog};
use crate::{Hint, SourceError};

/// The most that the API gives at once.
const COUNT: u32 = 50;
/// So many pages are read at the most; what is left comes with the next look.
const PAGES: u32 = 20;

impl Portability {
    /// Reads the log from `since` on. The start is inclusive, so that the newest event of the last look comes again: it
    /// does not count. Short pages are not the end, an empty one is, and so is one without any new event.
    pub(super) async fn look(&self, token: &SecretString, since: i64) -> Result<Hint, SourceError> {
        let mut log = Log::new(since);
        let mut start = 0_usize;
        let from = if since > 0 { format!("&startTime={since}") } else { String::new() };
        for _ in 0..PAGES {
            let query = format!("q=memberAndApplication{from}&count={COUNT}&start={start}");
            let answer = self.get(token, "/rest/memberChangeLogs", &query).await?;
            let events = changelog::events(&answer.ok()?)?;
            start += events.len();
            if !log.add(events) {
                break;
            }
        }
        Ok(log.hint())
    }
}

/// What the pages so far told.
struct Log {
    since: i64,
    newest: i64,
    ids: HashSet<String>,
    /// By activity, whether the last event of it that did not fail touches the list.
    touches: HashMap<String, bool>,
}

impl Log {
    fn new(since: i64) -> Self {
        Self { since, newest: since, ids: HashSet::new(), touches: HashMap::new() }
    }

    /// Whether any event is new.
    fn add(&mut self, events: Vec<changelog::Event>) -> bool {
        let mut any = false;
        for event in events {
            if !self.ids.insert(event.id) {
                continue;
            }
            any = true;
            self.newest = self.newest.max(event.processed_at);
            if !event.failed && event.processed_at > self.since {
                self.touches.insert(event.activity, event.touches);
            }
        }
        any
    }

    fn hint(&self) -> Hint {
        Hint { touched: self.touches.values().any(|touches| *touches), next_since: self.newest }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use changelog::Event;

    fn event(id: u32, activity: &str, processed_at: i64, failed: bool, touches: bool) -> Event {
        Event { id: id.to_string(), activity: activity.to_owned(), processed_at, failed, touches }
    }

    fn hint(events: Vec<Event>) -> Hint {
        let mut log = Log::new(100);
        log.add(events);
        log.hint()
    }

    #[test]
    fn without_events_the_next_look_begins_where_this_one_did() {
        assert_eq!(hint(Vec::new()), Hint { touched: false, next_since: 100 });
    }

    #[test]
    fn the_event_that_the_last_look_ended_with_does_not_count_again() {
        assert_eq!(hint(vec![event(1, "a", 100, false, true)]), Hint { touched: false, next_since: 100 });
        assert_eq!(hint(vec![event(1, "a", 101, false, true)]), Hint { touched: true, next_since: 101 });
    }

    #[test]
    fn what_failed_touched_nothing_unless_it_was_done_again() {
        let failed = event(1, "a", 101, true, true);
        assert_eq!(hint(vec![failed.clone()]), Hint { touched: false, next_since: 101 });
        assert!(hint(vec![failed, event(2, "a", 102, false, true)]).touched);
        assert!(hint(vec![event(2, "a", 102, false, true), event(3, "a", 103, true, true)]).touched);
    }

    #[test]
    fn an_event_that_comes_twice_is_not_new() {
        let mut log = Log::new(100);
        assert!(log.add(vec![event(1, "a", 101, false, true)]));
        assert!(!log.add(vec![event(1, "a", 101, false, true)]));
    }
}
