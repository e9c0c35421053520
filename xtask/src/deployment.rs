//! The programs that the tests of `deploy/` run: nginx, and systemd's own reader of units. Each is found or installed, or
//! its tests are skipped.

use crate::skipped::Skipped;
use crate::{apt, tools};

/// A program of which the tests ask that it runs.
struct Wanted {
    what: &'static str,
    /// Where it may lie: the PATH of users that are not root often leaves out `sbin`.
    places: &'static [&'static str],
    /// An argument with which it ends at once.
    argument: &'static str,
    package: &'static str,
    elsewhere: &'static str,
}

const WANTED: [Wanted; 2] = [
    Wanted {
        what: "nginx",
        places: &["nginx", "/usr/sbin/nginx", "/usr/local/sbin/nginx"],
        argument: "-v",
        package: "nginx-light",
        elsewhere: "install nginx 1.22 or later",
    },
    Wanted {
        what: "systemd-analyze",
        places: &["systemd-analyze"],
        argument: "--version",
        package: "systemd",
        elsewhere: "run the tests on a Linux with systemd 250 or later",
    },
];

/// Makes ready what can be had; the answer is what can't.
pub(crate) fn prepare() -> Vec<Skipped> {
    WANTED.iter().filter_map(|it| it.find_or_install().err()).collect()
}

impl Wanted {
    fn is_here(&self) -> bool {
        self.places.iter().any(|place| tools::runs(place, self.argument))
    }

    #[expect(clippy::print_stderr, reason = "a tool for the terminal speaks to it")]
    fn find_or_install(&self) -> Result<(), Skipped> {
        if !self.is_here()
            && apt::is_ours()
            && let Err(error) = apt::install(self.what, self.package)
        {
            eprintln!("{error:#}");
        }
        if self.is_here() { Ok(()) } else { Err(self.skipped(apt::is_here())) }
    }

    fn skipped(&self, apt: bool) -> Skipped {
        let install = format!("sudo apt-get install --no-install-recommends {}", self.package);
        Skipped { what: self.what, remedy: if apt { install } else { self.elsewhere.to_owned() } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named_with_the_way_of_the_system_to_get_it() {
        let wanted = Wanted { places: &["no-such-program"], ..WANTED[0] };
        assert!(!wanted.is_here());
        let remedy = |apt| wanted.skipped(apt).remedy;
        assert_eq!(remedy(true), "sudo apt-get install --no-install-recommends nginx-light");
        assert_eq!(remedy(false), "install nginx 1.22 or later");
    }
}
