//! What a title tells of the rank of who has it: the first row of a small table of which all words stand in the title, in
//! their order. A title that tells none is unknown; nothing is guessed from companies or years.

use std::collections::HashMap;

use kith_model::Words;
use kith_model::words::is_unspaced;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The people of one level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// `founder`, `executive`, `vice_president`, `director`, `head`, `manager`, `senior`, `entry` or `unknown`.
    pub level: String,
    /// How many people.
    pub count: u32,
    /// Of all connections, from 0 to 1, to four decimals.
    pub share: f64,
}

/// The ranks that are told apart, highest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rank {
    Founder,
    Executive,
    VicePresident,
    Director,
    Head,
    Manager,
    Senior,
    Entry,
    Unknown,
}

impl Rank {
    /// The names of all, in their order.
    pub(super) const NAMES: [&str; 9] = [
        "founder",
        "executive",
        "vice_president",
        "director",
        "head",
        "manager",
        "senior",
        "entry",
        "unknown",
    ];
}

/// Titles by their folded words, for letter case, accents and signs do not matter. The first row that fits decides. Words of
/// a script without spaces are found anywhere.
#[rustfmt::skip]
const TABLE: &[(Rank, &[&str])] = &[
    (Rank::Founder, &["founder", "cofounder", "owner", "proprietor", "inhaber", "inhaberin", "grunder", "grunderin",
        "fondateur", "fondatrice", "cofondateur", "cofondatrice", "fundador", "fundadora", "cofundador", "propietario",
        "propietaria", "proprietario", "fondatore", "titolare", "oprichter", "eigenaar", "wlasciciel", "zalozyciel",
        "创始人", "创办人", "創業者"]),
    (Rank::Executive, &["ceo", "cto", "cfo", "coo", "cmo", "cio", "cpo", "cro", "cso", "cdo", "chro", "ciso", "c e o",
        "c t o", "c f o", "chief officer", "managing director", "managing partner", "geschaftsfuhrer",
        "geschaftsfuhrerin", "vorstand", "directeur general", "directrice generale", "director general",
        "directora general", "gerente general", "consejero delegado", "amministratore delegato", "diretor executivo",
        "prezes", "代表取締役", "首席执行官", "社長"]),
    (Rank::VicePresident, &["vice president", "vp", "svp", "evp", "avp", "v p", "vicepresident", "vicepresidente",
        "vice presidente", "vizeprasident", "副总裁"]),
    (Rank::Executive, &["president", "presidente", "presidenta", "prasident", "prasidentin", "总裁"]),
    (Rank::Director, &["director", "directora", "directeur", "directrice", "direktor", "direktorin", "direttore",
        "direttrice", "diretor", "diretora", "dyrektor", "总监", "取締役"]),
    (Rank::Head, &["head", "leiter", "leiterin", "abteilungsleiter", "abteilungsleiterin", "bereichsleiter",
        "bereichsleiterin", "responsable", "responsabile", "jefe", "jefa", "hoofd", "部長"]),
    (Rank::Entry, &["intern", "internship", "trainee", "junior", "jr", "apprentice", "praktikant", "praktikantin",
        "werkstudent", "werkstudentin", "auszubildende", "auszubildender", "azubi", "volontar", "volontarin",
        "stagiaire", "stagiair", "becario", "becaria", "practicante", "pasante", "stagista", "tirocinante",
        "estagiario", "estagiaria", "stazysta", "stazystka", "实习生", "インターン"]),
    (Rank::Manager, &["manager", "managerin", "mgr", "supervisor", "gerente", "teamleiter", "teamleiterin",
        "projektleiter", "projektleiterin", "gestionnaire", "chef de", "kierownik", "经理", "課長", "マネージャー"]),
    (Rank::Senior, &["senior", "sr", "lead", "principal", "staff engineer", "staff developer", "staff scientist",
        "staff designer", "starszy", "starsza", "高级", "シニア"]),
    (Rank::Entry, &["student", "studentin", "etudiant", "etudiante", "estudiante", "学生"]),
];

/// What an owner may own without being one.
const NO_PROPERTY: [&str; 5] = ["product", "process", "service", "system", "data"];

/// The table by the first word of each title.
pub(super) struct Reader {
    /// The row, and the words that must follow.
    spaced: HashMap<&'static str, Vec<(usize, &'static str)>>,
    unspaced: Vec<(usize, &'static str)>,
}

