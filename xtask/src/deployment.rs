//! The programs that the tests of `deploy/` run: nginx, and systemd's own reader of units. Each is found or installed, or
//! its tests are skipped.

use crate::skipped::Skipped;
use crate::wanted::Wanted;

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
