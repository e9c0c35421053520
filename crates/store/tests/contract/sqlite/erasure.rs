//! Proof on the bytes: what was erased is nowhere in the store's folder, not in freed pages, not in the log, not
//! in the words of the search index; nor is what it once was before it changed.

use std::collections::HashSet;

use kith_model::random::SeededRandom;
use kith_model::{Connection, MemberId, Picture, ProfileUrl};
use kith_store::{Commit, Committed, NewAuthorization, Remember};

use crate::contract::backends::{Backend, Sqlite, is_clean};
use crate::contract::given::{Owned, Tenant, at, people, reply};
use crate::contract::jobs::tokens;

/// What traces begin with; four digits and the letter of the account follow.
const WORDS: [&str; 10] =
    ["quixo", "bramb", "tiqul", "zelfo", "vurli", "pixqu", "repqu", "accnm", "sealq", "statq"];

/// A member all of whose words are found nowhere else: `quixo0017a` is the name of member 17 of account `a`.
fn member(n: u32, account: char, version: u32) -> Connection {
    let word = |which: usize| format!("{}{n:04}{account}", WORDS[which]);
    Connection {
        first_name: Some("Jane".into()),
        last_name: Some(word(0)),
        company: Some(format!("{} {version}", word(1))),
        headline: n.is_multiple_of(3).then(|| format!("{} of version {version}", word(2))),
        position: Some("Buyer".into()),
        email: Some(format!("{}@example.com", word(3))),
        profile_url: ProfileUrl::from_vanity(&word(4)).ok(),
        ..Connection::default()
    }
}

/// Its pictures, and a reply of some length that holds its data.
async fn with_traces(account: &Owned, letter: char, round: u32, list: &[Connection]) -> Commit {
    let picture = |row: &Connection| -> (MemberId, Vec<Picture>) {
        let name = row.last_name.as_deref().unwrap().replace("quixo", "pixqu");
        let url = format!("https://media.example/{name}?round={round}");
        (row.member_id(), vec![Picture { url, width: 100, expires_at: None }])
    };
    let mut body = format!("repqu{round:04}{letter}").into_bytes();
    body.resize(20 + round as usize * 37 % 400, b'.');
    let key = format!("{:08x}", round.wrapping_mul(2_654_435_761)); // in no order, as callers' keys are
    let remember = Remember { account: Some(account.key), body, ..reply(&format!("{key}{letter}")) };
    Commit {
        pictures: list.iter().map(picture).collect(),
        remember: Some(remember),
        at: at(i64::from(round)),
        ..account.commit_of(list).await
    }
}

/// Tokens in place of those there were, and an authorization under way.
async fn with_tokens(account: &Owned, letter: char, round: u32) {
    let sealed = |word: &str| format!("{word}{round:04}{letter}").repeat(1 + round as usize * 7 % 50);
    let store = &account.store;
    assert!(store.put_credentials(account.key, tokens(&sealed("sealq"))).await.unwrap().is_some());
    let mut state = [u8::try_from(letter).unwrap(); 32];
    state[0] = u8::try_from(round).unwrap();
    let body = sealed("statq").into_bytes();
    let under_way = NewAuthorization { state, body, expires_at: at(i64::from(round)) };
    assert!(store.begin_authorization(account.key, under_way, None).await.unwrap());
}

/// Members come, go and change; each change moves rows about in pages that other accounts have rows in.
fn edit(list: &mut Vec<Connection>, account: char, round: u32, random: &SeededRandom) {
    for edit in 0..30 {
        let place = usize::try_from(random.below(list.len() as u64)).unwrap();
        match edit % 3 {
            0 => drop(list.remove(place)),
            1 => {
                let n = list[place].last_name.as_ref().unwrap()[5..9].parse().unwrap();
                list[place] = member(n, account, round);
            }
            _ => list.insert(place, member(2_000 + round * 100 + edit, account, round)),
        }
    }
}