impl Default for Reader {
    fn default() -> Self {
        let (mut spaced, mut unspaced) = (HashMap::<_, Vec<_>>::new(), Vec::new());
        for (row, (_, titles)) in TABLE.iter().enumerate() {
            for title in *titles {
                if title.contains(is_unspaced) {
                    unspaced.push((row, *title));
                } else {
                    let (first, rest) = title.split_once(' ').unwrap_or((title, ""));
                    spaced.entry(first).or_default().push((row, rest));
                }
            }
        }
        Self { spaced, unspaced }
    }
}

impl Reader {
    /// The rank that a title tells.
    pub(super) fn rank(&self, title: &str) -> Rank {
        let words = Words::of([title]);
        // "Assistant to the CEO" is none.
        let told = words.as_str().split_once(" to ").map_or(words.as_str(), |(before, _)| before);
        let words: Vec<&str> = told.split(' ').filter(|word| !word.is_empty()).collect();
        let mut best = TABLE.len();
        for (at, word) in words.iter().enumerate() {
            if *word == "owner" && at > 0 && NO_PROPERTY.contains(&words[at - 1]) {
                continue;
            }
            for (row, rest) in self.spaced.get(word).into_iter().flatten() {
                if *row < best && follow(&words[at + 1..], rest) {
                    best = *row;
                }
            }
        }
        if !told.is_ascii() {
            let rows = self.unspaced.iter().filter(|(_, title)| told.contains(title)).map(|(row, _)| *row);
            best = rows.min().map_or(best, |row| row.min(best));
        }
        TABLE.get(best).map_or(Rank::Unknown, |(rank, _)| *rank)
    }
}

/// Whether all words of `rest` stand in `words`, in their order.
fn follow(words: &[&str], rest: &str) -> bool {
    let mut words = words.iter();
    rest.split(' ').filter(|word| !word.is_empty()).all(|word| words.any(|one| *one == word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_tell_their_rank_in_any_language_of_the_table() {
        let reader = Reader::default();
        for (rank, titles) in [
            (Rank::Founder, &["Co-Founder & CEO", "Owner", "Gründerin", "Business Owner", "创始人兼CEO"][..]),
            (
                Rank::Executive,
                &["CEO", "C.E.O.", "Chief Technology Officer", "Managing Director", "Geschäftsführer"],
            ),
            (Rank::Executive, &["President, EMEA", "Directeur général", "代表取締役", "中国区总裁"]),
            (Rank::VicePresident, &["Vice President, Sales", "SVP Marketing", "V.P. of Sales", "副总裁"]),
            (Rank::Director, &["Senior Director, Data", "Direktorin", "Director of Managers", "取締役"]),
            (Rank::Head, &["Head of Growth", "Leiterin Vertrieb", "Responsable RH", "営業部長"]),
            (Rank::Manager, &["Senior Product Manager", "Gerente comercial", "Chef de projet", "产品经理"]),
            (Rank::Senior, &["Sr. Developer", "Principal Engineer", "Staff Software Engineer", "高级工程师"]),
            (Rank::Senior, &["Senior Product Owner"]),
            (Rank::Entry, &["Junior Manager", "Praktikant", "Intern - Product Manager", "Student", "实习生"]),
            (
                Rank::Unknown,
                &["Product Owner", "Assistant to the CEO", "Chief of Staff", "Chef", "", "Vice", "!"],
            ),
            (Rank::Unknown, &["Consultant", "Headhunter", "Internal Auditor", "Directory Editor"]),
        ] {
            for title in titles {
                assert_eq!(reader.rank(title), rank, "{title}");
            }
        }
    }

    #[test]
    fn every_title_of_the_table_is_folded_and_tells_the_rank_of_its_row_or_an_earlier_one() {
        let reader = Reader::default();
        for (row, (_, titles)) in TABLE.iter().enumerate() {
            for title in *titles {
                assert_eq!(kith_model::words::fold(title), **title);
                let told = TABLE[..=row].iter().any(|(rank, _)| *rank == reader.rank(title));
                assert!(told, "{title}");
            }
        }
        assert_eq!(Rank::NAMES[Rank::Unknown as usize], "unknown");
        assert_eq!(Rank::NAMES[Rank::VicePresident as usize], "vice_president");
    }
}
