//! `[connections_api]` and `[portability]`: the apps that are registered with LinkedIn, one for each interface.

use kith_engine::App;
use serde::{Deserialize, Serialize};

use super::rule::Rule;
use super::secret::Secret;

/// `[connections_api]`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConnectionsApi {
    client_id: String,
    client_secret: Secret,
    scopes: String,
}

/// `[portability]`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Portability {
    client_id: String,
    client_secret: Secret,
    scopes: String,
    /// The value of `LinkedIn-Version`.
    pub(crate) version: String,
    /// Whether a list may hold a member twice.
    pub(crate) allow_repeats: bool,
}

pub(super) const CONNECTIONS_API_RULES: [(&str, Rule); 3] = [
    ("connections_api.client_id", Rule::Text),
    ("connections_api.client_secret", Rule::Secret),
    ("connections_api.scopes", Rule::Text),
];

pub(super) const PORTABILITY_RULES: [(&str, Rule); 5] = [
    ("portability.client_id", Rule::Text),
    ("portability.client_secret", Rule::Secret),
    ("portability.scopes", Rule::Text),
    ("portability.version", Rule::Text),
    ("portability.allow_repeats", Rule::Bool),
];

impl ConnectionsApi {
    /// The app, where one is set up.
    pub(crate) fn app(&self) -> Option<App> {
        app(&self.client_id, &self.client_secret, &self.scopes)
    }
}

impl Portability {
    /// The app, where one is set up.
    pub(crate) fn app(&self) -> Option<App> {
        app(&self.client_id, &self.client_secret, &self.scopes)
    }
}

/// An app has an id and a secret.
fn app(client_id: &str, client_secret: &Secret, scopes: &str) -> Option<App> {
    let client_id = Some(client_id.trim()).filter(|id| !id.is_empty())?;
    let scopes = scopes.split([' ', ',']).filter(|scope| !scope.is_empty());
    Some(App {
        client_id: client_id.to_owned(),
        client_secret: client_secret.get()?,
        scopes: scopes.map(str::to_owned).collect(),
    })
}
