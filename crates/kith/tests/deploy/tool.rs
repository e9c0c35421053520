//! Programs that these tests need beside kith: found, or the test is skipped with a line; under CI it fails instead.

use std::path::Path;
use std::process::Command;

use kith_pg_fixture::under_ci;

/// A file of `deploy/`, or of the root by `..`.
pub(crate) fn shipped(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// nginx, which lies where the PATH of users that are not root often does not lead.
pub(crate) fn nginx() -> Option<&'static str> {
    let found =
        ["nginx", "/usr/sbin/nginx", "/usr/local/sbin/nginx"].into_iter().find(|it| says(it, &["-v"], ""));
    or_skip(found, "nginx")
}

/// systemd-analyze that needs no running systemd (250 or later).
pub(crate) fn systemd_analyze() -> Option<&'static str> {
    let found = Some("systemd-analyze").filter(|it| says(it, &["--help"], "--offline"));
    or_skip(found, "systemd-analyze of systemd 250 or later")
}

/// Whether the program runs with these arguments and prints these words.
pub(crate) fn says(program: &str, arguments: &[&str], words: &str) -> bool {
    let said = Command::new(program).args(arguments).output();
    said.is_ok_and(|said| said.status.success() && String::from_utf8_lossy(&said.stdout).contains(words))
}

/// What the program printed, if it ended well; the test fails otherwise.
pub(crate) fn passes(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let said =
        [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    assert!(output.status.success(), "{command:?}: {said}");
    said
}

fn or_skip(found: Option<&'static str>, what: &str) -> Option<&'static str> {
    if found.is_none() {
        assert!(
            !under_ci(),
            "no {what}, and CI=true: nothing may be skipped; cargo xtask test says how to get it"
        );
        eprintln!("skipped: no {what}; cargo xtask test says how to get it");
    }
    found
}
