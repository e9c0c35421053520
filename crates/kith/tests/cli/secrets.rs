//! No token in the data folder, in a log of the wordiest level, in an answer or in what a command prints: grepped after
//! a whole run against a simulated LinkedIn, faults and failures included.

use serde_json::json;

use crate::support::{Room, Sim};

#[test]
fn no_token_of_a_whole_run_is_left_in_the_folder_the_logs_or_an_answer() {
    let room = Room::new();
    let sim = Sim::start(&room, 150, "");
    let broken = Sim::start(&room, 5, "--fault expired-401");
    room.file("kith.toml", "[sources]\nallow_hosts = \"127.0.0.1\"\nretry_base_ms = 1\nretries = 1\n");
    let server = room.serving("serve --log-level trace");
    let key = server.text("api_key").to_owned();
    let mut seen = String::new();
    let mut tokens = Vec::new();
    for (sim, kind, mode) in [
        (&sim, "connections_api", "live"),
        (&sim, "connections_api", "mirror"),
        (&sim, "portability", "mirror"),
        (&broken, "connections_api", "mirror"),
    ] {
        let token = sim.token(kind);
        tokens.push(token.to_owned());
        let source = json!({"kind": kind, "access_token": token, "base_url": sim.url(), "mode": mode});
        let body = json!({"name": format!("{kind} {mode}"), "source": source});
        let (status, made) = server.posts("/v2/accounts", &key, &body.to_string());
        assert_eq!(status, 201, "{made}");
        let id = made["data"]["account_id"].as_str().unwrap().to_owned();
        if mode == "mirror" {
            let synced = room.run(&["sync", &id, "--follow"], &[]);
            seen += &synced.out;
            seen += &synced.err;
        }
        let (_, page) = server.lists(&key, &id, 120);
        let (_, misspelt) =
            server.posts("/v2/accounts", &key, &body.to_string().replace("\"name\"", "\"nmae\""));
        let (_, misplaced) = server.posts("/v2/network", &key, &body.to_string());
        for answer in [made, page, misspelt, misplaced] {
            seen += &answer.to_string();
        }
    }
    for words in ["account list", "account list --output json", "syncs --output json", "config", "verify"] {
        let ran = room.kith(words);
        seen += &ran.out;
        seen += &ran.err;
    }
    seen += &server.err();
    assert_eq!(server.stop().0.code(), Some(0));
    assert!(seen.contains("a sync is done") && seen.contains("\"total_available_results\":150"));
    let mut files = 0;
    for file in std::fs::read_dir(room.path("kith-data")).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        files += 1;
        for token in &tokens {
            assert!(
                !bytes.windows(token.len()).any(|part| part == token.as_bytes()),
                "a token lies in the folder"
            );
        }
    }
    assert!(files > 1);
    for token in &tokens {
        assert!(token.len() > 20 && !seen.contains(token.as_str()), "a token was shown");
    }
}
