//! `look_up_people`: who of all accounts' people is found is what a plain look through the lists finds, in every order; and a
//! walk that began before lists changed goes on as it began.

use std::collections::{BTreeMap, HashSet};

use kith_engine::{
    Arrangement, DownloadPeople, Error, ExportFormat, FoundPeople, LookUpPeople, PeopleOrder, PeopleQuestion,
    Stamp,
};
use kith_model::connected_on::days_of;
use kith_model::random::SeededRandom;
use kith_model::words::fold;
use kith_model::{
    AccountId, ConnectedOn, Connection, Date, PersonKey, ProfileUrl, Query, Window, Words, member,
};

use super::world::{World, people, person};

const NAMES: [&str; 6] = ["Zoë", "Émile", "jane", "Jane", "李", "Łukasz"];
const COMPANIES: [&str; 4] = ["acme", "Äcme", "Zeta Works", "Beta"];
const TITLES: [&str; 3] = ["Buyer at Acme", "Head of Growth", "growth hacker"];

/// Somebody of a few names, whom several accounts may know, each as of another day and company.
fn somebody(random: &SeededRandom) -> Connection {
    let one = |of: &[&str]| of.get(at(random, of.len() + 1)).map(|text| (*text).to_owned());
    let n = at(random, 40);
    Connection {
        source_id: n.is_multiple_of(4).then(|| format!("urn:{}", at(random, 99))),
        first_name: one(&NAMES),
        last_name: Some(format!("Doe{n}")),
        company: one(&COMPANIES),
        headline: one(&TITLES),
        profile_url: (!n.is_multiple_of(4)).then(|| ProfileUrl::from_vanity(&format!("some-{n}")).unwrap()),
        connected_on: ConnectedOn::read(&format!("{} Jan 2024", at(random, 36))),
        ..Connection::default()
    }
}

fn at(random: &SeededRandom, below: usize) -> usize {
    usize::try_from(random.below(below as u64)).unwrap()
}

/// A person as a plain look through the lists tells them.
struct Told {
    row: Connection,
    known_by: u32,
    since: Option<i32>,
    latest: Option<i32>,
    key: PersonKey,
}

impl Told {
    fn fits(&self, question: &PeopleQuestion) -> bool {
        let finds = |text: &Option<String>, words: &Words| {
            text.as_ref().is_none_or(|text| Query::read(text).matches(words))
        };
        let titles = [&self.row.headline, &self.row.position].into_iter().filter_map(Option::as_deref);
        let how = &question.arrangement;
        finds(&question.query, &Words::of_connection(&self.row))
            && finds(&question.company, &Words::of(self.row.company.as_deref()))
            && finds(&question.title, &Words::of(titles))
            && self.known_by > how.known_by_more_than
            && how.since_from.is_none_or(|first| self.since.is_some_and(|day| day >= days_of(first)))
            && how.since_until.is_none_or(|last| self.since.is_some_and(|day| day <= days_of(last)))
    }
}

/// Everybody in lists of which the last is the freshest, those whom most know first.
fn everybody(lists: &[(i64, Vec<Connection>)]) -> Vec<Told> {
    let mut all: BTreeMap<PersonKey, Vec<(usize, &Connection)>> = BTreeMap::new();
    for (freshness, (account, list)) in lists.iter().enumerate() {
        for row in list {
            all.entry(PersonKey::of(*account, row)).or_default().push((freshness, row));
        }
    }
    let day = |row: &Connection| row.connected_on.as_ref().and_then(ConnectedOn::day).map(days_of);
    let tell = |(key, rows): (PersonKey, Vec<(usize, &Connection)>)| {
        let freshest = rows.iter().max_by_key(|(fresh, row)| (*fresh, day(row), row.name())).unwrap().1;
        let accounts: HashSet<_> = rows.iter().map(|(fresh, _)| *fresh).collect();
        let days = || rows.iter().filter_map(|(_, row)| day(row));
        let known_by = u32::try_from(accounts.len()).unwrap();
        Told { row: freshest.clone(), known_by, since: days().min(), latest: days().max(), key }
    };
    let mut told: Vec<_> = all.into_iter().map(tell).collect();
    told.sort_by_key(|one| (std::cmp::Reverse((one.known_by, one.latest)), one.key));
    told
}

fn sorted(mut told: Vec<&Told>, order: PeopleOrder) -> Vec<&Told> {
    let by_text = |text: fn(&Connection) -> String| {
        move |one: &&Told| (fold(&text(&one.row)).is_empty(), fold(&text(&one.row)))
    };
    match order {
        PeopleOrder::KnownByMost => {}
        PeopleOrder::NewestFirst => {
            told.sort_by_key(|one| (one.since.is_none(), std::cmp::Reverse(one.since)));
        }
        PeopleOrder::Name => told.sort_by_key(by_text(Connection::name)),
        PeopleOrder::Company => told.sort_by_key(by_text(|row| row.company.clone().unwrap_or_default())),
    }
    told
}

