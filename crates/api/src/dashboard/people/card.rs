//! A person's card: as the account lists them, who of us knows them, and what changed. Who left the list is shown as they
//! were last.

use askama::Template;
use axum::response::Response;
use kith_engine::{
    Account, AskedPeople, ChangeInfo, ConnectionInfo, FindIntroducers, KnownBy, MatchConnections, Sought,
};
use kith_model::{AccountId, MemberId, ProfileUrl, Window};

use super::super::answer;
use super::super::door::Visit;
use super::super::form::link;
use super::super::shell::{Section, Shell};
use super::super::words;
use super::changes::{Told, told};
use crate::error::{Code, Failure};

#[derive(Template)]
#[template(path = "dashboard/people/card.html")]
struct Card {
    shell: Shell,
    account: Account,
    /// The search, or the changes, that led here; `None` of who came otherwise.
    back: Option<String>,
    person: ConnectionInfo,
    /// The day that they left the list, if they did.
    left: Option<String>,
    known_by: Vec<KnownBy>,
    changes: Vec<Told>,
    /// Whether all changes are told.
    is_complete: bool,
}

impl Card {
    fn initials(&self) -> String {
        words::initials(&self.person.name)
    }

    /// The e-mail address as a link has it; `None` where it is no plain one.
    fn mail(&self) -> Option<String> {
        let email = self.person.email.as_deref()?;
        let plain = |c: char| c.is_ascii_alphanumeric() || "@._+-".contains(c);
        (email.contains('@') && email.chars().all(plain)).then(|| format!("mailto:{email}"))
    }

    /// All whom this account knows there.
    fn colleagues(&self) -> Option<String> {
        let company = self.person.company.as_deref()?;
        Some(link("/people", &[("account", self.account.id.as_str()), ("company", company)]))
    }
}

fn nobody() -> Failure {
    Failure::new(
        Code::NotFound,
        "there is nobody with this id in the account's list, and never was as far as is known",
    )
}

pub(super) async fn card(visit: Visit) -> Result<Response, Failure> {
    let account = AccountId::new(visit.named("account"));
    let account = visit.engine().get_account(visit.caller.workspace(), &account).await?;
    let member = MemberId::read(visit.named("member")).ok_or_else(nobody)?;
    let engine = visit.engine();
    let found = engine.get_connection(&visit.caller, &account.id, member, None).await?.answer;
    let history = engine.connection_changes(&visit.caller, &account.id, member).await?.answer;
    let (person, left) = match found {
        Some(person) => (person, None),
        None => last_seen(&history.changes).ok_or_else(nobody)?,
    };
    let known_by = match person.profile_url.as_deref().and_then(|url| ProfileUrl::parse(url).ok()) {
        Some(profile) => introducers(&visit, profile).await?,
        None if left.is_some() => Vec::new(),
        None => vec![KnownBy {
            account_id: account.id.to_string(),
            account_name: account.name.clone(),
            connected_on: person.connected_on.clone(),
        }],
    };
    let shell = visit.shell(Section::People, person.name.clone());
    let (changes, is_complete) = (told(&history.changes), history.complete);
    let back = visit.came_from().filter(|path| path.starts_with("/people?") || path.starts_with("/changes"));
    answer::html(&Card { shell, account, back, person, left, known_by, changes, is_complete })
}

/// Who left, as they were then, and the day that the list was first without them.
fn last_seen(changes: &[ChangeInfo]) -> Option<(ConnectionInfo, Option<String>)> {
    let last = changes.first()?;
    Some((last.before.clone()?, last.at.get(..10).map(str::to_owned)))
}

async fn introducers(visit: &Visit, profile: ProfileUrl) -> Result<Vec<KnownBy>, Failure> {
    let ask = FindIntroducers { sought: Sought::Profile(profile), window: Window { offset: 0, count: 1 } };
    let people = visit.engine().find_introducers(&visit.caller, &ask).await?.answer.people;
    Ok(people.into_iter().next().map(|person| person.known_by).unwrap_or_default())
}

/// Leads to the card in the list of the account that has known somebody longest.
pub(super) async fn by_profile(visit: Visit) -> Result<Response, Failure> {
    let nobody =
        || Failure::new(Code::NotFound, "no account of this workspace knows anybody with this profile");
    let profile = ProfileUrl::parse(visit.query.text("url")).map_err(|_| nobody())?;
    let known_by = introducers(&visit, profile.clone()).await?;
    let first = known_by.first().ok_or_else(nobody)?;
    let ask = MatchConnections {
        account: AccountId::new(&first.account_id),
        people: AskedPeople::Profiles(vec![profile.to_string()]),
        snapshot: None,
    };
    let found = visit.engine().match_connections(&visit.caller, &ask).await?.answer.matches;
    let member = found.into_iter().find_map(|person| person.id).ok_or_else(nobody)?;
    Ok(answer::lead_to(&format!("/people/{}/{member}", first.account_id)))
}
