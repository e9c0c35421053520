//! People counted by a text that they have in common, whatever its letter case, accents and punctuation.

use std::collections::HashMap;

use kith_model::Words;
use kith_model::words::fold;

use super::{Group, Share};

/// How often each spelling of each text was seen.
#[derive(Default)]
pub(super) struct Groups {
    /// By the text's words, each with its spellings.
    all: HashMap<String, HashMap<String, u32>>,
    without: u32,
}

impl Groups {
    /// Counts one person.
    pub(super) fn count(&mut self, text: Option<&str>) {
        let Some(text) = text else {
            self.without += 1;
            return;
        };
        let words = Words::of([text]);
        // A text of signs alone has no words; it is told by itself.
        let key = if words.as_str().is_empty() { fold(text) } else { words.as_str().to_owned() };
        let spellings = self.all.entry(key).or_default();
        match spellings.get_mut(text) {
            Some(seen) => *seen += 1,
            None => drop(spellings.insert(text.to_owned(), 1)),
        }
    }

    /// How many texts there are.
    pub(super) fn distinct(&self) -> u32 {
        u32::try_from(self.all.len()).unwrap_or(u32::MAX)
    }

    /// How many people had none.
    pub(super) fn without(&self) -> u32 {
        self.without
    }

    /// The commonest ones of `total` people, at most `top` of them; ties by name.
    pub(super) fn top(self, top: u32, total: u32) -> Vec<Group> {
        let mut all: Vec<_> = self.all.into_values().map(|spellings| shown(spellings, total)).collect();
        all.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.name.cmp(&other.name)));
        all.truncate(top as usize);
        all
    }
}

/// A group in its commonest spelling; of two that are as common, the one that sorts first.
fn shown(spellings: HashMap<String, u32>, total: u32) -> Group {
    let count = spellings.values().sum();
    let mut best: Option<(u32, String)> = None;
    for (name, seen) in spellings {
        if best.as_ref().is_none_or(|(most, known)| seen > *most || (seen == *most && name < *known)) {
            best = Some((seen, name));
        }
    }
    let Share { count, share } = Share::of(count, total);
    Group { name: best.map(|(_, name)| name).unwrap_or_default(), count, share }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(texts: &[&str]) -> Vec<(String, u32)> {
        let mut groups = Groups::default();
        texts.iter().for_each(|text| groups.count(Some(text)));
        groups.top(10, 10).into_iter().map(|group| (group.name, group.count)).collect()
    }

    #[test]
    fn spellings_of_one_name_are_one_group_and_the_commonest_is_shown() {
        let texts = ["ACME Inc.", "Acme, Inc", "Acme Inc.", "acme inc", "Acme Inc.", "Globex"];
        assert_eq!(counted(&texts), [("Acme Inc.".into(), 5), ("Globex".into(), 1)]);
    }

    #[test]
    fn ties_go_by_name_and_signs_are_told_apart() {
        assert_eq!(counted(&["b", "a", "***", "---"]).len(), 4);
        assert_eq!(counted(&["B", "b", "a", "a"]), [("B".into(), 2), ("a".into(), 2)]);
    }
}