/// Accounts `a`, `b`, ... with a long history in one file, and the bytes of every body that each of them had.
pub(super) async fn histories(
    backend: &Sqlite,
    workspace: &Tenant,
    letters: &[char],
) -> Vec<(Owned, HashSet<[u8; 16]>)> {
    let random = SeededRandom::new(7);
    let mut all = Vec::new();
    for letter in letters {
        all.push((workspace.account(&format!("acc_{letter}")).await, HashSet::new(), Vec::new()));
    }
    for round in 0..30 {
        for ((account, pieces, list), letter) in all.iter_mut().zip(letters) {
            match round {
                0 => list.extend((0..600).map(|n| member(n, *letter, 0))),
                _ => edit(list, *letter, round, &random),
            }
            let name = format!("accnm{round:04}{letter}{}", ".".repeat(round as usize * 11));
            account.store.rename_account(account.key, &name).await.unwrap();
            with_tokens(account, *letter, round).await;
            let commit = with_traces(account, *letter, round, list).await;
            assert!(matches!(account.commits(commit).await, Committed::Done { .. }));
            for body in bodies(backend, Some(account.key.number)) {
                pieces.extend(body.as_chunks::<16>().0);
            }
        }
        if round % 4 == 3 {
            workspace.store.prune(at(i64::from(round) - 2), at(0)).await.unwrap();
        }
    }
    all.into_iter().map(|(account, pieces, _)| (account, pieces)).collect()
}