async fn looks(world: &World, question: &PeopleQuestion, offset: u32, stamp: Option<Stamp>) -> FoundPeople {
    let window = Window { offset, count: 50 };
    let ask = LookUpPeople { question: question.clone(), window, stamp };
    let found = world.engine.look_up_people(&world.looker().await, &ask).await.unwrap();
    assert_eq!(found.credits, 0);
    found.answer
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[tokio::test]
async fn every_filter_and_order_finds_what_a_plain_look_through_all_lists_finds() {
    let world = World::new().await;
    let random = SeededRandom::new(23);
    for _ in 0..4 {
        let mut lists = Vec::new();
        for n in 0..3 {
            let rows = (0..30).map(|_| somebody(&random)).collect();
            let list = member::distinct(rows).0;
            let id = world.has(&format!("acc_{n}"), &list).await;
            let account = world.store.account(world.workspace, &id).await.unwrap().unwrap();
            lists.push((account.key.number, list));
        }
        let all = everybody(&lists);
        let text = |text: &str| Some(text.to_owned());
        let none = PeopleQuestion::default;
        let how = Arrangement::default;
        for question in [
            none(),
            PeopleQuestion { query: text("doe1"), ..none() },
            PeopleQuestion { title: text("growth"), ..none() },
            PeopleQuestion { title: text("acme"), company: text("acme"), ..none() },
            PeopleQuestion { query: text("jan"), title: text("buyer"), ..none() },
            PeopleQuestion { arrangement: Arrangement { known_by_more_than: 1, ..how() }, ..none() },
            PeopleQuestion {
                arrangement: Arrangement { since_from: Some(day("2024-01-10")), ..how() },
                ..none()
            },
            PeopleQuestion {
                company: text("acme"),
                arrangement: Arrangement {
                    since_from: Some(day("2024-01-05")),
                    since_until: Some(day("2024-01-20")),
                    known_by_more_than: 1,
                    ..how()
                },
                ..none()
            },
        ] {
            for order in
                [PeopleOrder::KnownByMost, PeopleOrder::NewestFirst, PeopleOrder::Name, PeopleOrder::Company]
            {
                let mut asked = question.clone();
                asked.arrangement.order = order;
                let fit = all.iter().filter(|one| one.fits(&asked)).collect();
                let expected: Vec<_> =
                    sorted(fit, order).into_iter().map(|one| (one.row.name(), one.known_by)).collect();
                let mut found = Vec::new();
                for offset in (0..=expected.len()).step_by(50) {
                    let page = looks(&world, &asked, u32::try_from(offset).unwrap(), None).await;
                    assert_eq!(page.total as usize, expected.len(), "{asked:?}");
                    found.extend(page.people.into_iter().map(|one| (one.name, one.known_by_count)));
                }
                assert_eq!(found, expected, "{asked:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_walk_in_any_order_repeats_and_misses_nobody_while_lists_change() {
    for order in [PeopleOrder::KnownByMost, PeopleOrder::NewestFirst, PeopleOrder::Name, PeopleOrder::Company]
    {
        let world = World::new().await;
        world.has("acc_1", &people(180)).await;
        world.has("acc_2", &people(20)).await;
        let question = PeopleQuestion {
            arrangement: Arrangement { order, ..Arrangement::default() },
            ..PeopleQuestion::default()
        };
        let first = looks(&world, &question, 0, None).await;
        assert_eq!((first.total, first.stamp), (180, first.newest));
        let mut walked: Vec<_> = first.people.into_iter().map(|one| one.name).collect();
        for (turn, offset) in (1..).zip([50, 100, 150]) {
            // Of those who were there some go, others come and are known by more: the order of now is another.
            world.has("acc_1", &people(180 + 40 * turn).split_off(30)).await;
            world.has("acc_2", &people(180 + 40 * turn).split_off(100)).await;
            let page = looks(&world, &question, offset, Some(first.stamp)).await;
            assert_eq!((page.total, page.stamp, page.newest == first.stamp), (180, first.stamp, false));
            walked.extend(page.people.into_iter().map(|one| one.name));
        }
        let met: HashSet<_> = walked.iter().collect();
        assert_eq!(met.len(), walked.len(), "{order:?}");
        assert!((30..180).all(|n| met.contains(&person(n).name())), "{order:?}");
        assert_eq!(looks(&world, &question, 0, None).await.total, 270);
        // A file of them holds who is still there, and costs as many.
        let ask = DownloadPeople { question, stamp: Some(first.stamp), format: ExportFormat::Csv };
        let file = world.engine.download_people(&world.caller().await, &ask).await.unwrap();
        assert_eq!((file.answer.rows, file.credits), (150, 3));
    }
}

#[tokio::test]
async fn an_order_that_is_no_longer_kept_is_that_of_now_and_says_so() {
    let world = World::new().await;
    world.has("acc_1", &people(120)).await;
    let gone = world.has("acc_2", &people(5)).await;
    let question = PeopleQuestion::default();
    let first = looks(&world, &question, 0, None).await;
    // What is erased is in no order that was kept.
    delete(&world, &gone).await;
    let second = looks(&world, &question, 50, Some(first.stamp)).await;
    assert_eq!((second.stamp, second.newest == first.stamp, second.total), (second.newest, false, 120));
    // Of a file nobody is told, so that it is not made of others.
    let ask =
        DownloadPeople { question: question.clone(), stamp: Some(first.stamp), format: ExportFormat::Csv };
    let refused = world.engine.download_people(&world.caller().await, &ask).await.unwrap_err();
    assert_eq!((refused, world.balance().await), (Error::SnapshotExpired, 100_000));
    let never: Stamp = format!("lists_{}", "0".repeat(32)).parse().unwrap();
    let other = looks(&world, &question, 0, Some(never)).await;
    assert_eq!(other.stamp, other.newest);
    assert_eq!(first.stamp.to_string().parse::<Stamp>().unwrap(), first.stamp);
    for text in ["", "lists_", "snap_1", "lists_00", &format!("lists_{}", "g".repeat(32))] {
        assert!(text.parse::<Stamp>().is_err(), "{text}");
    }
}

async fn delete(world: &World, id: &AccountId) {
    world.engine.delete_account(world.workspace, id, None).await.unwrap();
}
