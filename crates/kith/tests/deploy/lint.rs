//! The shipped files, read by the tools that will read them.

use std::fs;
use std::process::Command;

use crate::tool::{self, passes, says, shipped};
use crate::{nginx, texts};

/// systemd's figure for what a service could do if it were taken over, times ten: 0 to 100. Ours is at 12.
const MOST_EXPOSURE: &str = "--threshold=15";

/// YAML to JSON, for Python.
const DUMP: &str = "import json, sys, yaml; print(json.dumps(yaml.safe_load(sys.stdin.read())))";

#[test]
fn nginx_reads_its_configuration_without_a_warning() {
    let Some(program) = tool::nginx() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (listen, servers) = (nginx::free_address(), ["127.0.0.1:1", "127.0.0.1:2"]);
    let said =
        passes(Command::new(program).arg("-t").args(nginx::configured(folder.path(), &listen, servers)));
    assert!(said.contains("test is successful") && !said.contains("[warn]"), "{said}");
}

#[test]
fn systemd_reads_the_unit_without_a_warning_and_finds_little_exposed() {
    let Some(program) = tool::systemd_analyze() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (shipped_at, built) =
        ("ExecStart=/usr/local/bin/kith ", format!("ExecStart={} ", env!("CARGO_BIN_EXE_kith")));
    let unit = shipped("kith.service");
    assert_eq!(unit.matches(shipped_at).count(), 1);
    let file = folder.path().join("kith.service");
    fs::write(&file, unit.replace(shipped_at, &built)).unwrap();
    let said = passes(Command::new(program).args(["verify", "--man=no"]).arg(&file));
    assert!(!said.contains("kith.service"), "{said}"); // of other units of this machine it may say what it likes
    passes(Command::new(program).args(["security", "--offline=yes", MOST_EXPOSURE]).arg(&file));
}

/// Where Docker is: it is no tool that the tests ask for.
#[test]
fn compose_reads_its_file_and_refuses_to_start_without_secrets() {
    if !says("docker", &["compose", "version"], "") {
        return;
    }
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/compose.yaml");
    let config = |secrets: &[&str]| {
        let mut config = Command::new("docker");
        config
            .env_remove("KITH_MASTER_KEY")
            .env_remove("POSTGRES_PASSWORD")
            .envs(secrets.iter().map(|it| (it, "x")));
        config.args(["compose", "--env-file", "/dev/null", "--file"]).arg(&file).args(["config", "--quiet"]);
        config
    };
    passes(&mut config(&texts::SECRETS));
    for secret in texts::SECRETS {
        assert!(!config(&[secret]).output().unwrap().status.success(), "{secret} alone is enough");
    }
}

/// The structure of the compose file, where this machine's Python reads YAML.
#[test]
fn only_the_proxy_is_published_and_every_service_comes_back_and_is_confined() {
    if !says("python3", &["-c", "import yaml"], "") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("compose.yaml");
    fs::write(&file, shipped("compose.yaml")).unwrap();
    let dumped = passes(Command::new("python3").args(["-c", DUMP]).stdin(fs::File::open(&file).unwrap()));
    let compose: serde_json::Value = serde_json::from_str(&dumped).unwrap();
    let services = compose["services"].as_object().unwrap();
    assert!(services.keys().eq(["kith-1", "kith-2", "postgres", "proxy"].iter()), "{:?}", services.keys());
    for (name, service) in services {
        assert_eq!(service["restart"], "unless-stopped", "{name}");
        assert_eq!(service.get("ports").is_some(), name == "proxy", "{name}");
        assert_eq!(service["read_only"] == true, name != "postgres", "{name}");
    }
    let (one, two) = (&services["kith-1"], &services["kith-2"]);
    assert_eq!((&one["environment"], &one["image"]), (&two["environment"], &two["image"]));
    assert_eq!(one["depends_on"]["postgres"]["condition"], "service_healthy");
    assert!(services["postgres"]["healthcheck"]["test"].to_string().contains("pg_isready"));
    for node in ["kith-1", "kith-2"] {
        let address = services[node]["networks"]["inside"]["ipv4_address"].as_str().unwrap();
        let hosts = services["proxy"]["extra_hosts"].as_array().unwrap();
        assert!(hosts.iter().any(|host| *host == format!("{node}:{address}")), "{hosts:?}");
    }
    assert_eq!(compose["networks"]["inside"]["internal"], true);
}
