//! What a page of changes is asked for, as its form and its links say it.

use kith_engine::{News, Older, RecentChanges};
use kith_model::{AccountId, Query};

use super::super::form::{Form, link};

/// What is shown.
pub(super) struct Filter {
    /// The account's id; empty: all.
    pub(super) account: String,
    pub(super) show: Option<News>,
    pub(super) words: String,
    pub(super) from: Option<Older>,
}

impl Filter {
    pub(super) fn of(query: &Form) -> Self {
        let show = query.text("show");
        Self {
            account: query.text("account").to_owned(),
            show: News::ALL.into_iter().find(|news| news.as_str() == show),
            words: query.text("q").to_owned(),
            from: Older::read(query.text("before")),
        }
    }

    /// What the engine is asked.
    pub(super) fn ask(&self, count: u32, is_file: bool) -> RecentChanges {
        RecentChanges {
            account: Some(AccountId::new(&*self.account)).filter(|_| !self.account.is_empty()),
            news: self.show.into_iter().collect(),
            query: Query::read(&self.words),
            from: self.from,
            count,
            is_file,
        }
    }

    /// Whether only some are asked for, of all of an account's or a workspace's.
    pub(super) fn is_narrow(&self) -> bool {
        self.show.is_some() || !Query::read(&self.words).is_empty()
    }

    /// What is shown, as the form says it.
    pub(super) fn show_name(&self) -> &'static str {
        self.show.map_or("", News::as_str)
    }

    /// The names and values that ask for the same changes from another place on.
    pub(super) fn pairs(&self, from: Option<Older>) -> [(&'static str, String); 4] {
        let before = from.map(|from| from.to_string()).unwrap_or_default();
        let (show, words) = (self.show_name().to_owned(), self.words.clone());
        [("account", self.account.clone()), ("show", show), ("q", words), ("before", before)]
    }

    /// The path of the same changes from another place on.
    pub(super) fn link(&self, path: &str, from: Option<Older>) -> String {
        let pairs = self.pairs(from);
        link(path, &pairs.each_ref().map(|(name, value)| (*name, value.as_str())))
    }
}
