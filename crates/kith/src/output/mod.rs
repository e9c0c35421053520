//! Where words go: results to standard output, everything else to standard error. A reader who goes away
//! (`kith list | head`) ends a command quietly.

pub(crate) mod confirm;
pub(crate) mod numbers;
pub(crate) mod progress;
pub(crate) mod report;
pub(crate) mod sheet;
pub(crate) mod table;
pub(crate) mod verified;

use std::fmt;
use std::io::{self, ErrorKind, Write as _};

use serde::Serialize;

use crate::failure::Failure;

/// Writes a result; `text` ends its own lines.
pub(crate) fn print(text: impl AsRef<[u8]>) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let written = out.write_all(text.as_ref()).and_then(|()| out.flush());
    written.map_err(|error| match error.kind() {
        ErrorKind::BrokenPipe => Failure::nobody_reads(),
        _ => Failure::failed("the result could not be written").cause(error),
    })
}

/// Writes a result for programs.
pub(crate) fn print_json(value: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|error| Failure::failed("the result cannot be shown as JSON").cause(error))?;
    print(text + "\n")
}

/// Writes a line for people beside the result. Nobody is there to hear of a failure, so there is none.
pub(crate) fn say(line: impl fmt::Display) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}
