//! Chromium, in which the dashboard's tests look at its pages. It is the machine's own, so that no browser is fetched from
//! anywhere but a system's packages.

use std::env;
use std::path::PathBuf;

use kith_pg_fixture::CHROMIUM_VARIABLE;

use crate::skipped::Skipped;
use crate::tools;
use crate::wanted::Wanted;

const CHROMIUM: Wanted = Wanted {
    what: "Chromium",
    places: &[
        "chromium",
        "/usr/bin/chromium",
        "google-chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ],
    argument: "--version",
    package: "chromium",
    elsewhere: "install Chromium or Chrome, 140 or later, or name it by the variable KITH_TEST_CHROMIUM",
};

/// The one that the variable names, else the machine's.
pub(super) fn prepare() -> Result<PathBuf, Skipped> {
    let Some(named) = env::var_os(CHROMIUM_VARIABLE).filter(|it| !it.is_empty()) else {
        return CHROMIUM.find_or_install().map(PathBuf::from);
    };
    if tools::runs(&named, CHROMIUM.argument) {
        return Ok(PathBuf::from(named));
    }
    let remedy = format!("{CHROMIUM_VARIABLE} must name the program; got {}", named.display());
    Err(Skipped { what: CHROMIUM.what, remedy })
}
