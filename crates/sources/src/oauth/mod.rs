//! How a member's consent becomes tokens: the authorization code flow, over the same HTTP client as every other call.
//! Randomness is the caller's: the state and the PKCE verifier come in from outside. Keeps no token.
//!
//! Source: <https://learn.microsoft.com/en-us/linkedin/shared/authentication/authorization-code-flow>

mod adapter;
mod callback;
mod tokens;

use std::sync::Arc;

use oauth2::basic::{
    BasicErrorResponse, BasicRequestTokenError, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse,
};
use oauth2::{
    AuthType, AuthUrl, AuthorizationCode, Client, ClientId, ClientSecret, CsrfToken, EndpointNotSet,
    EndpointSet, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RefreshToken, RequestTokenError, Scope,
    StandardRevocableToken, TokenUrl,
};
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use crate::SourceError;
use crate::http::Http;
pub use callback::{Callback, CallbackError, Outcome};
pub use tokens::Tokens;
use tokens::Written;

/// What an app at LinkedIn is set up with.
#[derive(Debug, Clone)]
pub struct OAuthSettings {
    /// Where members consent: `https://www.linkedin.com/oauth/v2/authorization`.
    pub authorize_url: Url,
    /// Where codes become tokens: `https://www.linkedin.com/oauth/v2/accessToken`.
    pub token_url: Url,
    /// The app's public id.
    pub client_id: String,
    /// Its secret.
    pub client_secret: SecretString,
    /// Where members come back to; registered with the app, letter for letter.
    pub redirect_uri: Url,
    /// What the app asks for; granted all together or not at all.
    pub scopes: Vec<String>,
    /// Whether to send a PKCE challenge (S256). LinkedIn offers it only to some apps.
    pub pkce: bool,
}

/// Why there are no tokens. Holds neither a code nor a token nor a sentence of the service's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OAuthError {
    /// The code or the refresh token is not good, or not any more: only a new consent helps. The OAuth error's name
    /// where it is a known one, else `other`.
    #[error("the grant was refused: {0}")]
    Denied(&'static str),
    /// The call failed. [`SourceError::Refused`] where it is the app that is not accepted (its id, its secret): the
    /// grant may be as good as ever.
    #[error(transparent)]
    Upstream(#[from] SourceError),
}

/// One app's way to consent.
#[derive(Debug, Clone)]
pub struct OAuth {
    http: Arc<Http>,
    settings: OAuthSettings,
}

type Configured = Client<
    BasicErrorResponse,
    Written,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

impl OAuth {
    /// The way of an app; addresses are checked at every call.
    pub fn new(http: Arc<Http>, settings: OAuthSettings) -> Self {
        Self { http, settings }
    }

    /// Where to send a member: bound to `state`, which must be hard to guess and used once, and to `verifier` (43 to
    /// 128 letters, digits, `-`, `.`, `_`, `~`) if PKCE is on. A verifier of another length can't be used, and no
    /// challenge is sent then: the exchange will be refused.
    pub fn authorization(&self, state: &str, verifier: Option<&SecretString>) -> Url {
        let client = self.client();
        let mut request = client.authorize_url(|| CsrfToken::new(state.to_owned()));
        for scope in &self.settings.scopes {
            request = request.add_scope(Scope::new(scope.clone()));
        }
        if let Some(verifier) = self.verifier(verifier) {
            request = request.set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        }
        request.url().0
    }

    /// Makes tokens of the code that a member came back with, and of the verifier that they were sent away with. A
    /// code works once and soon: it is not to be tried twice. One call.
    ///
    /// # Errors
    /// [`OAuthError`].
    pub async fn exchange(
        &self,
        code: &SecretString,
        verifier: Option<&SecretString>,
    ) -> Result<Tokens, OAuthError> {
        let client = self.client();
        let mut request = client.exchange_code(AuthorizationCode::new(code.expose_secret().to_owned()));
        if let Some(verifier) = self.verifier(verifier) {
            request = request.set_pkce_verifier(verifier);
        }
        let call = |request| adapter::call(Arc::clone(&self.http), request);
        tokens(request.request_async(&call).await)
    }

    /// Makes new tokens of a refresh token. One call.
    ///
    /// LinkedIn counts a refresh token's life from the first consent on and never extends it.
    /// Source: <https://learn.microsoft.com/en-us/linkedin/shared/authentication/programmatic-refresh-tokens>
    ///
    /// # Errors
    /// [`OAuthError`].
    pub async fn refresh(&self, refresh_token: &SecretString) -> Result<Tokens, OAuthError> {
        let refresh = RefreshToken::new(refresh_token.expose_secret().to_owned());
        let call = |request| adapter::call(Arc::clone(&self.http), request);
        tokens(self.client().exchange_refresh_token(&refresh).request_async(&call).await)
    }

    /// LinkedIn takes the app's id and secret in the form, not in a header.
    fn client(&self) -> Configured {
        let OAuthSettings { authorize_url, token_url, client_id, client_secret, redirect_uri, .. } =
            &self.settings;
        Client::new(ClientId::new(client_id.clone()))
            .set_client_secret(ClientSecret::new(client_secret.expose_secret().to_owned()))
            .set_auth_uri(AuthUrl::from_url(authorize_url.clone()))
            .set_token_uri(TokenUrl::from_url(token_url.clone()))
            .set_redirect_uri(RedirectUrl::from_url(redirect_uri.clone()))
            .set_auth_type(AuthType::RequestBody)
    }

    /// Lengths are those of RFC 7636; the library stops the program at any other.
    fn verifier(&self, given: Option<&SecretString>) -> Option<PkceCodeVerifier> {
        let text = given.filter(|_| self.settings.pkce)?.expose_secret();
        (43..=128).contains(&text.len()).then(|| PkceCodeVerifier::new(text.to_owned()))
    }
}

fn tokens(answer: Result<Written, BasicRequestTokenError<SourceError>>) -> Result<Tokens, OAuthError> {
    const NO_TOKENS: OAuthError = OAuthError::Upstream(SourceError::Garbled("it is no JSON of tokens"));
    match answer {
        Ok(written) if written.is_empty() => Err(NO_TOKENS),
        Ok(written) => Ok(written.into()),
        Err(RequestTokenError::ServerResponse(said)) => {
            Err(OAuthError::Denied(adapter::known(said.error().as_ref())))
        }
        Err(RequestTokenError::Request(error)) => Err(OAuthError::Upstream(error)),
        Err(RequestTokenError::Parse(..) | RequestTokenError::Other(_)) => Err(NO_TOKENS),
    }
}
