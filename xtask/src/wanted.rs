//! A program that tests run and that a system's packages hold: found, or installed where we may, or named with the way
//! to get it.

use crate::skipped::Skipped;
use crate::{apt, tools};

/// A program of which the tests ask that it runs.
pub(crate) struct Wanted {
    pub(crate) what: &'static str,
    /// Where it may lie, the best first: the PATH of users that are not root often leaves out `sbin`.
    pub(crate) places: &'static [&'static str],
    /// An argument with which it ends at once.
    pub(crate) argument: &'static str,
    pub(crate) package: &'static str,
    pub(crate) elsewhere: &'static str,
}

impl Wanted {
    fn place(&self) -> Option<&'static str> {
        self.places.iter().copied().find(|place| tools::runs(place, self.argument))
    }

    /// The place that it runs from.
    #[expect(clippy::print_stderr, reason = "a tool for the terminal speaks to it")]
    pub(crate) fn find_or_install(&self) -> Result<&'static str, Skipped> {
        if let Some(place) = self.place() {
            return Ok(place);
        }
        if apt::is_ours()
            && let Err(error) = apt::install(self.what, self.package)
        {
            eprintln!("{error:#}");
        }
        self.place().ok_or_else(|| self.skipped(apt::is_here()))
    }

    fn skipped(&self, apt: bool) -> Skipped {
        let install = format!("sudo apt-get install --no-install-recommends {}", self.package);
        Skipped { what: self.what, remedy: if apt { install } else { self.elsewhere.to_owned() } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MISSING: Wanted = Wanted {
        what: "nginx",
        places: &["no-such-program"],
        argument: "-v",
        package: "nginx-light",
        elsewhere: "install nginx 1.22 or later",
    };

    #[test]
    fn what_is_missing_is_named_with_the_way_of_the_system_to_get_it() {
        assert_eq!(MISSING.place(), None);
        let remedy = |apt| MISSING.skipped(apt).remedy;
        assert_eq!(remedy(true), "sudo apt-get install --no-install-recommends nginx-light");
        assert_eq!(remedy(false), "install nginx 1.22 or later");
    }

    #[test]
    fn the_first_place_that_it_runs_from_is_its_place() {
        let cargo = Wanted { places: &["no-such-program", "cargo", "rustc"], ..MISSING };
        assert_eq!(Wanted { argument: "--version", ..cargo }.place(), Some("cargo"));
    }
}
