//! Asking before something is erased.

use std::io::{self, IsTerminal as _, Write as _};

use crate::failure::Failure;

/// Asks at the terminal whether to go on. `yes` (the flag) answers beforehand.
///
/// # Errors
/// Misuse where nobody can be asked; failed where the answer was no.
pub(crate) fn confirm(question: &str, yes: bool) -> Result<(), Failure> {
    if yes {
        return Ok(());
    }
    if !io::stdin().is_terminal() {
        let nobody = "this erases data, and there is no terminal to ask at";
        return Err(Failure::misuse(nobody).hint("add --yes to go on without a question"));
    }
    let mut answer = String::new();
    let asked = write!(io::stderr(), "{question} Type yes to go on: ").and_then(|()| io::stderr().flush());
    asked
        .and_then(|()| io::stdin().read_line(&mut answer))
        .map_err(|error| Failure::failed("the answer could not be read").cause(error))?;
    if answer.trim().eq_ignore_ascii_case("yes") {
        Ok(())
    } else {
        Err(Failure::failed("nothing was erased: the answer was not yes"))
    }
}