/// The compressed bodies that are kept now, of one account or of all.
fn bodies(backend: &Sqlite, account: Option<i64>) -> Vec<Vec<u8>> {
    let raw = backend.raw();
    let all = "SELECT account, body FROM chunks UNION ALL SELECT account, body FROM changes";
    let mut find =
        raw.prepare(&format!("SELECT body FROM ({all}) WHERE account = ?1 OR ?1 IS NULL")).unwrap();
    find.query_map([account], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// Every word of account `letter` that can be read on disk.
pub(super) fn words_left(backend: &Sqlite, letter: char) -> HashSet<String> {
    let is_trace = |text: &[u8]| {
        char::from(text[9]) == letter
            && text[5..9].iter().all(u8::is_ascii_digit)
            && WORDS.iter().any(|word| text.starts_with(word.as_bytes()))
    };
    let on_disk = backend.on_disk();
    on_disk.windows(10).filter(|text| is_trace(text)).map(|it| String::from_utf8_lossy(it).into()).collect()
}

/// How many of `pieces` lie somewhere on disk but in no body that is still kept: bodies of two accounts may have
/// some bytes in common.
fn pieces_left(backend: &Sqlite, pieces: &HashSet<[u8; 16]>) -> usize {
    let mut maybe = vec![false; 1 << 24]; // a look-up for each byte on disk: quicker than hashing sixteen
    let slot = |text: &[u8]| usize::from(text[0]) << 16 | usize::from(text[1]) << 8 | usize::from(text[2]);
    for piece in pieces {
        maybe[slot(piece)] = true;
    }
    let on_disk = backend.on_disk();
    let found = on_disk.windows(16).filter(|it| maybe[slot(it)] && pieces.contains(*it));
    let kept = bodies(backend, None);
    found.filter(|piece| !kept.iter().any(|body| body.windows(16).any(|it| it == *piece))).count()
}

fn left_nothing(backend: &Sqlite, letter: char, pieces: &HashSet<[u8; 16]>) {
    assert_eq!(words_left(backend, letter), HashSet::new(), "of account {letter}");
    assert_eq!(pieces_left(backend, pieces), 0, "pieces of bodies of account {letter}");
}

#[tokio::test]
async fn one_account_after_another_is_erased_to_the_last_byte() {
    let backend = Sqlite::new();
    let store = backend.open().await;
    let alice = Tenant::new(&store, "alice").await;
    let letters = ['a', 'b', 'c', 'd'];
    let all = histories(&backend, &alice, &letters).await;
    for ((account, pieces), letter) in all.iter().zip(letters) {
        assert!(words_left(&backend, letter).len() > 500 && pieces.len() > 500);
        assert!(store.delete_account(account.key, None).await.unwrap());
        left_nothing(&backend, letter, pieces);
        is_clean(&*store).await;
    }
    store.close().await.unwrap();
    for ((_, pieces), letter) in all.iter().zip(letters) {
        left_nothing(&backend, letter, pieces);
    }
}

#[tokio::test]
async fn a_workspace_is_erased_to_the_last_byte() {
    let backend = Sqlite::new();
    let store = backend.open().await;
    let alice = Tenant::new(&store, "alice").await;
    let all = histories(&backend, &alice, &['a', 'b']).await;
    let bob = Tenant::new(&store, "bob").await.account("acc_1").await;
    bob.lists(&people(0..300)).await;
    assert!(store.delete_workspace(alice.id).await.unwrap());
    for ((_, pieces), letter) in all.iter().zip(['a', 'b']) {
        left_nothing(&backend, letter, pieces);
    }
    assert_eq!(bob.list().await, people(0..300));
    is_clean(&*store).await;
}

#[tokio::test]
async fn what_a_reader_held_up_is_erased_by_the_next_pruning() {
    let backend = Sqlite::new();
    let store = backend.open().await;
    let alice = Tenant::new(&store, "alice").await;
    let all = histories(&backend, &alice, &['a', 'b']).await;
    let reader = backend.raw(); // of another process, in the middle of a long read
    reader.execute_batch("BEGIN; SELECT count(*) FROM people").unwrap();
    assert!(store.delete_account(all[0].0.key, None).await.unwrap());
    assert!(!words_left(&backend, 'a').is_empty(), "the reader still reads it");
    reader.execute_batch("COMMIT").unwrap();
    store.prune(at(-1), at(-1)).await.unwrap();
    left_nothing(&backend, 'a', &all[0].1);
}

#[tokio::test]
async fn what_a_crash_left_of_an_erased_account_goes_with_the_next_pruning() {
    let backend = Sqlite::new();
    let store = backend.open().await;
    let alice = Tenant::new(&store, "alice").await;
    let all = histories(&backend, &alice, &['a', 'b']).await;
    store.close().await.unwrap();
    // The folder as a copy taken between the deletion's commit and its end, where a crash would leave it.
    let copy = Sqlite::new();
    let (from, to) = (backend.0.path().join("kith.sqlite3"), copy.0.path().join("kith.sqlite3"));
    let reader = backend.raw();
    reader.execute_batch("BEGIN; SELECT count(*) FROM people").unwrap();
    let again = backend.open().await;
    assert!(again.delete_account(all[0].0.key, None).await.unwrap());
    std::fs::copy(&from, &to).unwrap();
    std::fs::copy(from.with_extension("sqlite3-wal"), to.with_extension("sqlite3-wal")).unwrap();
    assert!(!words_left(&copy, 'a').is_empty());
    let store = copy.open().await;
    store.prune(at(-1), at(-1)).await.unwrap();
    left_nothing(&copy, 'a', &all[0].1);
}

#[tokio::test]
async fn tokens_that_were_replaced_are_in_no_page_of_the_file() {
    let backend = Sqlite::new();
    let store = backend.open().await;
    let account = Tenant::new(&store, "alice").await.api_account("acc_1").await;
    for round in 0..40_usize {
        let body = format!("sealq{round:04}a").repeat(1 + round * 97 % 900); // some are longer than a page
        assert!(store.put_credentials(account.key, tokens(&body)).await.unwrap().is_some());
    }
    store.close().await.unwrap(); // the log is folded, so that the file is all there is
    assert_eq!(words_left(&backend, 'a'), HashSet::from(["sealq0039a".to_owned()]));
}
