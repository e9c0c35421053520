//! What is asked of People, as it stands in an address: read with patience, for a text is half typed most of the time. What
//! can't be looked for is left out, and said.

use kith_engine::{Arrangement, PeopleOrder, PeopleQuestion, Question, Stamp};
use kith_model::page::MAX_OFFSET;
use kith_model::{AccountId, Date, Query, SnapshotId};

use super::super::form::Form;
use super::orders;

/// People on a page.
pub(super) const A_PAGE: u32 = 50;
/// Letters of a text that are read, as of the API's.
const MOST_LETTERS: usize = 200;

/// What is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Asked {
    /// Empty: all accounts together.
    pub(super) account: String,
    pub(super) q: String,
    pub(super) company: String,
    pub(super) title: String,
    pub(super) after: String,
    pub(super) before: String,
    /// `yes`, `no` or empty.
    pub(super) email: String,
    /// A name of an order, or empty.
    pub(super) sort: String,
    /// Known by so many of us or more; of all accounts together.
    pub(super) known: u32,
    /// What the first page was of: an account's snapshot, or the stamp of all lists.
    pub(super) snapshot: String,
    pub(super) offset: u32,
}

impl Asked {
    /// Reads a query or a form. Where it names no account at all, `otherwise` is the one.
    pub(super) fn read(form: &Form, otherwise: &str) -> Self {
        let text = |name| form.text(name).chars().take(MOST_LETTERS).collect();
        let email = ["yes", "no"].into_iter().find(|word| *word == form.text("email")).unwrap_or_default();
        Self {
            account: form.all("account").next().unwrap_or(otherwise).to_owned(),
            q: text("q"),
            company: text("company"),
            title: text("title"),
            after: text("after"),
            before: text("before"),
            email: email.to_owned(),
            sort: orders::name(form.text("sort")).to_owned(),
            known: form.number("known").unwrap_or(1).max(1),
            snapshot: text("snapshot"),
            offset: form.number("offset").unwrap_or(0).min(MAX_OFFSET),
        }
    }

    /// Whether all accounts are asked together.
    pub(super) fn is_of_all(&self) -> bool {
        self.account.is_empty()
    }

    /// The orders that there are: the name, what it is called, and whether it is this one.
    pub(super) fn sorts(&self) -> Vec<(&'static str, &'static str, bool)> {
        if self.is_of_all() {
            orders::offered(&orders::OF_ALL, &self.sort)
        } else {
            orders::offered(&orders::OF_ONE, &self.sort)
        }
    }

    /// Whether all accounts are asked together in an order of its own, so that who is known by most is not first.
    pub(super) fn has_own_order(&self) -> bool {
        orders::of(&orders::OF_ALL, &self.sort) != PeopleOrder::default()
    }

    pub(super) fn account(&self) -> AccountId {
        AccountId::new(&self.account)
    }

    pub(super) fn snapshot(&self) -> Option<SnapshotId> {
        (!self.snapshot.is_empty()).then(|| SnapshotId::new(&self.snapshot))
    }

    /// The moment of all accounts' lists that the first page was of.
    pub(super) fn stamp(&self) -> Option<Stamp> {
        self.snapshot.parse().ok()
    }

    /// Whether anybody in particular is looked for.
    pub(super) fn is_narrow(&self) -> bool {
        let nobody = Self {
            account: self.account.clone(),
            sort: self.sort.clone(),
            snapshot: self.snapshot.clone(),
            offset: self.offset,
            known: 1,
            ..Self::default()
        };
        *self != nobody
    }

    /// Whether any filter is set beside the search itself, or an order.
    pub(super) fn is_filtered(&self) -> bool {
        let (account, q, snapshot) = (self.account.clone(), self.q.clone(), self.snapshot.clone());
        *self != Self { account, q, snapshot, offset: self.offset, known: 1, ..Self::default() }
    }

    /// What is asked of one account's list, and what of it can't be looked for.
    pub(super) fn question(&self) -> (Question, Vec<String>) {
        let mut hints = Vec::new();
        let question = Question {
            query: words(&self.q, "The search", &mut hints),
            company: words(&self.company, "The company", &mut hints),
            title: words(&self.title, "The title", &mut hints),
            connected_after: day(&self.after, &mut hints),
            connected_before: day(&self.before, &mut hints),
            has_email: (!self.email.is_empty()).then_some(self.email == "yes"),
            sort: orders::of(&orders::OF_ONE, &self.sort),
        };
        in_turn(question.connected_after, question.connected_before, &mut hints);
        (question, hints)
    }

