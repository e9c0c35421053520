//! The first commands of `deploy/README.md`, on an empty PostgreSQL: they work, and put no key into a server's log.

use std::process::Command;

use kith_pg_fixture::{Options, PrivatePostgres, Programs};

use crate::cluster::MASTER_KEY;
use crate::support::{Room, Serving};
use crate::tool::{passes, shipped};

/// What the README runs in a container of its own, in the order in which it does.
fn before_the_servers(readme: &str) -> Vec<Vec<&str>> {
    let (before, _) = readme.split_once("docker compose up ").unwrap();
    let commands =
        before.lines().filter_map(|line| line.trim().strip_prefix("docker compose run --rm kith-1 "));
    commands.map(|words| words.split(' ').collect()).collect()
}

#[test]
fn the_key_that_is_made_before_the_servers_is_shown_by_none_of_them() {
    if Programs::find_or_skip().is_none() {
        return;
    }
    let postgres = PrivatePostgres::start(&Options::quick()).unwrap();
    postgres.create_database("kith").unwrap();
    let (room, url) = (Room::new(), postgres.url("kith"));
    let kith = |words: &[&str]| -> Command {
        let mut command = room.command(words);
        command.envs([("KITH_MASTER_KEY", MASTER_KEY), ("KITH_STORE__URL", &url)]);
        command
    };
    let readme = shipped("README.md");
    let commands = before_the_servers(&readme);
    assert_eq!(commands.len(), 2, "{commands:?}");
    let said: Vec<String> = commands.iter().map(|words| passes(&mut kith(words))).collect();
    assert!(said[1].starts_with("kith_"), "{said:?}");

    for node in ["node-0", "node-1"] {
        let serving = Serving::start(kith(&["serve", "--data", node]), &room.path(&format!("{node}.err")));
        assert!(serving.said["api_key"].is_null());
        assert!(!room.path(node).join("api-key").exists());
        assert!(!serving.err().contains("kith_"), "{}", serving.err());
    }
}
