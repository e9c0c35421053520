//! The tokens and codes the simulated LinkedIn has issued, and whether each is good at a moment. Not what they open.

use std::collections::HashMap;

use super::options::MemberId;

/// An access token.
#[derive(Debug, Clone)]
pub(super) struct Access {
    pub(super) member: MemberId,
    pub(super) scope: Vec<String>,
    /// Seconds since 1970, as all moments here.
    pub(super) consented_at: i64,
    pub(super) issued_at: i64,
    pub(super) settled_at: i64,
    pub(super) expires_at: i64,
    pub(super) revoked: bool,
}

/// A refresh token. Its end counts from the first consent.
#[derive(Debug, Clone)]
pub(super) struct Refresh {
    pub(super) member: MemberId,
    pub(super) scope: Vec<String>,
    pub(super) consented_at: i64,
    pub(super) expires_at: i64,
    pub(super) revoked: bool,
}

/// An authorization code.
#[derive(Debug, Clone)]
pub(super) struct Code {
    pub(super) member: MemberId,
    pub(super) scope: Vec<String>,
    pub(super) redirect_uri: String,
    pub(super) challenge: Option<String>,
    pub(super) issued_at: i64,
}

/// What became of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Good,
    Revoked,
    Expired,
}

/// All that was issued.
#[derive(Default)]
pub(super) struct Vault {
    pub(super) access: HashMap<String, Access>,
    pub(super) refresh: HashMap<String, Refresh>,
    pub(super) codes: HashMap<String, Code>,
}

impl Vault {
    pub(super) fn revoke(&mut self, token: &str) {
        if let Some(access) = self.access.get_mut(token) {
            access.revoked = true;
        }
        if let Some(refresh) = self.refresh.get_mut(token) {
            refresh.revoked = true;
        }
    }

    pub(super) fn revoke_member(&mut self, member: MemberId) {
        for access in self.access.values_mut().filter(|access| access.member == member) {
            access.revoked = true;
        }
        for refresh in self.refresh.values_mut().filter(|refresh| refresh.member == member) {
            refresh.revoked = true;
        }
    }
}

impl Access {
    pub(super) fn standing(&self, now: i64) -> Standing {
        if self.revoked || now < self.settled_at {
            Standing::Revoked
        } else if now >= self.expires_at {
            Standing::Expired
        } else {
            Standing::Good
        }
    }

    pub(super) fn allows(&self, scopes: &[&str]) -> bool {
        self.scope.iter().any(|scope| scopes.contains(&scope.as_str()))
    }
}

impl Refresh {
    pub(super) fn standing(&self, now: i64) -> Standing {
        match (self.revoked, now >= self.expires_at) {
            (true, _) => Standing::Revoked,
            (false, true) => Standing::Expired,
            (false, false) => Standing::Good,
        }
    }
}

/// The scopes of a list that is separated by spaces or commas.
pub(super) fn scopes(text: &str) -> Vec<String> {
    text.split([' ', ',']).filter(|scope| !scope.is_empty()).map(str::to_owned).collect()
}
