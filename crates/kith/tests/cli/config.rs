//! Settings: file under environment under flags, and errors that name where a wrong value stands.

use crate::support::Room;

fn starting(room: &Room, words: &[&str], variables: &[(&str, &str)]) -> (u64, String) {
    let words = [&["config", "--output", "json"], words].concat();
    let said = room.run(&words, variables).json();
    let from = said["from"]["credits.starting"].as_str().unwrap().to_owned();
    (said["settings"]["credits"]["starting"].as_u64().unwrap(), from)
}

#[test]
fn a_flag_beats_the_environment_which_beats_the_file_which_beats_the_default() {
    let room = Room::new();
    let variable = [("KITH_CREDITS__STARTING", "3")];
    assert_eq!(starting(&room, &[], &[]), (100_000, "default".into()));
    room.file("kith.toml", "[credits]\nstarting = 2\n");
    assert_eq!(starting(&room, &[], &[]), (2, "kith.toml".into()));
    assert_eq!(starting(&room, &[], &variable), (3, "KITH_CREDITS__STARTING".into()));
    assert_eq!(starting(&room, &["--set", "credits.starting=4"], &variable), (4, "--set".into()));
}

#[test]
fn the_file_can_stand_elsewhere() {
    let room = Room::new();
    room.file("kith.toml", "[credits]\nstarting = 2\n");
    room.file("a.toml", "credits.starting = 5\n");
    room.file("b.toml", "credits = { starting = 6 }\n");
    let variable = [("KITH_CONFIG", "a.toml")];
    assert_eq!(starting(&room, &[], &variable).0, 5);
    assert_eq!(starting(&room, &["--config", "b.toml"], &variable).0, 6);
    room.kith("config --config none.toml").misuse("the settings in none.toml cannot be read");
}

#[test]
fn what_is_printed_is_a_file_that_says_the_same() {
    let room = Room::new();
    let words = ["config", "--listen-is-no-flag"];
    assert_eq!(room.run(&words, &[]).code, 2);
    let shown = room.run(&["config", "--data", "a \"b\""], &[("KITH_LOG__LEVEL", "debug")]).good().out;
    assert!(shown.contains("level = \"debug\" # KITH_LOG__LEVEL"), "{shown}");
    room.file("kith.toml", &shown);
    let again = room.kith("config --output json").json();
    assert_eq!(again["settings"]["data"]["dir"], "a \"b\"");
    assert_eq!(again["from"]["log.level"], "kith.toml");
}

#[test]
fn the_manual_is_printed_whatever_the_settings_are() {
    let room = Room::new();
    room.file("kith.toml", "what is this");
    let manual = room.kith("config --default").good().out;
    assert!(manual.contains("requests_per_minute = 300"));
    room.file("kith.toml", &manual);
    assert_eq!(starting(&room, &[], &[]).0, 100_000);
}

#[test]
fn a_slip_of_the_pen_is_an_error_that_names_the_nearest() {
    let room = Room::new();
    for (file, words) in [
        (
            "[limits]\nrequest_per_minute = 5",
            "kith.toml: there is no setting \"limits.request_per_minute\"; the nearest is \"limits.requests_per_minute\"",
        ),
        ("[limit]\nrequests_per_minute = 5", "the nearest is \"limits.requests_per_minute\""),
        ("starting = 5", "kith.toml: starting stands outside of a section"),
        ("[credits]\nstarting = ", "kith.toml, line 2: "),
        (
            "[credits]\nstarting = \"5\"",
            "kith.toml: credits.starting must be an integer from 0 to 1000000000000; got \"5\"",
        ),
        ("[credits]\nstarting = -1", "got -1"),
        ("[snapshots]\nkeep_hours = 23", "snapshots.keep_hours must be an integer from 24 to 87600; got 23"),
        (
            "[log]\nlevel = \"loud\"",
            "log.level must be one of \"error\", \"warn\", \"info\", \"debug\", \"trace\"; got \"loud\"",
        ),
        (
            "[server]\nlisten = 7171",
            "server.listen must be an IP address and a port, as \"127.0.0.1:7171\"; got 7171",
        ),
    ] {
        room.file("kith.toml", file);
        room.kith("config").misuse(words);
    }
}

