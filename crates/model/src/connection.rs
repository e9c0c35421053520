//! A connection as a source gave it: names, work, address, when. Strings are trimmed; what is absent is `None`.

use crate::{ConnectedOn, MemberId, MemberKey, ProfileUrl};

/// What a member without a name is called in every answer.
pub const NAMELESS: &str = "LinkedIn Member";

/// One person in an account's list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Connection {
    /// The source's own id of the member, where it has one.
    pub source_id: Option<String>,
    /// Which of several rows with the same names and day, where nothing better tells them apart; else 0.
    pub occurrence: u32,
    /// First name; `None` where the source has none.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// The member's own headline, where the source has one.
    pub headline: Option<String>,
    /// Where they work now.
    pub company: Option<String>,
    /// What they do there.
    pub position: Option<String>,
    /// Their e-mail address, where they allow it.
    pub email: Option<String>,
    /// Their profile.
    pub profile_url: Option<ProfileUrl>,
    /// When the connection was made.
    pub connected_on: Option<ConnectedOn>,
}

impl Connection {
    /// The name shown: first and last, or the one that is there, or [`NAMELESS`].
    pub fn name(&self) -> String {
        match (&self.first_name, &self.last_name) {
            (Some(first), Some(last)) => format!("{first} {last}"),
            (Some(one), None) | (None, Some(one)) => one.clone(),
            (None, None) => NAMELESS.to_owned(),
        }
    }

    /// Whether the member has no name at all: an account that was closed or hidden.
    pub fn is_nameless(&self) -> bool {
        self.first_name.is_none() && self.last_name.is_none()
    }

    /// The headline, else `Position at Company`, else the one of them that is there.
    pub fn job_title(&self) -> Option<String> {
        match (&self.headline, &self.position, &self.company) {
            (Some(headline), _, _) => Some(headline.clone()),
            (None, Some(position), Some(company)) => Some(format!("{position} at {company}")),
            (None, Some(one), None) | (None, None, Some(one)) => Some(one.clone()),
            (None, None, None) => None,
        }
    }

    /// What identifies the member within this account.
    pub fn member_key(&self) -> MemberKey<'_> {
        MemberKey::of(self)
    }

    /// The hash of [`Self::member_key`]: what the store, the cutter and the API's `id` use.
    pub fn member_id(&self) -> MemberId {
        self.member_key().id()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worker(headline: Option<&str>, position: Option<&str>, company: Option<&str>) -> Option<String> {
        let text = |t: Option<&str>| t.map(str::to_owned);
        let (headline, position, company) = (text(headline), text(position), text(company));
        Connection { headline, company, position, ..Connection::default() }.job_title()
    }

    #[test]
    fn a_job_title_is_what_there_is() {
        assert_eq!(worker(None, Some("Buyer"), Some("Furs")).as_deref(), Some("Buyer at Furs"));
        assert_eq!(worker(None, Some("Buyer"), None).as_deref(), Some("Buyer"));
        assert_eq!(worker(None, None, Some("Furs")).as_deref(), Some("Furs"));
        assert_eq!(worker(Some("Founder @ Acme"), Some("x"), Some("y")).as_deref(), Some("Founder @ Acme"));
        assert_eq!(worker(None, None, None), None);
    }

    #[test]
    fn a_member_without_a_name_has_one_all_the_same() {
        assert_eq!(Connection::default().name(), "LinkedIn Member");
    }
}
