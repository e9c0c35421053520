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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use secrecy::ExposeSecret as _;

    #[test]
    fn a_member_who_consented_brings_a_code() {
        let back = Callback::read("code=AQ%2Fx%3D%3D&state=a%20b&session_state=1").unwrap();
        assert_eq!(back.state, "a b");
        assert_eq!(back.code().unwrap().expose_secret(), "AQ/x==");
        assert!(!format!("{back:?}").contains("AQ"));
    }

    #[test]
    fn a_member_who_declined_brings_a_known_word() {
        for word in ["user_cancelled_authorize", "user_cancelled_login", "access_denied", "server_error"] {
            let back = Callback::read(&format!("error={word}&error_description=No+way&state=s")).unwrap();
            assert!(matches!(back.outcome, Outcome::Refused(found) if found == word), "{word}");
            assert!(back.code().is_none());
        }
        let back = Callback::read("error=<script>&state=s").unwrap();
        assert!(matches!(back.outcome, Outcome::Refused("other")));
    }

    #[test]
    fn what_could_be_read_two_ways_is_not_read() {
        for query in [
            "",
            "code=a",
            "state=s",
            "code=&state=s",
            "code=a&state=",
            "code=a&code=b&state=s",
            "code=a&state=s&state=t",
            "code=a&error=access_denied&state=s",
        ] {
            assert!(Callback::read(query).is_err(), "{query}");
        }
    }

    proptest! {
        #[test]
        fn no_query_makes_it_panic(query in "\\PC{0,80}") {
            let _ = Callback::read(&query);
            let _ = Callback::read(&format!("state=s&code={query}"));
        }
    }
}
