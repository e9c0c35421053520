//! `kith account token`: a token that its owner has already. It is read from standard input, never from an argument,
//! and never shown.

use std::io::{self, BufRead as _, IsTerminal as _, Read as _};

use clap::Args;
use kith_engine::SecretString;

use super::Named;
use crate::failure::Failure;
use crate::output::say;

/// Give an account a token that you have from LinkedIn's developer portal
///
/// It takes the place of what the account had, and its first sync is queued. The token is read as one line from
/// standard input: arguments can be read by other users of the machine.
#[derive(Debug, Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Example:
  kith account token \"Ada Lovelace\" --token-stdin"
)]
pub(super) struct Token {
    #[command(flatten)]
    pub(super) named: Named,
    /// Read the token from standard input
    #[arg(long, required = true)]
    token_stdin: bool,
}

/// The longest that is taken, in bytes.
const LONGEST: usize = 8_192;

/// Reads a token: asked for at a terminal, which does not show it, else the first line.
pub(super) fn read() -> Result<SecretString, Failure> {
    let cannot = |error: io::Error| Failure::failed("the token could not be read").cause(error);
    let line = if io::stdin().is_terminal() {
        say("Paste the token, which is not shown, and press Enter:");
        console::Term::stderr().read_secure_line().map_err(cannot)?.into_bytes()
    } else {
        let mut line = Vec::new();
        // One byte more than a token and the end of its line may have.
        io::stdin().lock().take(LONGEST as u64 + 3).read_until(b'\n', &mut line).map_err(cannot)?;
        line
    };
    checked(line)
}

fn checked(line: Vec<u8>) -> Result<SecretString, Failure> {
    let text = String::from_utf8(line).map_err(|_| Failure::misuse("the token must be ASCII text"))?;
    let token = text.trim();
    if token.is_empty() || token.len() > LONGEST {
        let wrong = if token.is_empty() { "no token came" } else { "the token is too long" };
        return Err(Failure::misuse(format!("{wrong}: standard input must be one line of 1 to 8,192 bytes")));
    }
    Ok(token.to_owned().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use kith_engine::ExposeSecret as _;

    #[test]
    fn a_token_is_one_line_that_is_not_endless() {
        assert_eq!(checked(b"AQX-1\r\n".to_vec()).unwrap().expose_secret(), "AQX-1");
        assert_eq!(checked(vec![b'a'; LONGEST]).unwrap().expose_secret().len(), LONGEST);
        for (bad, words) in
            [(Vec::new(), "no token"), (vec![b'\n'], "no token"), (vec![b'a'; LONGEST + 1], "too long")]
        {
            assert!(checked(bad).unwrap_err().to_string().contains(words), "{words}");
        }
        assert!(!checked(vec![b's', 0xff]).unwrap_err().to_string().contains('\u{ff}'));
    }
}
