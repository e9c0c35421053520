//! The people of a workspace: found by the law of words alone, known to those who list them, gone with their lists.

use std::sync::Arc;

use kith_model::connected_on::days_of;
use kith_model::random::SeededRandom;
use kith_model::{AccountId, ConnectedOn, Connection, PersonKey, ProfileUrl, Query, Words, WorkspaceId};
use kith_store::{AccountKey, Criteria, Sighting, Store};

use super::given::{Owned, Tenant, people};

const NAMES: [&str; 9] =
    ["Jane", "José", "O'Brien", "東京 太郎", "ab東", "김민수", "Łukasz", "", "\u{10ffff}x"];
const WORK: [&str; 8] =
    ["Acme", "ACME Robotics", "Société Générale", "東京大学", "100% Düngemittel", "R&D", "'; DROP", "\0a"];

/// Somebody of a few names, so that many are found by the same words.
fn somebody(random: &SeededRandom) -> Connection {
    let one = |of: &[&str]| {
        let at = usize::try_from(random.below(of.len() as u64 + 1)).unwrap();
        of.get(at).filter(|text| !text.is_empty()).map(|text| (*text).to_owned())
    };
    let n = random.below(60);
    Connection {
        source_id: n.is_multiple_of(5).then(|| format!("urn:{n}:{}", random.below(9))),
        first_name: one(&NAMES),
        last_name: one(&NAMES).map(|name| format!("{name}{n}")),
        headline: one(&WORK).map(|work| work.repeat(1 + 40 * usize::from(n == 7))),
        company: one(&WORK),
        position: one(&WORK),
        profile_url: (!n.is_multiple_of(7)).then(|| ProfileUrl::from_vanity(&format!("Some-{n}")).unwrap()),
        connected_on: ConnectedOn::read(&format!("{} Jan 2024", n % 40)),
        ..Connection::default()
    }
}

fn sighting(account: i64, row: &Connection) -> Sighting {
    let day = row.connected_on.as_ref().and_then(ConnectedOn::day).map(days_of);
    Sighting { person: PersonKey::of(account, row), account, day }
}

fn sorted(mut all: Vec<Sighting>) -> Vec<Sighting> {
    all.sort_unstable();
    all
}

/// What a plain look through the lists finds.
fn found(lists: &[(Owned, Vec<Connection>)], criteria: &Criteria) -> Vec<Sighting> {
    let Criteria { words, company, title } = criteria;
    let mut all = Vec::new();
    for (account, list) in lists {
        let finds = |row: &&Connection| {
            let titles = [&row.headline, &row.position].into_iter().filter_map(Option::as_deref);
            words.matches(&Words::of_connection(row))
                && company.matches(&Words::of(row.company.as_deref()))
                && title.matches(&Words::of(titles))
        };
        all.extend(list.iter().filter(finds).map(|row| sighting(account.key.number, row)));
    }
    sorted(all)
}

async fn what_is_found_is_what_the_words_say_through_every_change(store: Arc<dyn Store>) {
    let random = SeededRandom::new(11);
    let alice = Tenant::new(&store, "alice").await;
    let mut lists = Vec::new();
    for n in 0..4 {
        lists.push((alice.account(&format!("acc_{n}")).await, Vec::new()));
    }
    let queries = [
        "jane",
        "JAN",
        "jose acme",
        "o'brien",
        "obrien",
        "京",
        "東京",
        "京都",
        "東",
        "ab",
        "ab東",
        "민수",
        "luk",
        "a",
        "100",
        "r d",
        "acme acme",
        "generale soc",
        "drop",
        "x",
        "somebody else",
        "",
    ];
    let long = "東京大学".repeat(30);
    for _ in 0..6 {
        for (account, list) in &mut lists {
            list.retain(|_| random.below(4) > 0);
            list.extend((0..40).map(|_| somebody(&random)));
            *list = kith_model::member::distinct(std::mem::take(list)).0;
            account.lists(list).await;
        }
        for text in queries.into_iter().chain([long.as_str()]) {
            let (query, jane) = (Query::read(text), Query::read("jan"));
            let none = Criteria::default;
            for criteria in [
                Criteria { words: query.clone(), ..none() },
                Criteria { company: query.clone(), ..none() },
                Criteria { title: query.clone(), ..none() },
                Criteria { words: jane.clone(), company: query.clone(), ..none() },
                Criteria { words: jane, company: Query::read("acme"), title: query },
            ] {
                let told = store.people_matching(alice.id, &criteria).await.unwrap();
                assert_eq!(sorted(told), found(&lists, &criteria), "{criteria:?}");
            }
        }
        let all = found(&lists, &Criteria::default());
        assert_eq!(sorted(store.sightings(alice.id, None).await.unwrap()), all);
    }
}

