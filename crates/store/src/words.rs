//! Under which tokens a full-text index holds a person, and by which it is narrowed down: the same for every backend. What
//! is found is what `kith_model::words` says; an index that can't tell for certain is `Wanted::exact: false`, and then the
//! rows themselves are compared.
//!
//! A token begins with the workspace's number, so that nobody's search grows with another's list, and with `c` if it is a word
//! of the company, else `w`: any word is looked for under both. Of scripts without spaces each character is a token of its own, beside the whole word.

use std::collections::BTreeSet;

use kith_model::words::{Term, is_unspaced};
use kith_model::{Query, Words, WorkspaceId};

use crate::Criteria;

/// So many bytes of a word an index holds, at most.
const LONGEST: usize = 200;

/// What people are searched by.
#[derive(Clone, Copy)]
pub(crate) struct Texts<'t> {
    pub(crate) name: &'t str,
    pub(crate) headline: Option<&'t str>,
    pub(crate) position: Option<&'t str>,
    pub(crate) company: Option<&'t str>,
}

impl Texts<'_> {
    /// As [`Words::of_connection`].
    fn words(&self) -> Words {
        let work = [self.headline, self.position, self.company];
        Words::of(std::iter::once(self.name).chain(work.into_iter().flatten()))
    }

    /// The tokens of a row, with a space between each.
    pub(crate) fn tokens(&self, workspace: WorkspaceId) -> String {
        let mut all = BTreeSet::new();
        let company = Words::of(self.company);
        let of_company: BTreeSet<_> = company.iter().collect();
        for (kind, words) in [('w', &self.words()), ('c', &company)] {
            for word in words.iter().filter(|word| kind == 'c' || !of_company.contains(word)) {
                all.insert(token(workspace, kind, word));
                let mut letter = [0; 4];
                for part in word.chars().filter(|letter| is_unspaced(*letter)) {
                    all.insert(token(workspace, kind, part.encode_utf8(&mut letter)));
                }
            }
        }
        let all: Vec<_> = all.iter().map(String::as_str).collect();
        all.join(" ")
    }
}

fn token(workspace: WorkspaceId, kind: char, word: &str) -> String {
    let mut end = word.len().min(LONGEST);
    while !word.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{kind}{}", workspace.0, &word[..end])
}

/// A token that an index is asked for.
pub(crate) struct Token {
    /// Under each kind that it may have.
    pub(crate) any_of: Vec<String>,
    /// Whether a longer one does, too.
    pub(crate) longer: bool,
}

/// What an index is asked for.
pub(crate) struct Wanted<'q> {
    criteria: &'q Criteria,
    /// Of each of these one token or more. Letters and digits only. None: everybody.
    pub(crate) tokens: Vec<Token>,
    /// Whether the index decides by itself; if not, [`Wanted::finds`] does.
    pub(crate) exact: bool,
}

impl<'q> Wanted<'q> {
    pub(crate) fn new(workspace: WorkspaceId, criteria: &'q Criteria) -> Self {
        let Criteria { words, company, title } = criteria;
        // Which words are of the title is not held: the index narrows down, the rows tell.
        let mut wanted = Self { criteria, tokens: Vec::new(), exact: title.is_empty() };
        for (kinds, query) in [(&['w', 'c'][..], words), (&['c'], company), (&['w', 'c'], title)] {
            for term in query.terms() {
                wanted.add(workspace, kinds, term);
            }
        }
        wanted
    }

    fn add(&mut self, workspace: WorkspaceId, kinds: &[char], term: &Term) {
        let text = term.as_str();
        let mut add = |word: &str, longer| {
            let any_of = kinds.iter().map(|kind| token(workspace, *kind, word)).collect();
            self.tokens.push(Token { any_of, longer });
        };
        match term {
            Term::Beginning(_) => {
                self.exact &= text.len() <= LONGEST;
                add(text, true);
            }
            Term::Part(_) => {
                self.exact &= text.chars().count() == 1;
                let mut letter = [0; 4];
                for part in text.chars().filter(|letter| is_unspaced(*letter)) {
                    add(part.encode_utf8(&mut letter), false);
                }
            }
        }
    }

    /// Whether a row is what is looked for.
    pub(crate) fn finds(&self, row: &Texts<'_>) -> bool {
        let Criteria { words, company, title } = self.criteria;
        // To fold a text takes the longest here, so only what is looked at is folded.
        let fits = |query: &Query, of: &dyn Fn() -> Words| query.is_empty() || query.matches(&of());
        fits(title, &|| Words::of([row.headline, row.position].into_iter().flatten()))
            && fits(company, &|| Words::of(row.company))
            && fits(words, &|| row.words())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALICE: WorkspaceId = WorkspaceId(12);

    fn row(name: &'static str) -> Texts<'static> {
        Texts { name, headline: None, position: None, company: Some("Acme") }
    }

    #[test]
    fn a_row_is_held_under_its_workspace_its_words_and_the_characters_of_what_has_no_spaces() {
        assert_eq!(row("Jane Doe").tokens(ALICE), "12cacme 12wdoe 12wjane");
        assert_eq!(row("東京 ab").tokens(ALICE), "12cacme 12wab 12w京 12w東 12w東京");
    }

    #[test]
    fn what_an_index_cannot_tell_is_told_by_the_rows() {
        let by_words = |text: &str| Criteria { words: Query::read(text), ..Criteria::default() };
        let by_company = |text: &str| Criteria { company: Query::read(text), ..Criteria::default() };
        let by_title = |text: &str| Criteria { title: Query::read(text), ..Criteria::default() };
        assert!(Wanted::new(ALICE, &by_words("jan doe 京")).exact);
        assert!(!Wanted::new(ALICE, &by_words("東京")).exact);
        assert!(!Wanted::new(ALICE, &by_company(&"a".repeat(201))).exact);
        assert!(!Wanted::new(ALICE, &by_words("京東")).finds(&row("東京")));
        let buyer = Texts { headline: Some("Buyer"), ..row("Jane") };
        for (title, is_found) in [("buy", true), ("jane", false), ("acme", false)] {
            let wanted = by_title(title);
            let wanted = Wanted::new(ALICE, &wanted);
            assert_eq!((wanted.exact, wanted.finds(&buyer)), (false, is_found), "{title}");
        }
    }
}