    /// What is asked of all accounts together, and what of it can't be looked for.
    pub(super) fn of_all(&self) -> (PeopleQuestion, Vec<String>) {
        let mut hints = Vec::new();
        let mut text =
            |text: &String, what| (!words(text, what, &mut hints).is_empty()).then(|| text.clone());
        let (query, company) = (text(&self.q, "The search"), text(&self.company, "The company"));
        let title = text(&self.title, "The title");
        let arrangement = Arrangement {
            known_by_more_than: self.known.saturating_sub(1),
            since_from: day(&self.after, &mut hints),
            since_until: day(&self.before, &mut hints),
            order: orders::of(&orders::OF_ALL, &self.sort),
        };
        in_turn(arrangement.since_from, arrangement.since_until, &mut hints);
        if !self.email.is_empty() {
            hints.push("E-mail is looked for in one account: choose one.".into());
        }
        (PeopleQuestion { query, company, title, arrangement }, hints)
    }

    /// The names and values that ask this again. The account stands there even if it is none.
    pub(super) fn pairs(&self) -> Vec<(&'static str, String)> {
        let number = |number: u32, none: u32| if number == none { String::new() } else { number.to_string() };
        let all = [
            ("account", self.account.clone()),
            ("q", self.q.clone()),
            ("company", self.company.clone()),
            ("title", self.title.clone()),
            ("after", self.after.clone()),
            ("before", self.before.clone()),
            ("email", self.email.clone()),
            ("sort", self.sort.clone()),
            ("known", number(self.known, 1)),
            ("snapshot", self.snapshot.clone()),
            ("offset", number(self.offset, 0)),
        ];
        all.into_iter().filter(|(name, value)| *name == "account" || !value.is_empty()).collect()
    }

    /// Where this is asked.
    pub(super) fn path(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        format!("/people?{}", query.extend_pairs(self.pairs()).finish())
    }
}

fn words(text: &str, what: &str, hints: &mut Vec<String>) -> Query {
    let query = Query::read(text);
    if query.is_empty() && !text.is_empty() {
        hints.push(format!("{what} has no letter and no digit, so it is left out."));
    }
    query
}

/// Says where no day fits.
fn in_turn(first: Option<Date>, last: Option<Date>, hints: &mut Vec<String>) {
    if let (Some(first), Some(last)) = (first, last)
        && first > last
    {
        hints.push("The first day is later than the last, so nobody fits.".into());
    }
}

fn day(text: &str, hints: &mut Vec<String>) -> Option<Date> {
    let day = text.parse().ok();
    if day.is_none() && !text.is_empty() {
        hints.push(format!("{text} is no day: write it as 2026-04-26. It is left out."));
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_is_asked_again_by_its_address() {
        let query = "account=acc_1&q=J%C3%BCrgen+%26&title=ceo&after=2024-01-02&email=no&sort=company&known=3&offset=50";
        let asked = Asked::read(&Form::read(query.as_bytes()), "acc_9");
        assert_eq!((asked.account.as_str(), asked.q.as_str(), asked.offset), ("acc_1", "J\u{fc}rgen &", 50));
        assert_eq!(asked.path(), format!("/people?{query}"));
    }

    #[test]
    fn an_account_that_is_none_is_not_one_that_is_not_named() {
        let read = |query: &str| Asked::read(&Form::read(query.as_bytes()), "acc_9");
        assert_eq!((read("").account.as_str(), read("account=").account.as_str()), ("acc_9", ""));
        assert_eq!(read("account=").path(), "/people?account=");
        assert!(!read("account=&sort=company&offset=50").is_narrow() && read("known=2").is_narrow());
    }

    #[test]
    fn what_can_not_be_looked_for_is_left_out_and_said() {
        let query =
            "q=%2A%2A&company=a&after=soon&before=2024-02-30&email=maybe&sort=age&offset=-1&known=many";
        let asked = Asked::read(&Form::read(query.as_bytes()), "acc_1");
        let (question, hints) = asked.question();
        assert_eq!(question, Question { company: Query::read("a"), ..Question::default() });
        assert_eq!((hints.len(), asked.offset, asked.known), (3, 0, 1));
        let turned = Asked { after: "2024-02-02".into(), before: "2024-02-01".into(), ..Asked::default() };
        assert_eq!(turned.question().1.len(), 1);
    }
}
