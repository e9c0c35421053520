//! What stands around every page: its title, the way to the other pages, and who is signed in.

use kith_engine::Caller;
use kith_model::Scope;

use super::assets::{PATHS, Paths};

/// The pages that the navigation leads to, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    Accounts,
    People,
    Changes,
    Network,
    Credits,
    Webhooks,
    Start,
}

impl Section {
    const ALL: [Self; 7] = [
        Self::Accounts,
        Self::People,
        Self::Changes,
        Self::Network,
        Self::Credits,
        Self::Webhooks,
        Self::Start,
    ];

    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Accounts => "/",
            Self::People => "/people",
            Self::Changes => "/changes",
            Self::Network => "/network",
            Self::Credits => "/credits",
            Self::Webhooks => "/webhooks",
            Self::Start => "/start",
        }
    }

    /// Whether a page of `here` is one of this section; templates hand over references.
    pub(super) fn is(self, here: impl std::borrow::Borrow<Option<Self>>) -> bool {
        *here.borrow() == Some(self)
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Accounts => "Accounts",
            Self::People => "People",
            Self::Changes => "Changes",
            Self::Network => "Network",
            Self::Credits => "Credits and keys",
            Self::Webhooks => "Webhooks",
            Self::Start => "First hour",
        }
    }
}

/// What a template needs beside its own.
pub(super) struct Shell {
    /// The page's own title.
    pub(super) title: String,
    /// `None` of a page that the navigation does not lead to.
    pub(super) here: Option<Section>,
    /// `None` before sign-in.
    pub(super) who: Option<Who>,
    /// Something that was just done, or could not be; shown on top.
    pub(super) notice: Option<Notice>,
    /// Whether the page has charts.
    pub(super) charts: bool,
    pub(super) assets: &'static Paths,
    pub(super) sections: [Section; 7],
}

/// Who is signed in.
pub(super) struct Who {
    /// What the key is called.
    pub(super) key: String,
    /// What forms send back, so that no other page can send them.
    pub(super) csrf: String,
    /// Names this page, so that a form of it that is sent twice does what it does once.
    pub(super) once: String,
    pub(super) may_manage: bool,
    pub(super) may_admin: bool,
}

/// A sentence on top of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Notice {
    pub(super) text: String,
    /// Whether it tells of something that went wrong.
    pub(super) is_bad: bool,
}

impl Notice {
    pub(super) fn good(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_bad: false }
    }

    pub(super) fn bad(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_bad: true }
    }
}

impl Who {
    pub(super) fn of(caller: &Caller, csrf: String) -> Self {
        let key = caller.key();
        Self {
            key: if key.name.is_empty() { key.id.to_string() } else { key.name.clone() },
            csrf,
            once: caller.request.to_string(),
            may_manage: key.scopes.allow(Scope::Manage),
            may_admin: key.scopes.allow(Scope::Admin),
        }
    }
}

impl Shell {
    /// Of a page before sign-in.
    pub(super) fn outside(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            here: None,
            who: None,
            notice: None,
            charts: false,
            assets: &PATHS,
            sections: Section::ALL,
        }
    }

    /// The same, with charts.
    pub(super) fn with_charts(self) -> Self {
        Self { charts: true, ..self }
    }

    /// The same, with a sentence on top.
    pub(super) fn saying(self, notice: Option<Notice>) -> Self {
        Self { notice: notice.or(self.notice), ..self }
    }

    /// What forms send back; empty before sign-in.
    pub(super) fn csrf(&self) -> &str {
        self.who.as_ref().map_or("", |who| &who.csrf)
    }

    /// What a form sends back to be done once; empty before sign-in.
    pub(super) fn once(&self) -> &str {
        self.who.as_ref().map_or("", |who| &who.once)
    }

    pub(super) fn may_manage(&self) -> bool {
        self.who.as_ref().is_some_and(|who| who.may_manage)
    }

    pub(super) fn may_admin(&self) -> bool {
        self.who.as_ref().is_some_and(|who| who.may_admin)
    }
}
