//! Tokens as LinkedIn writes them and as they are handed on. Must not know when it is: lives are durations.

use std::time::Duration;

use oauth2::basic::BasicTokenType;
use oauth2::{AccessToken, RefreshToken, Scope, TokenResponse};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

/// What a consent or a refresh brought.
#[derive(Debug, Clone)]
pub struct Tokens {
    /// The access token.
    pub access: SecretString,
    /// How long it lives from now, in seconds; usually 5184000, which is 60 days.
    pub expires_in: Option<u64>,
    /// The refresh token, which only some apps get.
    pub refresh: Option<SecretString>,
    /// How long that lives from now, in seconds; at first 31536000, which is 365 days.
    pub refresh_expires_in: Option<u64>,
    /// What was granted; empty where the answer does not say.
    pub scopes: Vec<String>,
}

/// The answer. `token_type` is left out by LinkedIn at times, which the standard does not allow, and scopes may be
/// parted by commas: the library's own type takes neither.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Written {
    access_token: AccessToken,
    expires_in: Option<u64>,
    refresh_token: Option<RefreshToken>,
    refresh_token_expires_in: Option<u64>,
    scope: Option<String>,
}

impl Written {
    /// Whether there is no access token in it.
    pub(super) fn is_empty(&self) -> bool {
        self.access_token.secret().is_empty()
    }
}

impl TokenResponse for Written {
    type TokenType = BasicTokenType;

    fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    fn token_type(&self) -> &BasicTokenType {
        &BasicTokenType::Bearer
    }

    fn expires_in(&self) -> Option<Duration> {
        self.expires_in.map(Duration::from_secs)
    }

    fn refresh_token(&self) -> Option<&RefreshToken> {
        self.refresh_token.as_ref()
    }

    fn scopes(&self) -> Option<&Vec<Scope>> {
        None // read from `scope` by the one who knows about the commas
    }
}

impl From<Written> for Tokens {
    fn from(written: Written) -> Self {
        let scope = written.scope.unwrap_or_default();
        let scopes = scope.split([',', ' ']).filter(|scope| !scope.is_empty()).map(str::to_owned);
        Self {
            access: written.access_token.into_secret().into(),
            expires_in: written.expires_in,
            refresh: written.refresh_token.map(|token| token.into_secret().into()),
            refresh_expires_in: written.refresh_token_expires_in,
            scopes: scopes.collect(),
        }
    }
}