#[test]
fn variables_and_flags_are_checked_alike() {
    let room = Room::new();
    for (variable, value, words) in [
        (
            "KITH_CREDIT__STARTING",
            "5",
            "KITH_CREDIT__STARTING is no setting; the nearest variable is KITH_CREDITS__STARTING",
        ),
        ("KITH_LIMITS_REQUESTS_PER_MINUTE", "5", "the nearest variable is KITH_LIMITS__REQUESTS_PER_MINUTE"),
        (
            "KITH_CREDITS__STARTING",
            "many",
            "KITH_CREDITS__STARTING must be an integer from 0 to 1000000000000; got \"many\"",
        ),
        ("KITH_SERVER__LISTEN", "", "KITH_SERVER__LISTEN must be an IP address and a port"),
    ] {
        room.run(&["config"], &[(variable, value)]).misuse(words);
    }
    room.run(&["config"], &[("KITH_PORT", "tcp://10.0.0.1:80"), ("KITH_SERVICE_HOST", "10.0.0.1")]).good();
    room.kith("config --set credits.starting").misuse("--set takes SECTION.NAME=VALUE");
    room.kith("config --set credit.starting=1").misuse("--set: there is no setting \"credit.starting\"");
    room.kith("config --log-level loud").misuse("loud");
    room.kith("serve --listen here").misuse("--listen must be an IP address and a port");
}

#[test]
fn the_data_folder_is_a_setting_like_any_other() {
    let room = Room::new();
    room.run(&["workspace", "create", "default"], &[("KITH_DATA__DIR", "elsewhere")]).good();
    assert!(room.path("elsewhere/kith.sqlite3").exists());
    room.kith("workspace list --data elsewhere").good();
    room.kith("workspace list").failed("there is no kith data in kith-data");
}

#[test]
fn a_secret_is_masked_wherever_it_comes_from_and_no_flag_takes_it() {
    let room = Room::new();
    let secret = "WPL_AP1.s3cret";
    room.file("kith.toml", format!("[portability]\nclient_id = \"7x\"\nclient_secret = \"{secret}\"\n"));
    let variable = [("KITH_CONNECTIONS_API__CLIENT_SECRET", secret)];
    for form in ["text", "json"] {
        let shown = room.run(&["config", "--output", form], &variable).good().out;
        assert_eq!(shown.matches("***").count(), 2, "{shown}");
        assert!(!shown.contains(secret) && shown.contains("7x"), "{shown}");
    }
    let shown = room.run(&["config"], &variable).good().out;
    assert!(shown.contains("client_secret = \"***\" # KITH_CONNECTIONS_API__CLIENT_SECRET"), "{shown}");

    room.file("kith.toml", shown);
    room.kith("config").misuse("connections_api.client_secret must be text in one line, and not the ***");
    room.file("kith.toml", "[portability]\nclient_secret = [\"s3cret\"]");
    assert!(!room.kith("config").misuse("portability.client_secret must be text").err.contains("s3cret"));
    room.file("kith.toml", "");
    let ran = room.kith(&format!("config --set portability.client_secret={secret}"));
    assert!(!ran.misuse("KITH_PORTABILITY__CLIENT_SECRET").err.contains(secret));
}

#[test]
fn what_sources_may_be_is_checked() {
    let room = Room::with_workspace();
    for (setting, words) in [
        ("sources.page_size=501", "an integer from 1 to 500; got 501"),
        ("sources.throttle_hold=soon", "\"until_midnight_utc\" or an integer from 1 to 86400; got \"soon\""),
        ("oauth.pkce=maybe", "true or false; got \"maybe\""),
        ("oauth.redirect_url=here", "a web address"),
    ] {
        room.run(&["config", "--set", setting], &[]).misuse(words);
    }
    for setting in ["sources.throttle_hold=60", "oauth.pkce=true", "sync.every_hours=1"] {
        room.run(&["config", "--set", setting], &[]).good();
    }
    room.kith("workspace list --set sources.allow_hosts=http://a/b")
        .misuse("sources.allow_hosts: \"http://a/b\"");
}
