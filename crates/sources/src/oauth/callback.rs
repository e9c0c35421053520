//! What a member's browser brings back. Anybody can send such a query: it is worth nothing until its state is known.

use secrecy::SecretString;
use url::form_urlencoded;

/// Names of errors that may come back. The first three say that the member did not consent.
const REFUSALS: [&str; 9] = [
    "user_cancelled_authorize",
    "user_cancelled_login",
    "access_denied",
    "unauthorized_scope_error",
    "invalid_scope",
    "invalid_request",
    "unauthorized_client",
    "server_error",
    "temporarily_unavailable",
];

/// The query of a member who came back.
#[derive(Debug, Clone)]
pub struct Callback {
    /// What they were sent away with, decoded; to be compared exactly, and used once.
    pub state: String,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of an authorization.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// The member consented; the code becomes tokens once.
    Code(SecretString),
    /// No consent: `user_cancelled_authorize`, `user_cancelled_login` or `access_denied` where the member declined,
    /// another of OAuth's names where the app is set up wrong or LinkedIn failed, `other` where the name is unknown.
    Refused(&'static str),
}

/// A query that no authorization comes back with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the query holds no state, or not exactly one of code and error")]
pub struct CallbackError;

impl Callback {
    /// Reads what stands behind the `?`. Unknown parameters are ignored; one that comes twice is an error.
    ///
    /// # Errors
    /// [`CallbackError`].
    pub fn read(query: &str) -> Result<Self, CallbackError> {
        let (mut state, mut code, mut error) = (None, None, None);
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let slot = match &*name {
                "state" => &mut state,
                "code" => &mut code,
                "error" => &mut error,
                _ => continue,
            };
            if value.is_empty() || slot.replace(value.into_owned()).is_some() {
                return Err(CallbackError);
            }
        }
        let outcome = match (code, error) {
            (Some(code), None) => Outcome::Code(code.into()),
            (None, Some(name)) => {
                Outcome::Refused(REFUSALS.into_iter().find(|known| *known == name).unwrap_or("other"))
            }
            _ => return Err(CallbackError),
        };
        Ok(Self { state: state.ok_or(CallbackError)?, outcome })
    }

    /// The code, if the member consented.
    pub fn code(&self) -> Option<&SecretString> {
        match &self.outcome {
            Outcome::Code(code) => Some(code),
            Outcome::Refused(_) => None,
        }
    }
}
