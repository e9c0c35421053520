//! `download_connections` and `download_people`: a file holds everybody who is found, in their order, and is paid as an export.

use kith_engine::{
    Arrangement, Download, DownloadConnections, DownloadPeople, Error, ExportFormat, Fields, PeopleQuestion,
    Question, SearchConnections, Sort,
};
use kith_model::{Connection, Query, Window};

use super::world::{World, people, person};

/// The cells of a CSV file, its header first.
fn cells(file: &Download) -> Vec<Vec<String>> {
    let text = std::str::from_utf8(&file.bytes).unwrap().strip_prefix('\u{feff}').unwrap();
    let mut csv = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    csv.records().map(|line| line.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[tokio::test]
async fn a_file_holds_everybody_whom_the_search_finds_in_its_order_and_costs_as_an_export() {
    let world = World::with_credits(1_000).await;
    let mut list = people(3_000);
    list[5].first_name = Some("=1+1".into());
    let account = world.has("acc_1", &list).await;
    let caller = world.caller().await;
    let words = Question { query: Query::read("company maker"), sort: Sort::Company, ..Question::default() };
    let email = Question { has_email: Some(true), sort: Sort::LastName, ..Question::default() };
    let nobody = Question { query: Query::read("nobody"), ..Question::default() };
    for (question, count, price) in [(words, 3_000, 60), (email, 1_500, 30), (nobody, 0, 0)] {
        let before = world.balance().await;
        let ask = DownloadConnections {
            account: account.clone(),
            question: question.clone(),
            snapshot: None,
            format: ExportFormat::Csv,
        };
        let file = world.engine.download_connections(&caller, &ask).await.unwrap();
        assert_eq!((file.answer.rows, file.credits, before - world.balance().await), (count, price, price));
        let page = SearchConnections {
            account: account.clone(),
            question,
            window: Window { offset: 0, count: 30_000 },
            fields: Fields::default(),
            snapshot: None,
        };
        let looker = world.looker().await;
        let found = world.engine.look_up_connections(&looker, &page).await.unwrap().answer;
        let lines = cells(&file.answer);
        assert_eq!(lines[0][..4], ["id", "first_name", "last_name", "name"]);
        let ids: Vec<_> = lines[1..].iter().map(|line| &line[0]).collect();
        assert_eq!(ids, found.rows.iter().map(|row| &row.id).collect::<Vec<_>>());
        assert!(lines.iter().flatten().all(|cell| !cell.starts_with('=')));
    }
}

#[tokio::test]
async fn a_file_that_the_balance_does_not_cover_is_refused_and_costs_nothing() {
    let world = World::with_credits(2).await;
    let account = world.has("acc_1", &people(120)).await;
    let (question, format) = (Question::default(), ExportFormat::Vcard);
    let ask = DownloadConnections { account, question, snapshot: None, format };
    let short = world.engine.download_connections(&world.caller().await, &ask).await;
    assert_eq!(short.unwrap_err(), Error::InsufficientCredits { needed: 3, balance: 2 });
    let everybody =
        DownloadPeople { question: PeopleQuestion::default(), stamp: None, format: ExportFormat::Vcard };
    let short = world.engine.download_people(&world.caller().await, &everybody).await;
    assert_eq!(short.unwrap_err(), Error::InsufficientCredits { needed: 3, balance: 2 });
    assert_eq!(world.balance().await, 2);
}

#[tokio::test]
async fn a_file_of_the_workspace_has_each_person_once_with_those_who_know_them() {
    let world = World::with_credits(1_000).await;
    let hidden = |n: u32| Connection { source_id: Some(n.to_string()), ..Connection::default() };
    let mut ours = people(2_300);
    ours.extend([hidden(1), hidden(2)]);
    world.has("acc_1", &ours).await;
    world.has("acc_2", &people(10)).await;
    let caller = world.caller().await;
    let ask = |format, known_by_more_than| {
        let arrangement = Arrangement { known_by_more_than, ..Arrangement::default() };
        let question = PeopleQuestion { arrangement, ..PeopleQuestion::default() };
        DownloadPeople { question, stamp: None, format }
    };
    let file = world.engine.download_people(&caller, &ask(ExportFormat::Csv, 0)).await.unwrap();
    assert_eq!((file.answer.rows, file.credits), (2_302, 47));
    let lines = cells(&file.answer);
    assert_eq!(lines[0][0], "name");
    assert_eq!(lines.len(), 2_303);
    assert_eq!(lines[1][4..], ["2", "acc_1's owner; acc_2's owner", "2024-01-01"]);
    let shared = world.engine.download_people(&caller, &ask(ExportFormat::Csv, 1)).await.unwrap();
    assert_eq!((shared.answer.rows, shared.credits), (10, 1));
    let cards = world.engine.download_people(&caller, &ask(ExportFormat::Vcard, 0)).await.unwrap().answer;
    let cards = String::from_utf8(cards.bytes.to_vec()).unwrap();
    assert_eq!(cards.matches("BEGIN:VCARD").count(), 2_302);
    let mut uids: Vec<_> = cards.lines().filter(|line| line.starts_with("UID")).collect();
    uids.sort_unstable();
    uids.dedup();
    assert_eq!(uids.len(), 2_302);
    let question = PeopleQuestion { query: Some(person(7).name()), ..PeopleQuestion::default() };
    let look = DownloadPeople { question, ..ask(ExportFormat::Csv, 0) };
    let found = world.engine.download_people(&caller, &look).await.unwrap().answer;
    assert!(cells(&found)[1..].iter().all(|line| line[0].starts_with("First7")));
    for format in [ExportFormat::Ndjson, ExportFormat::Parquet] {
        let refused = world.engine.download_people(&caller, &ask(format, 0)).await;
        assert!(matches!(refused.unwrap_err(), Error::Invalid(_)));
    }
}
