//! The export that ships with kith to try it on: 1,201 invented people, among them one of each odd row that real
//! exports have. The same bytes on every machine.

use std::io;

use crate::export::{self, Row};
use crate::people::{Member, NEWEST, Network};

/// What the sample is called in the folder of samples.
pub const FILE_NAME: &str = "Basic_LinkedInDataExport.zip";

/// How many people it lists, each once, the odd ones included.
pub const PEOPLE: u32 = 1_201;

const ODD_PEOPLE: u32 = 6;

/// What some odd rows share: only where they stand and their day come from the list.
const ODD: [[&str; 6]; ODD_PEOPLE as usize] = [
    // A member who closed or hid the account, with and without an address.
    ["", "", "https://www.linkedin.com/in/ghost-member-0c1d2e3f", "", "Ghost & Lantern Ltd", "Founder"],
    ["", "", "", "", "", ""],
    // A page that is no profile; what is known of the person stays.
    [
        "Petra",
        "Wrongway",
        "https://www.linkedin.com/company/wrongway-signposts",
        "",
        "Wrongway Signposts",
        "Clerk",
    ],
    // A line break inside a cell.
    [
        "Imre",
        "Twoline",
        "https://www.linkedin.com/in/imre-twoline-9",
        "",
        "Twoline Press",
        "Editor\nand sole employee",
    ],
    // A cell that a spreadsheet would take for a formula.
    [
        "Formula",
        "Equalson",
        "https://www.linkedin.com/in/formula-equalson-1a2b3c4d",
        "",
        "=SUM(A1:A9)",
        "+Actuary",
    ],
    // A day that could be two: the second of January or the first of February; see `rows`.
    [
        "Hortensia",
        "Oldfield",
        "https://www.linkedin.com/in/hortensia-oldfield",
        "hortensia@example.com",
        "Oldfield Mills",
        "Miller",
    ],
];

/// The sample's bytes.
///
/// # Errors
/// None that writing to memory can meet.
pub fn archive() -> io::Result<Vec<u8>> {
    let network = Network::generate(1_201, PEOPLE - ODD_PEOPLE);
    let owner = Member {
        first_name: "Wilhelmina".into(),
        last_name: "Quaverley".into(),
        position: "Head of Escapements at Brassknob Clockworks".into(),
        ..network.owner.clone()
    };
    export::archive_of(&owner, &export::csv_of(rows(&network).into_iter())?, NEWEST)
}

/// The network's rows with the odd ones spread among them, each on the day of the row it stands before, and one
/// member a second time with the address in capitals.
fn rows(network: &Network) -> Vec<Row> {
    let mut rows: Vec<_> = network.members.iter().map(export::row).collect();
    let mut twin = rows[100].clone();
    twin[2] = twin[2].to_uppercase().replace("HTTPS://WWW.LINKEDIN.COM/IN/", "https://www.linkedin.com/in/");
    for (nth, odd) in ODD.iter().enumerate() {
        let at = 37 + 200 * nth;
        let on = rows[at][6].clone();
        let [first, last, url, email, company, position] = odd.map(str::to_owned);
        rows.insert(at, [first, last, url, email, company, position, on]);
    }
    if let Some(oldest) = rows.iter_mut().find(|row| row[1] == "Oldfield") {
        oldest[6] = "1/2/18, 3:04 PM".into();
    }
    rows.insert(500, twin);
    rows
}
