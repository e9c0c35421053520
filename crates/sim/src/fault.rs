//! What can go wrong in a simulated call, and which calls it happens to. Says nothing of how an answer is spoiled:
//! that is the server's.

mod text;

use std::ops::Range;

/// A trouble and the calls that meet it. Several may stand at once; each call meets all that fit it, but only the
/// first of those that take the whole answer's place.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// What happens.
    pub kind: FaultKind,
    /// Which calls can meet it.
    pub on: Where,
    /// The share of those calls that do, 0 to 1.
    pub rate: f64,
    /// How many calls may meet it before it is gone; `None` for no end.
    pub times: Option<u32>,
}

/// What happens to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// The answer comes so many milliseconds later.
    Latency(u32),
    /// 429 without a word on when to come back, as LinkedIn answers.
    Throttle,
    /// 429 with `Retry-After`, in seconds.
    ThrottleAfter(u32),
    /// 401 as for a call without a token.
    Empty401,
    /// 401 as for a token that was never issued.
    Invalid401,
    /// 401 as for a revoked token; the token stays good for other calls.
    Revoked401,
    /// 401 as for an expired token; the token stays good for other calls.
    Expired401,
    /// 403 as for a token without the scope.
    Forbidden,
    /// 500 with a JSON body.
    ServerError,
    /// 504 with an HTML body, as from a gateway.
    GatewayHtml,
    /// The connection closes before the status line.
    Cut,
    /// The connection closes in the middle of the body.
    CutHalf,
    /// Half of the JSON, in an HTTP message that is complete.
    Truncated,
    /// `paging.total` is off by so many.
    WrongTotal(i32),
    /// One element of the page stands in its neighbour's place too.
    Repeat,
    /// The body comes in small pieces over so many milliseconds.
    SlowBytes(u32),
    /// The token is revoked, from this call on.
    TokenDies,
    /// 302 to another host.
    Redirect,
    /// 200 with JSON that never ends.
    Huge,
    /// 200 with a page to sign in.
    Html200,
}

/// Which calls a fault is for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Where {
    /// One of LinkedIn's interfaces, or all.
    pub interface: Option<Interface>,
    /// Where in a member's list.
    pub position: Position,
    /// Which of the calls that fit so far, counted from 0 since the fault was set; `None` for all.
    pub calls: Option<Range<u32>>,
}

/// One of LinkedIn's interfaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interface {
    /// The partner Connections API.
    Connections,
    /// Member Snapshot.
    Snapshot,
    /// Member Changelog.
    Changelog,
    /// Member Authorizations.
    Authorizations,
    /// Consent, tokens and introspection.
    OAuth,
}

/// A page's place in a member's list. Only pages of connections and of snapshots have one; a list that fits one page
/// is first and last. A page past the end has none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Position {
    /// Anywhere, and calls that read no list.
    #[default]
    Any,
    /// The first page.
    First,
    /// Neither the first nor the last page.
    Middle,
    /// The last page.
    Last,
}

impl Fault {
    /// A fault that every call meets.
    pub fn new(kind: FaultKind) -> Self {
        Self { kind, on: Where::default(), rate: 1.0, times: None }
    }

    /// Only for calls of this interface.
    #[must_use]
    pub fn of(mut self, interface: Interface) -> Self {
        self.on.interface = Some(interface);
        self
    }

    /// Only for pages at this place of a list.
    #[must_use]
    pub fn at(mut self, position: Position) -> Self {
        self.on.position = position;
        self
    }

    /// Only for these of the calls that fit, counted from 0.
    #[must_use]
    pub fn calls(mut self, calls: Range<u32>) -> Self {
        self.on.calls = Some(calls);
        self
    }

    /// Only for this share of the calls that fit.
    #[must_use]
    pub fn rate(mut self, rate: f64) -> Self {
        self.rate = rate;
        self
    }

    /// Gone after so many calls have met it.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }
}

impl From<FaultKind> for Fault {
    fn from(kind: FaultKind) -> Self {
        Self::new(kind)
    }
}

impl FaultKind {
    /// Whether it takes the whole answer's place.
    pub(crate) fn replaces(self) -> bool {
        !matches!(
            self,
            Self::Latency(_)
                | Self::CutHalf
                | Self::Truncated
                | Self::WrongTotal(_)
                | Self::Repeat
                | Self::SlowBytes(_)
                | Self::TokenDies
        )
    }
}
