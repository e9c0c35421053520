//! What the actions of a team share: the page that is asked for, and the texts that people are looked for by.

use kith_engine::PEOPLE_A_PAGE;
use kith_model::Window;
use kith_model::page::MAX_OFFSET;

use crate::params::{Args, Kind, Param};

/// How long a text may be that people are looked for by, in characters.
pub(crate) const LONGEST: usize = 200;
/// How long an account's id may be, in characters.
pub(crate) const LONGEST_ID: usize = 200;

pub(crate) const COUNT: Param =
    Param::new("count", Kind::Integer(1, PEOPLE_A_PAGE.1 as i64), "How many people.").default("50");
pub(crate) const OFFSET: Param =
    Param::new("offset", Kind::Integer(0, MAX_OFFSET as i64), "How many to skip.").default("0");
pub(crate) const QUERY: Param = Param::new(
    "query",
    Kind::Text(LONGEST),
    "People who are found by these words, or beginnings of words, of name, headline, position and company. Letter case, accents and the order of words do not matter.",
);
pub(crate) const COMPANY: Param = Param::new(
    "company",
    Kind::Text(LONGEST),
    "People who work there: words, or beginnings of words, of the company's name.",
);

/// The page that is asked for.
pub(crate) fn window(args: &Args<'_>) -> Window {
    Window { offset: args.u32("offset").unwrap_or(0), count: args.u32("count").unwrap_or(PEOPLE_A_PAGE.0) }
}

/// The accounts that are named, if any are.
pub(crate) fn accounts(args: &Args<'_>) -> Option<Vec<String>> {
    let named: Vec<_> = args.words("accounts").map(str::to_owned).collect();
    (!named.is_empty()).then_some(named)
}
