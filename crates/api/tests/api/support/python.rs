//! The Python with the readers that our files are read back by: found by variable, or the test is skipped with a line;
//! under CI it fails instead.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use kith_pg_fixture::under_ci;

/// The variable with the interpreter of a folder that has them.
const VARIABLE: &str = "KITH_TEST_PYTHON";

/// Runs a script with these arguments; what it printed. `None` where there is no such Python.
///
/// # Panics
/// Where the script fails; under CI where there is no Python.
pub fn python(script: &Path, arguments: &[&Path]) -> Option<String> {
    let Some(interpreter) = interpreter() else {
        assert!(!under_ci(), "no {VARIABLE}, and CI=true: nothing may be skipped; cargo xtask test sets it");
        eprintln!("skipped: no {VARIABLE}; cargo xtask test sets it");
        return None;
    };
    let ran = Command::new(interpreter).arg("-I").arg(script).args(arguments).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    Some(String::from_utf8(ran.stdout).unwrap())
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place where a suite learns which Python to run"
)]
fn interpreter() -> Option<OsString> {
    std::env::var_os(VARIABLE).filter(|value| !value.is_empty())
}
