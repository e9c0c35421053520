//! Accounts whose source is called: `kith account add` and `token`. No token is ever printed.

use crate::support::{Ran, Room};

const TOKEN: &str = "AQX-token-of-nobody";

fn shows_no_token(ran: Ran) -> Ran {
    assert!(!ran.out.contains(TOKEN) && !ran.err.contains(TOKEN), "{} {}", ran.out, ran.err);
    ran
}

#[test]
fn an_account_is_added_with_a_token_that_is_never_shown() {
    let room = Room::new();
    let add = "account add Ada --source portability --token-stdin";
    let made = shows_no_token(room.piped(add, &format!("{TOKEN}\n")).good());
    assert!(made.out.contains("never_synced") && made.out.contains("kith sync acc_"), "{}", made.out);
    let account = room.account();
    assert_eq!((&account["source"]["kind"], &account["mode"]), (&"portability".into(), &"mirror".into()));
    assert_eq!(account["upstream"]["calls_per_day"], 2_000);
    for words in ["account list", "account show Ada", "account show Ada --output json", "syncs", "verify"] {
        shows_no_token(room.kith(words).good());
    }
    for file in std::fs::read_dir(room.path("kith-data")).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(TOKEN.len()).any(|bytes| bytes == TOKEN.as_bytes()));
    }
    assert_eq!(room.kith("syncs --output json").json()["syncs"][0]["status"], "queued");
}

#[test]
fn an_account_without_a_token_needs_one_and_takes_one() {
    let room = Room::new();
    let made = room.kith("account add Ada --source connections_api").good();
    assert!(
        made.out.contains("needs_authorization") && made.out.contains("kith account connect"),
        "{}",
        made.out
    );
    room.kith("sync Ada").misuse("this account is live");
    room.kith("list").failed("\"Ada\" is live");
    shows_no_token(room.piped("account token Ada --token-stdin", TOKEN).good());
    assert_eq!(room.account()["status"], "active");
    shows_no_token(room.piped("account token Ada", TOKEN)).misuse("--token-stdin");
    room.piped("account token Ada --token-stdin", "\n").misuse("no token came");
    room.piped("account token Ada --token-stdin", &"a".repeat(9_000)).misuse("too long");
    let broken = format!("{TOKEN} {TOKEN}");
    shows_no_token(room.piped("account token Ada --token-stdin", &broken)).misuse("visible ASCII");
}

#[test]
fn what_cannot_be_is_refused_before_anything_is_made() {
    let room = Room::new();
    for (words, says) in [
        ("account add Ada --source facebook", "facebook"),
        ("account add Ada", "--source"),
        ("account add Ada --source portability --mode live", "source.mode must be mirror"),
        ("account add Ada --source connections_api --mode mirror", "source.mode must be live"),
        ("account add Ada --source connections_api --base-url http://10.0.0.1", "sources.allow_hosts"),
        ("account add Ada --source archive --base-url https://api.linkedin.com", "source.base_url is for"),
    ] {
        room.kith(words).misuse(says);
    }
    room.kith("workspace create default");
    assert!(room.accounts().is_empty());
    let made = room.kith("account add Ada --source archive").good();
    assert!(made.out.contains("kith import EXPORT --account acc_"), "{}", made.out);
    for words in ["sync Ada", "account connect Ada"] {
        room.kith(words).misuse("this account is filled by importing exports");
    }
}
