//! What was just done, said on the page that it leads to. The page is told by a word in its address, so that it can be
//! loaded again, and shows nothing that somebody else wrote there.

use super::super::door::Visit;
use super::super::form::link;
use super::super::shell::Notice;

const ALL: &[(&str, &str)] = &[
    ("paused", "The account is paused. It is neither read nor synced until you resume it."),
    ("resumed", "The account is active again."),
    ("renamed", "The account has its new name."),
    ("sync", "A sync was asked for. It begins as soon as there is a worker for it."),
    ("cancelled", "The sync was told to end. What was there before serves on."),
    ("connected", "The token was kept, and the account is connected."),
    ("made", "The account was made."),
    ("deleted", "The account and everything in it were erased."),
];

/// A page with the word of what was done.
pub(super) fn after(path: &str, done: &str) -> String {
    link(path, &[("done", done)])
}

/// What the page's address says was done.
pub(super) fn told(visit: &Visit) -> Option<Notice> {
    let word = visit.query.text("done");
    ALL.iter().find(|(known, _)| *known == word).map(|(_, text)| Notice::good(*text))
}
