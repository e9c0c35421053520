//! What a search compares: texts folded to words, and the words that are looked for. Letter case, accents and the
//! order of words do not matter; each word looked for is the beginning of a word of the text. Scripts that are written
//! without spaces are found anywhere in it. One law for every index: a store may narrow down, this decides.

use unicode_normalization::UnicodeNormalization as _;

use crate::Connection;

/// A text as it is searched: folded words, each after a space.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words(String);

impl Words {
    /// The words of some texts together.
    pub fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let mut out = String::new();
        for text in texts {
            for word in split(&fold(text)) {
                out.push(' ');
                out.push_str(word);
            }
            // "O'Brien" is found as "brien", "o'brien" and "obrien".
            for word in text.split_whitespace().filter(|word| word.contains(APOSTROPHES)) {
                let joined = fold(&word.replace(APOSTROPHES, ""));
                if let Some(word) = split(&joined).next() {
                    out.push(' ');
                    out.push_str(word);
                }
            }
        }
        Self(out)
    }

    /// Name, headline, position and company: what a search of connections goes over.
    pub fn of_connection(connection: &Connection) -> Self {
        let name = connection.name();
        let work = [&connection.headline, &connection.position, &connection.company];
        Self::of(std::iter::once(&*name).chain(work.into_iter().filter_map(Option::as_deref)))
    }

    /// Words that were folded before, as [`Words::as_str`] gave them.
    pub fn from_folded(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Each word after a space: what a store keeps.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The words, one by one.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.split(' ').filter(|word| !word.is_empty())
    }
}

/// A word that is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Term {
    /// A beginning of a word, with the space before it.
    Beginning(String),
    /// Of a script without spaces: any part.
    Part(String),
}

impl Term {
    /// Its letters.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Beginning(text) => &text[1..],
            Self::Part(text) => text,
        }
    }

    /// What stands in folded words where it is found: its letters, after a space if they begin a word.
    pub fn pattern(&self) -> &str {
        match self {
            Self::Beginning(text) | Self::Part(text) => text,
        }
    }
}

/// What is looked for: all of its terms.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Query(Vec<Term>);

impl Query {
    /// Reads what a person typed. Without any letter or digit it looks for nothing and finds everybody: see
    /// [`Query::is_empty`].
    pub fn read(text: &str) -> Self {
        let term = |word: &str| {
            if word.chars().any(is_unspaced) {
                Term::Part(word.to_owned())
            } else {
                Term::Beginning(format!(" {word}"))
            }
        };
        let mut terms: Vec<Term> = Vec::new();
        for word in split(&fold(text)) {
            let term = term(word);
            if !terms.contains(&term) {
                terms.push(term);
            }
        }
        Self(terms)
    }

    /// Whether it looks for nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What must all be found.
    pub fn terms(&self) -> &[Term] {
        &self.0
    }

    /// Whether all of it is in `words`.
    pub fn matches(&self, words: &Words) -> bool {
        self.matches_folded(&words.0)
    }

    /// The same, of words as [`Words::as_str`] gave them.
    pub fn matches_folded(&self, words: &str) -> bool {
        self.0.iter().all(|term| words.contains(term.pattern()))
    }
}

const APOSTROPHES: [char; 3] = ['\'', '’', '`'];

/// Lower case, without accents, in the compatible form: `Å` is `a`, `ﬁ` is `fi`, full width is half width.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(text.len());
    for letter in text.nfkd().filter(|letter| !is_accent(*letter)).flat_map(char::to_lowercase) {
        match letter {
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'þ' => out.push_str("th"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'đ' | 'ð' => out.push('d'),
            'ħ' => out.push('h'),
            'ı' => out.push('i'),
            // Of `İ` and the like a lower case brings an accent of its own.
            other if is_accent(other) => {}
            'ς' => out.push('σ'),
            other => out.push(other),
        }
    }
    // Syllables and letters with marks that are no accents (Hangul, kana, Indic) are put together again.
    if out.is_ascii() { out } else { out.nfc().collect() }
}

/// Marks that a reader would leave out in a search: of Latin, Greek, Cyrillic, Hebrew and Arabic.
fn is_accent(letter: char) -> bool {
    matches!(letter,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}'..='\u{5c2}'
        | '\u{5c4}'..='\u{5c5}' | '\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// Scripts that are written without spaces between words.
pub fn is_unspaced(letter: char) -> bool {
    matches!(letter,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1100}'..='\u{11ff}' | '\u{1780}'..='\u{17ff}'
        | '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{318f}' | '\u{31a0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// The words of a folded text.
fn split(folded: &str) -> impl Iterator<Item = &str> {
    let is_part =
        |letter: char| letter.is_alphanumeric() || unicode_normalization::char::is_combining_mark(letter);
    folded.split(move |letter: char| !is_part(letter)).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn finds(query: &str, text: &str) -> bool {
        Query::read(query).matches(&Words::of([text]))
    }

    #[test]
    fn words_and_beginnings_are_found_in_any_order_case_and_accent() {
        for query in ["jane", "JANE", "doe jane", "jan do", "Jäne", "founder acme", "acmé c"] {
            assert!(finds(query, "Jane Doe, Founder @ Acme Corp."), "{query}");
        }
        for query in ["ane", "janet", "jane doe smith"] {
            assert!(!finds(query, "Jane Doe"), "{query}");
        }
    }

    #[test]
    fn letters_of_many_scripts_are_folded() {
        for (query, text) in [
            ("strasse", "Straße"),
            ("lodz", "Łódź"),
            ("soren", "Søren"),
            ("istanbul", "İSTANBUL"),
            ("ΣΊΣΥΦΟΣ", "Σίσυφος"),
            ("ёлкин", "Елкин"),
            ("شركه", "شَرِكه"),
            ("office", "o\u{fb03}ce"),
            ("abc", "ＡＢＣ"),
            ("obrien", "Pat O'Brien"),
            ("brien", "Pat O’Brien"),
            ("o'brien", "Pat O’Brien"),
            ("प्रिया", "प्रिया शर्मा"),
        ] {
            assert!(finds(query, text), "{query} in {text}");
        }
        assert!(!finds("か", "が"), "a voiced letter is another letter");
    }

    #[test]
    fn scripts_without_spaces_are_found_anywhere() {
        for (query, text) in
            [("京大", "東京大学"), ("大学 東", "東京大学"), ("민수", "김민수"), ("ムラ", "タムラ")]
        {
            assert!(finds(query, text), "{query} in {text}");
        }
        assert!(!finds("京都", "東京大学都"));
    }

    #[test]
    fn what_has_no_letters_looks_for_nothing() {
        assert!(Query::read(" -- \" * ").is_empty());
        assert!(finds("", "anybody"));
    }

    proptest! {
        #[test]
        fn whatever_stands_in_a_text_is_found_by_it(text in "\\PC{0,40}") {
            prop_assert!(finds(&text, &text));
            prop_assert!(finds(&text.to_uppercase().to_lowercase(), &text) || !text.is_ascii());
        }

        #[test]
        fn folding_again_changes_nothing(text in "\\PC{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
