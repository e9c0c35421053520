//! One test a file: every variant of the export that is known, read to the last cell.

use kith_sources::archive::Export;

use crate::support::*;

macro_rules! fixture {
    ($name:literal) => {
        export(include_bytes!(concat!("../fixtures/", $name)))
    };
}

const LIST_2024: [&str; 11] = [
    "Wilhelmina | Quaverley | wilhelmina-quaverley-0a1b2c3 | - | Brassknob Clockworks | Head of Escapements | 2024-01-01",
    "Tobiasz | Żółkiewka-Śmigły | tobiasz-%C5%BC%C3%B3%C5%82kiewka-4d5e6f | tobiasz@example.com | Łąka i Synowie sp. z o.o. | Główny księgowy | 2024-02-29",
    "Océane | d'Ambrelune | oceane-dambrelune | - | Ambrelune, Fils & Cie | Directrice, Opérations (EMEA) | 2023-07-14",
    "蓮 | 架空山 | %E8%93%AE-%E6%9E%B6%E7%A9%BA%E5%B1%B1-77aa88 | - | 株式会社ゆめのなか | シニアエンジニア | 2022-09-09",
    "경석 | 가상차 | %EA%B2%BD%EC%84%9D-%EA%B0%80%EC%83%81%EC%B0%A8-47zz00 | - | - | - | 2021-04-30",
    "Sunny 🚀 | Ray-Marlowe 🧑🏽\u{200d}💻 | sunny-ray-marlowe | sunny@example.org | Emoji & Sons ✨ | Chief 🎉 Officer | 2023-12-12",
    "Barnaby \"Barn\" | Swallowtail, PhD, CPA | barnaby-swallowtail | - | The \"Real\" Quote Co. | VP, \"Special\" Projects | 2018-05-05",
    "Imre | Kettlewick | imre-kettlewick-9 | - | Kettlewick\nHoldings | Founder\nand sole employee | 2016-12-31",
    "נועם | בדוי | %D7%A0%D7%95%D7%A2%D7%9D-%D7%91%D7%93%D7%95%D7%99-1 | - | מפעלי דמיון | מנהל מוצר | 2023-01-17",
    "Petra | Samename | petra-samename-11 | - | Northgate Fictional | Recruiter | 2022-08-08",
    "Petra | Samename | petra-samename-22 | - | Southgate Fictional | Nurse | 2022-08-09",
];

/// Rows, duplicates, nameless and skipped, in numbers.
fn counts(export: &Export) -> (u32, usize, u32, usize) {
    (export.rows, export.duplicates.len(), export.nameless, export.skipped.len())
}

#[test]
fn the_usual_form_is_read_and_its_exact_duplicate_counts_once() {
    let export = fixture!("connections-2024.csv");
    assert_eq!(shown(&export), LIST_2024);
    assert_eq!((counts(&export), &export.duplicates[..]), ((12, 1, 0, 0), &[18][..]));
    assert_eq!((export.owner, export.warnings), (None, vec![]));
    assert_eq!(
        export.connections[1].profile_url.as_ref().unwrap().to_string(),
        "https://www.linkedin.com/in/tobiasz-%C5%BC%C3%B3%C5%82kiewka-4d5e6f/"
    );
}

#[test]
fn a_zip_holds_its_list_at_the_root_or_in_a_folder_and_its_owner_beside() {
    for export in [
        fixture!("Basic_LinkedInDataExport_11-20-2026.zip"),
        fixture!("Complete_LinkedInDataExport_11-20-2026.zip"),
    ] {
        assert_eq!(shown(&export), LIST_2024);
        assert_eq!((counts(&export), &export.duplicates[..]), ((12, 1, 0, 0), &[18][..]));
        assert_eq!(export.owner.unwrap().name(), "Synthetic Owner");
    }
}

