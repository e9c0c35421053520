//! Names, put together from syllables of several scripts in about the proportions of a European's network.

use kith_model::random::SeededRandom;

use super::{below, pick, skewed, words};

/// A name as shown, and the bare one (no title, no emoji) that an address is made of.
pub(super) struct Name {
    pub(super) first: String,
    pub(super) last: String,
    pub(super) plain: (String, String),
}

impl Name {
    pub(super) fn invent(random: &SeededRandom) -> Self {
        let (mut first, mut last) = match random.below(1_000) {
            0..755 => latin(random),
            755..885 => accented(random),
            885..935 => east_asian(random),
            935..965 => pieces(random, &words::CYRILLIC),
            965..985 => pieces(random, &words::ARABIC),
            _ => pieces(random, &words::HEBREW),
        };
        // Most of those who write another script have an address in Latin letters all the same.
        let plain = if words::is_latin(&last) || random.below(10) < 4 {
            (first.clone(), last.clone())
        } else {
            latin(random)
        };
        match random.below(1_000) {
            0..25 => last.push_str(skewed(&words::CREDENTIALS, random)),
            25..30 => first = format!("{first} \"{}\"", capital(pick(words::FIRST.0, random))),
            30..34 => first = format!("{first} {}", pick(&words::EMOJI, random)),
            34..64 => first = format!("{first} {}.", pick(&words::INITIALS, random)),
            _ => {}
        }
        Self { first, last, plain }
    }
}

/// First names of two or three syllables; now and then a double last name.
fn latin(random: &SeededRandom) -> (String, String) {
    let (first, last) = (first_name(random), last_name(random));
    match random.below(100) {
        0..3 => (first, format!("{last}-{}", last_name(random))),
        3..5 => (first, format!("{} {last}", pick(&words::PARTICLES, random))),
        _ => (first, last),
    }
}

fn first_name(random: &SeededRandom) -> String {
    let (starts, middles, ends) = (&words::FIRST.0, &words::FIRST.1, &words::FIRST.2);
    let middle = if random.below(10) < 7 { skewed(middles, random) } else { "" };
    capital(&format!("{}{middle}{}", skewed(starts, random), skewed(ends, random)))
}

fn last_name(random: &SeededRandom) -> String {
    let (starts, ends) = (&words::LAST.0, &words::LAST.1);
    let middle = if random.below(100) < 35 { skewed(words::FIRST.1, random) } else { "" };
    capital(&format!("{}{middle}{}", skewed(starts, random), skewed(ends, random)))
}

/// A Latin name with letters outside ASCII in one half or in both.
fn accented(random: &SeededRandom) -> (String, String) {
    let (first, last) = latin(random);
    let marked = pieces(random, &words::ACCENTED);
    match random.below(3) {
        0 => (marked.0, last),
        1 => (first, marked.1),
        _ => marked,
    }
}

/// Chinese, Japanese or Korean: a family name of one or two signs, a given name of one to three.
fn east_asian(random: &SeededRandom) -> (String, String) {
    let (family, given, most) = match random.below(3) {
        0 => (&words::HAN_FAMILY[..], words::HAN_GIVEN, 2),
        1 => (&words::JAPANESE_FAMILY[..], words::KANA_GIVEN, 3),
        _ => (&words::HANGUL_FAMILY[..], words::HANGUL_GIVEN, 2),
    };
    let signs: Vec<_> = given.chars().collect();
    let count = most - u64::from(random.below(4) == 0);
    ((0..count).map(|_| signs[below(random, signs.len())]).collect(), skewed(family, random).to_owned())
}

fn pieces(random: &SeededRandom, of: &words::Pieces) -> (String, String) {
    let join = |(starts, ends): (&[&str], &[&str])| {
        capital(&format!("{}{}", skewed(starts, random), skewed(ends, random)))
    };
    (join(of.first), join(of.last))
}

/// With a capital first letter.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
