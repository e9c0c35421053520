//! What a person wants to know of a change: who is new, who left, who changed jobs, and the rest.

use kith_model::{Connection, Query, Words};

use super::info::Change;

/// What a change means to who looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// They are in the list and were not.
    New,
    /// They were in the list and are not.
    Left,
    /// Their company, position or title differs.
    Jobs,
    /// Something else of them differs.
    Other,
}

impl News {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::New, Self::Left, Self::Jobs, Self::Other];

    /// One short word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Left => "left",
            Self::Jobs => "jobs",
            Self::Other => "other",
        }
    }

    pub(super) fn of(change: Change<'_>) -> Self {
        match change {
            Change::Added(_) => Self::New,
            Change::Removed(_) => Self::Left,
            Change::Updated(before, after) if is_other_work(before, after) => Self::Jobs,
            Change::Updated(..) => Self::Other,
        }
    }
}

fn is_other_work(before: &Connection, after: &Connection) -> bool {
    before.company != after.company
        || before.position != after.position
        || before.job_title() != after.job_title()
}

/// Whether a change is of somebody who is found by these words as they were before it, or as they are after it.
pub(super) fn is_found(query: &Query, change: Change<'_>) -> bool {
    let found = |row| query.matches(&Words::of_connection(row));
    query.is_empty()
        || match change {
            Change::Added(one) | Change::Removed(one) => found(one),
            Change::Updated(before, after) => found(after) || found(before),
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worker(company: &str, email: Option<&str>) -> Connection {
        let (first_name, company) = (Some("Jane".into()), Some(company.into()));
        Connection { first_name, company, email: email.map(Into::into), ..Connection::default() }
    }

    #[test]
    fn another_company_is_news_of_jobs_and_another_address_is_not() {
        let (old, new, reachable) =
            (worker("Acme", None), worker("Bolt", None), worker("Acme", Some("j@x.org")));
        assert_eq!(News::of(Change::Updated(&old, &new)), News::Jobs);
        assert_eq!(News::of(Change::Updated(&old, &reachable)), News::Other);
        assert_eq!(News::of(Change::Added(&old)), News::New);
        assert_eq!(News::of(Change::Removed(&old)), News::Left);
    }

    #[test]
    fn who_changed_is_found_by_what_they_were_and_by_what_they_are() {
        let (old, new) = (worker("Acme", None), worker("Bolt", None));
        for (words, found) in
            [("acme", true), ("jane bolt", true), ("acme bolt", false), ("", true), ("x", false)]
        {
            assert_eq!(is_found(&Query::read(words), Change::Updated(&old, &new)), found, "{words}");
        }
    }
}