#[test]
fn a_list_without_preamble_is_read() {
    let export = fixture!("connections-no-preamble.csv");
    assert_eq!(
        shown(&export),
        [
            "Ottoline | Marchpane | ottoline-marchpane | - | Marchpane & Daughters | Pastry Architect | 2025-03-15",
            "Zdeněk | Vymyšlený | zden%C4%9Bk-vymy%C5%A1len%C3%BD | - | Smyšlená a.s. | Vývojář | 2025-04-02",
            "Ike | Noemail | ike-noemail | - | Self-employed | - | 2025-04-07",
            "Ada | Commafield | ada-commafield | ada@example.com | Comma, Comma, LLC | Engineer, Sr. | 2024-10-10",
            "Lío | Última | lio-ultima | - | - | Estudiante | 2021-08-20",
        ]
    );
    assert_eq!((counts(&export), export.warnings), ((5, 0, 0, 0), vec![]));
}

#[test]
fn every_form_of_date_is_read_and_an_ambiguous_one_is_kept_as_text_and_reported() {
    let export = fixture!("connections-old-date.csv");
    assert_eq!(
        shown(&export),
        [
            "Hortensia | Oldfield | - | hortensia@example.com | Oldfield Mills | Miller | 1/2/18, 3:04 PM",
            "Basil | Twelvehour | - | basil@example.com | Twelve & Co | Clerk | 2017-12-31",
            "Noon | Tester | - | - | Noonday | Analyst | 2017-06-15",
            "Umlaut | Überfluß | - | u@example.com | Überfluß GmbH | Geschäftsführer | 10/9/16, 9:59 AM",
            "Slash | Yearlong | - | - | Slash Works | Designer | 2024-03-15",
            "Iso | Datestring | - | - | Iso Works | Designer | 2019-11-30",
            "Long | Monthname | - | - | Monthname Ltd | Editor | 2015-09-04",
        ]
    );
    assert_eq!(counts(&export), (7, 0, 0, 0));
    assert_eq!(
        notes(&export.warnings),
        [
            "2: Connected On \"1/2/18, 3:04 PM\" is no day that can be told for certain; kept as text",
            "5: Connected On \"10/9/16, 9:59 AM\" is no day that can be told for certain; kept as text",
        ]
    );
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_change_nothing() {
    let export = fixture!("connections-bom-crlf.csv");
    assert_eq!(
        shown(&export),
        [
            "Gwendal | Contrefaçon | gwendal-contrefacon | - | Atelier Nul | Ébéniste | 2024-06-06",
            "Mira | Crlf-Ending | mira-crlf-ending | mira@example.com | CRLF, Inc. | \"Lead\" Typist | 2019-11-11",
            "Zoë | Bom-Bearer | zo%C3%AB-bom-bearer | - | - | - | -",
            "太郎 | 試験 | %E5%A4%AA%E9%83%8E-%E8%A9%A6%E9%A8%93 | - | 試験株式会社 | テスター 🧪 | 2023-07-12",
            "Line | Break | line-break | - | Multi\nLine | Role | 2020-02-03",
        ]
    );
    assert_eq!((counts(&export), export.warnings), ((5, 0, 0, 0), vec![]));
}

#[test]
fn nameless_members_stay_short_rows_are_padded_and_blank_rows_are_reported() {
    let export = fixture!("connections-empty-names.csv");
    assert_eq!(
        shown(&export),
        [
            "Prudence | Present | prudence-present | - | Present Ltd | Archivist | 2014-03-22",
            "- | - | - | - | - | - | 2019-05-14",
            "- | - | ghost-member-00 | - | Ghost Ltd | Founder | 2020-01-01",
            "Mononym | - | mononym | - | - | - | 2021-02-02",
            "- | Lastonly | lastonly | - | Halfname GmbH | - | 2021-03-03",
            "- | - | spaces-only | - | - | - | 2021-04-04",
            "Nodate | Person | nodate-person | nodate@example.com | Undated SA | Clerk | -",
            "Short | Row | short-row | - | - | - | -",
        ]
    );
    assert_eq!(counts(&export), (9, 0, 3, 1));
    assert_eq!(notes(&export.skipped), ["11: a blank row: no column that is read holds anything"]);
    assert_eq!(export.warnings, []);
}

#[test]
fn a_preamble_of_many_lines_may_name_the_columns() {
    let export = fixture!("connections-preamble-wrapped.csv");
    assert_eq!(
        shown(&export),
        [
            "Wrap | Ped | wrap-ped | - | Wrapped Notes Oy | Tester | 2026-08-18",
            "Second | Line | second-line | - | A, B | C | 2026-08-19",
            "Third | Liné | third-lin%C3%A9 | - | - | - | 2026-08-20",
            "Fourth | 🙂 | fourth | - | - | - | 2026-08-21",
            "Fifth | O'Synthetic | fifth-osynthetic | - | - | - | 2026-08-22",
        ]
    );
    assert_eq!((counts(&export), export.warnings), ((5, 0, 0, 0), vec![]));
}

#[test]
fn a_preamble_without_quotation_marks_is_skipped_too() {
    let export = fixture!("connections-preamble-unquoted.csv");
    assert_eq!(
        shown(&export),
        [
            "Un | Quoted | un-quoted | - | Plain plc | Tester | 2024-08-17",
            "Two | Rows | two-rows | - | - | - | 2024-08-18",
            "Thrée | Rows | thr%C3%A9e-rows | - | - | - | 2024-08-19",
            "Four | Rows | four-rows | - | - | - | 2024-08-20",
            "Five | Rows | five-rows | - | - | - | 2024-08-21",
        ]
    );
    assert_eq!((counts(&export), export.warnings), ((5, 0, 0, 0), vec![]));
}

#[test]
fn without_addresses_two_people_of_one_name_are_two() {
    let export = fixture!("connections-no-url.csv");
    assert_eq!(
        shown(&export),
        [
            "Sable | Ermintrude | - | - | Ermintrude Furs | Buyer | 2020-01-01",
            "Raj | Inventedpatel | - | raj@example.com | Inventia | Product Manager | 2020-01-02",
            "José | Ficticio | - | - | Ficticia, S.A. de C.V. | Director | 2020-01-03",
            "Sable | Ermintrude | - | - | Another Firm | Buyer | 2020-01-04",
            "🦊 | Foxglove | - | - | - | - | 2020-01-05",
        ]
    );
    assert_eq!((counts(&export), export.warnings), ((5, 0, 0, 0), vec![]));
}

#[test]
fn every_spelling_of_an_address_is_read_and_what_is_none_becomes_null_and_is_reported() {
    let export = fixture!("connections-url-forms.csv");
    assert_eq!(
        shown(&export),
        [
            "A | Plain | form-a | - | - | - | 2026-02-01",
            "B | Slash | form-b | - | - | - | 2026-02-01",
            "C | Noscheme | form-c | - | - | - | 2026-02-01",
            "D | Bare | Form-D | - | - | - | 2026-02-01",
            "E | Tracked | form-e | - | - | - | 2026-02-01",
            "F | Country | form-f | - | - | - | 2026-02-01",
            "G | Upper% | R%C3%96DER-form-g | - | - | - | 2026-02-01",
            "H | Lower% | r%C3%B6der-form-h | - | - | - | 2026-02-01",
            "I | Badescape | 100%25-form-i | - | - | - | 2026-02-01",
            "J | Script | - | - | =HYPERLINK(\"http://x.example\") | +SUM(A1:A9) | 2026-02-01",
            "JosÃ© | GarbledÃ¡ | form-l | - | - | - | 2026-02-01",
        ]
    );
    assert_eq!((counts(&export), &export.duplicates[..]), ((12, 1, 0, 0), &[15][..]));
    assert_eq!(
        notes(&export.warnings),
        [
            "14: URL is left out: it is no web address of linkedin.com",
            "14: Email Address is left out: it is no e-mail address",
        ]
    );
}
