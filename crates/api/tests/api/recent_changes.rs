//! `recent_changes`, which pages made here are made of: newest first, over all accounts, page after page without a gap.

use kith_engine::{Caller, Error, News, Older, RecentChanges, RecentPage};
use kith_model::{AccountId, Connection, Query};

use crate::support::{Tenant, TestApp, people, person};

fn all(count: u32) -> RecentChanges {
    RecentChanges {
        account: None,
        news: Vec::new(),
        query: Query::default(),
        from: None,
        count,
        is_file: false,
    }
}

impl Tenant<'_> {
    async fn key_holder(&self) -> Caller {
        let engine = &self.app.engine;
        engine.authenticate(self.client.key(), engine.next_request_id()).await.unwrap()
    }

    async fn looks_back(&self, ask: &RecentChanges) -> RecentPage {
        self.app.engine.recent_changes(&self.key_holder().await.looking(), ask).await.unwrap().answer
    }

    async fn is_refused_changes_of(&self, account: &str) -> Error {
        let ask = RecentChanges { account: Some(AccountId::new(account)), ..all(10) };
        self.app.engine.recent_changes(&self.key_holder().await, &ask).await.unwrap_err()
    }

    /// All pages of so many changes, in short.
    async fn reads_back(&self, ask: &RecentChanges) -> Vec<String> {
        let mut ask = ask.clone();
        let mut told = Vec::new();
        loop {
            let page = self.looks_back(&ask).await;
            told.extend(short(&page));
            // As a link carries it.
            ask.from = page.older.map(|older| Older::read(&older.to_string()).unwrap());
            if ask.from.is_none() {
                return told;
            }
        }
    }

    /// From a minute later on, the account `id` has this list.
    pub(crate) async fn has_later(&self, id: &str, list: Vec<Connection>) {
        self.app.clock.advance(60);
        self.app.commit(self.workspace, id, list, Vec::new()).await;
    }
}

/// `acc new First3 Last3`, and so on.
fn short(page: &RecentPage) -> Vec<String> {
    let one = |change: &kith_engine::RecentChange| {
        let who = change.change.after.as_ref().or(change.change.before.as_ref()).unwrap();
        format!("{} {} {}", change.account_id, change.news.as_str(), who.name)
    };
    page.changes.iter().map(one).collect()
}

/// Somebody who has another company now.
fn moved(n: u32) -> Connection {
    Connection { company: Some("Elsewhere".into()), ..person(n) }
}

async fn two(alice: &Tenant<'_>) {
    alice.has_later("a", people(3)).await;
    alice.has_later("b", people(2)).await;
    alice.has_later("a", vec![person(9), moved(0), person(1)]).await;
    alice.has_later("b", vec![person(1)]).await;
    let reachable = Connection { email: Some("x@example.com".into()), ..person(9) };
    alice.has_later("a", vec![person(1), reachable, moved(0)]).await;
}

const TOLD: [&str; 5] = [
    "a other First9 Last9",
    "b left First0 Last0",
    "a new First9 Last9",
    "a jobs First0 Last0",
    "a left First2 Last2",
];

#[tokio::test]
async fn who_is_in_a_first_list_is_no_news() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    for accounts in ["a", "b"] {
        assert!(alice.reads_back(&all(10)).await.is_empty());
        alice.has_connections(accounts, 5).await;
    }
    let page = alice.looks_back(&all(10)).await;
    assert_eq!((page.changes.len(), page.older, page.coverage.accounts), (0, None, 2));
}

#[tokio::test]
async fn pages_of_any_size_tell_the_same_newest_first() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    two(&alice).await;
    for count in 1..8 {
        assert_eq!(alice.reads_back(&all(count)).await, TOLD, "{count}");
    }
    let page = alice.looks_back(&all(5)).await;
    assert_eq!(page.older, None, "there is no older one");
}

#[tokio::test]
async fn what_lands_between_two_pages_moves_no_change_to_another_page() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    two(&alice).await;
    let first = alice.looks_back(&all(3)).await;
    alice.has_later("b", people(7)).await;
    let second = alice.looks_back(&RecentChanges { from: first.older, ..all(3) }).await;
    assert_eq!([short(&first), short(&second)].concat(), TOLD);
}

