//! Invented members who differ in all that a search can ask for: names of many scripts, spellings of one company, titles,
//! days that are certain, uncertain or missing. All of it follows from a seed.

use kith_model::random::SeededRandom;
use kith_model::{ConnectedOn, Connection, ProfileUrl};

const FIRST: [&str; 14] = [
    "Jane",
    "JÁNE",
    "Åsa",
    "Ångström",
    "İpek",
    "Seán",
    "Élodie",
    "Łukasz",
    "محمد",
    "דוד",
    "民秀",
    "김민수",
    "Jan",
    "Pat",
];
const LAST: [&str; 13] = [
    "Doe",
    "O'Brien",
    "O’Brien",
    "Müller",
    "Mueller",
    "Strauß",
    "東京",
    "東京大",
    "Ó Súilleabháin",
    "de la Cruz",
    "Smith-Jones",
    "ﬁsher",
    "Øst",
];
const COMPANIES: [&str; 10] = [
    "Acme Corp.",
    "ACME Corp",
    "acme, corp",
    "Globex GmbH",
    "Müller & Söhne",
    "東京大学",
    "Straße 7",
    "L'Oréal",
    "***",
    "Jane's Bakery",
];
const TITLES: [&str; 11] = [
    "Founder & CEO",
    "Senior Engineer",
    "senior engineer",
    "Geschäftsführer",
    "Head of Growth",
    "Praktikant",
    "VP, Sales",
    "産品経理",
    "Product Owner",
    "Director of Acme",
    "Consultant",
];
const DAYS: [&str; 8] =
    ["03 Jan 2023", "31 Jan 2023", "01 Feb 2024", "29 Feb 2024", "07 Dec 2025", "1/2/18", "soon", ""];

/// So many of them, in no order.
pub fn varied(seed: u64, count: u32) -> Vec<Connection> {
    let random = SeededRandom::new(seed);
    (0..count).map(|n| one(&random, n)).collect()
}

fn one(random: &SeededRandom, n: u32) -> Connection {
    // One in `none` lacks it.
    let pick = |of: &[&str], none: u64| {
        let at = usize::try_from(random.below(of.len() as u64)).unwrap();
        (random.below(none) > 0).then(|| of[at].to_owned())
    };
    Connection {
        source_id: Some(n.to_string()),
        first_name: pick(&FIRST, 9),
        last_name: pick(&LAST, 9),
        headline: pick(&TITLES, 2),
        company: pick(&COMPANIES, 5),
        position: pick(&TITLES, 4),
        email: (random.below(3) == 0).then(|| format!("Person{n}@Example.com")),
        profile_url: (random.below(8) > 0)
            .then(|| ProfileUrl::from_vanity(&format!("Vanity-{n}-é")).ok())
            .flatten(),
        connected_on: pick(&DAYS, 9).and_then(|day| ConnectedOn::read(&day)),
        ..Connection::default()
    }
}
