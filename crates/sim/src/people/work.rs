//! Jobs: three thousand invented companies, a few of them large, and the titles that people have there.

mod titles;

use std::collections::HashSet;
use std::sync::LazyLock;

use kith_model::random::SeededRandom;

use super::{name::capital, pick, skewed, words};

const COMPANIES: usize = 3_000;

/// Every company with how much of the world works for it or for one before it.
static WORLD: LazyLock<Vec<(String, u64)>> = LazyLock::new(|| {
    let random = SeededRandom::new(3_000);
    let mut names = HashSet::new();
    let mut total = 0;
    let mut world = Vec::with_capacity(COMPANIES);
    while world.len() < COMPANIES {
        let name = company(&random);
        if names.insert(name.clone()) {
            // Zipf's law, its head flattened: the largest employs one in 180, not one in nine.
            total += 1_000_000 / (world.len() as u64 + 40);
            world.push((name, total));
        }
    }
    world
});

/// A company and a position; about one in sixteen has none.
pub(super) fn job(random: &SeededRandom) -> (String, String) {
    let company = match random.below(100) {
        0..6 => String::new(),
        6..9 => skewed(&titles::NO_COMPANY, random).to_owned(),
        _ => employer(random),
    };
    let position = if random.below(100) < 6 { String::new() } else { titles::title(random) };
    (company, position)
}

fn employer(random: &SeededRandom) -> String {
    let total = WORLD.last().map_or(1, |(_, total)| *total);
    let ticket = random.below(total);
    let at = WORLD.partition_point(|(_, upto)| *upto <= ticket);
    WORLD.get(at).map(|(name, _)| name.clone()).unwrap_or_default()
}

fn company(random: &SeededRandom) -> String {
    let (root, other) = (root(random), root(random));
    let trade = pick(&titles::TRADES, random);
    let form = skewed(&titles::FORMS, random);
    match random.below(100) {
        0..17 => root,
        17..52 => format!("{root} {trade}"),
        52..63 => format!("{root} {other} {trade}"),
        63..72 => format!("{root} {trade} {form}"),
        72..80 => format!("{root}, {form}"),
        80..85 => format!("{root} & {other}"),
        85..90 => format!("University of {root}"),
        90..93 => format!("{root} {trade} ({other})"),
        93..95 => format!("The \"{root}\" {trade} Co."),
        95..97 => format!("{root}é & Fils"),
        97..98 => format!("{}株式会社", skewed(&words::JAPANESE_FAMILY, random)),
        _ => format!("City of {root}"),
    }
}

/// A name put together as last names are, half of them with an ending in fashion.
fn root(random: &SeededRandom) -> String {
    let (starts, ends) = (&words::LAST.0, &words::LAST.1);
    let start = pick(starts, random).trim_end_matches('\'');
    let middle = if random.below(3) == 0 { pick(words::FIRST.1, random) } else { "" };
    let end = if random.below(2) == 0 { pick(&titles::ENDINGS, random) } else { pick(ends, random) };
    capital(&format!("{start}{middle}{end}"))
}
