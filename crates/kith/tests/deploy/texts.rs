//! What must hold of the shipped files and needs no tool to be seen.

use crate::tool::shipped;

pub(crate) const SECRETS: [&str; 2] = ["KITH_MASTER_KEY", "POSTGRES_PASSWORD"];

/// The lines without comments and without what stands around them.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Whether an image is named with a version, and from no registry in particular.
fn is_pinned(image: &str) -> bool {
    let version = image.split_once(':').map(|(_, tag)| tag).unwrap_or_default();
    version.starts_with(|c: char| c.is_ascii_digit()) && !image.contains('/')
}

#[test]
fn an_image_without_a_version_is_not_pinned() {
    assert!(is_pinned("postgres:17-alpine") && is_pinned("kith:0.1"));
    assert!(!is_pinned("postgres") && !is_pinned("postgres:latest") && !is_pinned("postgres:alpine"));
    assert!(!is_pinned("example.com/postgres:17"));
}

#[test]
fn the_image_is_one_static_file_that_nobody_runs_as_root() {
    let text = shipped("Dockerfile");
    let stages: Vec<&str> = lines(&text).filter_map(|line| line.strip_prefix("FROM ")).collect();
    let (last, before) = stages.split_last().unwrap();
    assert_eq!(*last, "scratch");
    assert!(
        !before.is_empty() && before.iter().all(|it| is_pinned(it.split(' ').next().unwrap())),
        "{before:?}"
    );

    let (_, last_stage) = text.split_once("\nFROM scratch\n").unwrap();
    let users: Vec<&str> = lines(last_stage).filter_map(|line| line.strip_prefix("USER ")).collect();
    let [user] = users[..] else { panic!("{users:?}") };
    assert!(user.split(':').all(|id| id.parse::<u32>().is_ok_and(|id| id > 0)), "{user}");
    assert!(!lines(last_stage).any(|line| line.starts_with("RUN")), "there is no shell in it");
    for line in ["VOLUME /data", "EXPOSE 7171", r#"ENTRYPOINT ["/kith"]"#] {
        assert!(lines(last_stage).any(|it| it == line), "{line}");
    }
    let command = r#"CMD ["serve", "--listen", "0.0.0.0:7171", "--data", "/data"]"#;
    assert_eq!(lines(&text).last(), Some(command));
}

#[test]
fn the_image_is_built_with_the_version_of_rust_that_the_tree_is_tested_with() {
    let toolchain = shipped("../rust-toolchain.toml");
    let channel = toolchain.split('"').nth(1).unwrap().rsplit_once('.').unwrap().0;
    assert!(shipped("Dockerfile").contains(&format!("\nFROM rust:{channel}-alpine AS build\n")), "{channel}");
}

#[test]
fn nothing_is_fetched_by_address_and_no_secret_is_built_in() {
    let text = shipped("Dockerfile");
    for line in lines(&text) {
        assert!(!line.starts_with("ADD ") && !line.contains("://"), "{line}");
        assert!(!line.starts_with("ARG "), "{line}: what is given to a build stays in its history");
        assert!(!line.starts_with("ENV ") || !SECRETS.iter().any(|secret| line.contains(secret)), "{line}");
    }
    let ignored = shipped("../.dockerignore");
    assert_eq!(lines(&ignored).next(), Some("*"), "what is not named does not reach the build");
    assert!(["**/.env", "**/kith-data"].iter().all(|it| lines(&ignored).any(|line| line == *it)));
}

#[test]
fn compose_has_no_secrets_of_its_own_and_every_image_is_pinned() {
    let text = shipped("compose.yaml");
    let images: Vec<&str> = lines(&text).filter_map(|line| line.strip_prefix("image: ")).collect();
    assert!(images.len() == 3 && images.iter().all(|it| is_pinned(it)), "{images:?}");
    for secret in SECRETS {
        for used in text.split(&format!("${{{secret}")).skip(1) {
            assert!(used.starts_with(":?"), "{secret} must have no default");
        }
    }
    let secret = |name: &str| ["PASSWORD", "KEY", "SECRET", "TOKEN"].iter().any(|it| name.contains(it));
    let settings = lines(&text).filter_map(|line| line.split_once(": ")).filter(|(name, _)| secret(name));
    let values: Vec<_> = settings.collect();
    assert!(values.len() == 3 && values.iter().all(|(_, value)| value.starts_with("${")), "{values:?}");
    let published: Vec<&str> = lines(&text).filter(|line| line.starts_with("ports:")).collect();
    assert!(published == [r#"ports: ["127.0.0.1:7171:8080"]"#], "{published:?}");
}

#[test]
fn each_way_to_stop_kith_leaves_it_the_time_that_it_gives_to_requests() {
    let defaults = include_str!("../../src/config/default.toml");
    let given = |text: &str, name: &str| -> u32 {
        let value = text.lines().find_map(|line| line.trim().strip_prefix(name)).unwrap();
        value.trim().trim_end_matches([';', 's']).parse().unwrap()
    };
    let shutdown = given(defaults, "shutdown_timeout_seconds =");
    assert!(given(&shipped("kith.service"), "TimeoutStopSec=") > shutdown);
    assert!(given(&shipped("compose.yaml"), "stop_grace_period:") > shutdown);
    // And nginx lets go of a kept connection before kith does, or a request may be sent into one that is being closed.
    let nginx = shipped("nginx.conf");
    assert!(given(&nginx, "keepalive_timeout") < given(defaults, "header_timeout_seconds ="));
    assert!(!lines(&nginx).any(|line| line.contains("non_idempotent")), "a POST would be sent twice");
}