async fn one_person_is_told_by_all_accounts_that_list_it(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let (one, other) = (alice.account("acc_1").await, alice.account("acc_2").await);
    let url = |text| ProfileUrl::parse(text).ok();
    let jane = |url, company: &str, day: &str| Connection {
        first_name: Some("Jane".into()),
        last_name: Some("Doe".into()),
        company: Some(company.into()),
        position: Some("Buyer".into()),
        profile_url: url,
        connected_on: ConnectedOn::read(day),
        ..Connection::default()
    };
    one.lists(&[jane(url("linkedin.com/in/Jane"), "Acme", "2024-01-02"), jane(None, "Acme", "soon")]).await;
    let called =
        Connection { source_id: Some("7".into()), ..jane(url("www.linkedin.com/in/jane/"), "Beta", "") };
    other.lists(&[called]).await;
    let key = PersonKey::of_profile(&url("linkedin.com/in/JANE").unwrap());
    let seen = sorted(store.sightings(alice.id, Some(&[key, PersonKey(7)])).await.unwrap());
    let days: Vec<_> = seen.iter().map(|seen| (seen.account, seen.day)).collect();
    assert_eq!(days, [(one.key.number, Some(19_724)), (other.key.number, None)]);
    let mut known = store.people(alice.id, &[key]).await.unwrap();
    known.sort_by_key(|known| known.account);
    assert_eq!(known.len(), 2);
    assert_eq!(known[0].connection.name(), "Jane Doe");
    assert_eq!(known[0].connection.job_title().as_deref(), Some("Buyer at Acme"));
    assert_eq!(known[0].connection.connected_on.as_ref().unwrap().to_string(), "2024-01-02");
    assert_eq!(known[0].connection.profile_url, url("linkedin.com/in/Jane"));
    assert_eq!((known[1].connection.company.as_deref(), known[1].person), (Some("Beta"), key));
    let mut names = store.names(alice.id, Some(&[key])).await.unwrap();
    names.sort_unstable();
    let told: Vec<_> = names.iter().map(|one| (one.seen, &*one.name, one.company.as_deref())).collect();
    assert_eq!(told, [(seen[0], "Jane Doe", Some("Acme")), (seen[1], "Jane Doe", Some("Beta"))]);
    assert_eq!(store.names(alice.id, None).await.unwrap().len(), 3);
    assert_eq!(store.sightings_by(one.key).await.unwrap().len(), 2);
    assert_eq!(store.sightings_by(other.key).await.unwrap().len(), 1);
}

async fn nobody_sees_the_people_of_another_workspace_or_of_an_account_that_is_gone(store: Arc<dyn Store>) {
    let (alice, bob) = (Tenant::new(&store, "alice").await, Tenant::new(&store, "bob").await);
    let (hers, too, his) =
        (alice.account("acc_1").await, alice.account("acc_2").await, bob.account("acc_1").await);
    for account in [&hers, &too, &his] {
        account.lists(&people(0..30)).await;
    }
    let doe = Criteria { words: Query::read("doe1"), ..Criteria::default() };
    let found = async |workspace: WorkspaceId| {
        let by_words = store.people_matching(workspace, &doe).await.unwrap().len();
        (by_words, store.sightings(workspace, None).await.unwrap().len())
    };
    assert_eq!((found(alice.id).await, found(bob.id).await), ((22, 60), (11, 30)));
    let key = PersonKey::of(hers.key.number, &people(0..1)[0]);
    assert!(store.people(bob.id, &[key]).await.unwrap().is_empty());
    assert!(store.sightings(bob.id, Some(&[key])).await.unwrap().is_empty());
    assert!(store.names(bob.id, Some(&[key])).await.unwrap().is_empty());
    assert_eq!(store.names(bob.id, None).await.unwrap().len(), 30);
    let not_his = AccountKey { workspace: bob.id, ..hers.key };
    assert!(store.sightings_by(not_his).await.unwrap().is_empty());
    too.lists(&people(20..25)).await;
    assert_eq!(found(alice.id).await, (11, 35));
    assert!(store.delete_account(hers.key, None).await.unwrap());
    assert_eq!((found(alice.id).await, found(bob.id).await), ((0, 5), (11, 30)));
    assert!(store.delete_workspace(alice.id).await.unwrap());
    assert_eq!((found(alice.id).await, found(bob.id).await), ((0, 0), (11, 30)));
    assert_eq!(store.account(bob.id, &AccountId::new("acc_1")).await.unwrap().unwrap().key, his.key);
}

on_every_backend! {
    what_is_found_is_what_the_words_say_through_every_change,
    one_person_is_told_by_all_accounts_that_list_it,
    nobody_sees_the_people_of_another_workspace_or_of_an_account_that_is_gone,
}
