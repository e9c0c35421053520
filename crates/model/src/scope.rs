//! Scopes: what a key may do. `manage` implies `read`; `admin` implies both.

use std::fmt;

/// One right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Read connections, accounts and the balance.
    Read,
    /// Create, import, sync, pause and delete accounts.
    Manage,
    /// Read the ledger; manage keys.
    Admin,
}

impl Scope {
    /// Every scope, weakest first.
    pub const ALL: [Self; 3] = [Self::Read, Self::Manage, Self::Admin];

    /// The scope's name, as keys are made with it and errors name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Manage => "manage",
            Self::Admin => "admin",
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for Scope {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|scope| scope.as_str() == text)
            .ok_or_else(|| format!("a scope is one of read, manage, admin; got \"{text}\""))
    }
}

/// What a key was made with: any of the scopes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scopes(u8);

impl Scopes {
    /// All that was named, without what it implies.
    pub fn of(scopes: impl IntoIterator<Item = Scope>) -> Self {
        Self(scopes.into_iter().fold(0, |bits, scope| bits | 1 << scope as u8))
    }

    /// Whether a key with these scopes may do what needs `needed`: a stronger scope implies the weaker.
    pub fn allow(self, needed: Scope) -> bool {
        self.0 >> needed as u8 != 0
    }

    /// The scopes named, weakest first.
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.into_iter().filter(move |scope| self.0 & (1 << *scope as u8) != 0)
    }

    /// As it is stored.
    pub fn bits(self) -> u8 {
        self.0
    }

    /// From what is stored; unknown bits are dropped.
    pub fn from_bits(bits: u8) -> Self {
        Self(bits & 0b111)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stronger_scope_implies_the_weaker_and_never_the_other_way() {
        let manage = Scopes::of([Scope::Manage]);
        assert!(manage.allow(Scope::Read) && manage.allow(Scope::Manage) && !manage.allow(Scope::Admin));
        assert!(Scopes::of([Scope::Admin]).allow(Scope::Read));
        assert!(!Scopes::of([Scope::Read]).allow(Scope::Manage));
        assert!(!Scopes::default().allow(Scope::Read));
    }
}