#[tokio::test]
async fn some_kinds_some_words_and_one_account_are_asked_for() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    two(&alice).await;
    let (jobs, left) = (vec![News::Jobs], vec![News::Left, News::New]);
    let words = |text| RecentChanges { query: Query::read(text), ..all(2) };
    assert_eq!(alice.reads_back(&RecentChanges { news: jobs, ..all(2) }).await, [TOLD[3]]);
    assert_eq!(alice.reads_back(&RecentChanges { news: left, ..all(2) }).await, [TOLD[1], TOLD[2], TOLD[4]]);
    assert_eq!(alice.reads_back(&words("last0 FIRST")).await, [TOLD[1], TOLD[3]]);
    assert_eq!(alice.reads_back(&words("elsewhere")).await, [TOLD[3]]);
    let was = alice.reads_back(&RecentChanges { news: vec![News::Jobs], ..words("company 0") }).await;
    assert_eq!(was, [TOLD[3]], "they are found by where they were, too");
    let of_b = RecentChanges { account: Some(AccountId::new("b")), ..all(1) };
    assert_eq!(alice.reads_back(&of_b).await, [TOLD[1]]);
}

#[tokio::test]
async fn accounts_that_are_paused_or_have_no_list_are_left_out_and_refused_by_name() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_empty_account("never").await;
    let bob = app.workspace("bob").await.with_connections("his", 3).await;
    two(&alice).await;
    alice.pauses("a").await;
    assert_eq!(alice.reads_back(&all(10)).await, [TOLD[1]]);
    assert_eq!(alice.looks_back(&all(10)).await.coverage.left_out.len(), 2);
    assert!(matches!(alice.is_refused_changes_of("a").await, Error::Paused));
    assert!(matches!(alice.is_refused_changes_of("never").await, Error::NotReady));
    assert!(matches!(alice.is_refused_changes_of("his").await, Error::NoAccount));
    assert!(bob.reads_back(&all(10)).await.is_empty());
}

#[tokio::test]
async fn who_looks_pays_nothing_and_a_program_pays_as_for_list_changes() {
    let app = TestApp::with_credits(2).await;
    let alice = app.workspace("alice").await;
    two(&alice).await;
    alice.looks_back(&all(10)).await;
    alice.has_credits(2).await;
    let paid = app.engine.recent_changes(&alice.key_holder().await, &all(10)).await.unwrap();
    assert_eq!((paid.credits, paid.answer.changes.len()), (1, 5));
    alice.has_credits(1).await;
}

#[tokio::test]
async fn a_page_that_finds_little_looks_at_so_many_and_says_where_it_goes_on() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    alice.has_later("a", people(1)).await;
    let mut many = people(12_001);
    many[12_000].headline = Some("Needle".into());
    alice.has_later("a", many).await;
    alice.has_later("a", people(12_000)).await;
    let ask = RecentChanges { query: Query::read("needle"), ..all(50) };
    let first = alice.looks_back(&ask).await;
    assert_eq!(short(&first), ["a left First12000 Last12000"]);
    let second = alice.looks_back(&RecentChanges { from: first.older, ..ask.clone() }).await;
    assert!(second.changes.is_empty() && second.older.is_some());
    assert_eq!(alice.reads_back(&ask).await.len(), 2);
    let file = alice.looks_back(&RecentChanges { is_file: true, ..ask }).await;
    assert_eq!((file.changes.len(), file.older), (2, None), "a file looks at more");
}

#[tokio::test]
async fn hundreds_of_small_sets_are_read_to_their_end() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    for n in 0..451 {
        alice.has_later("a", people(1 + n % 2)).await;
    }
    assert_eq!(alice.reads_back(&all(300)).await.len(), 450);
    let left = RecentChanges { news: vec![News::Left], ..all(300) };
    assert_eq!(alice.looks_back(&left).await.changes.len(), 225);
    assert_eq!(alice.looks_back(&left).await.older, None);
}
