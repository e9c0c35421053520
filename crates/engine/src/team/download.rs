//! `download_people`: everybody whom the accounts of a workspace know, or those who are looked for, as a file. Read some people
//! at a time, for a thousand accounts may know each of them; whole before it is paid.

use std::borrow::Cow;

use kith_model::{Connection, Credits, ProfileUrl, Window, credits};

use super::{PeopleQuestion, Roster, Stamp, TeamPerson};
use crate::export::{Download, csv};
use crate::off_thread::off_thread;
use crate::paid::WorkspaceRead;
use crate::{Caller, Engine, Error, ExportFormat, Paid, Result};

/// People that are read at once.
const BATCH: u32 = 1_000;

const COLUMNS: [&str; 7] =
    ["name", "job_title", "company", "profile_url", "known_by_count", "known_by", "first_connected_on"];

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DownloadPeople {
    /// Who is looked for.
    pub question: PeopleQuestion,
    /// Of which moment; `None`: of now.
    pub stamp: Option<Stamp>,
    /// In which format: CSV or vCard.
    pub format: ExportFormat,
}

impl WorkspaceRead for DownloadPeople {
    const ACTION: &'static str = "download_people";
    type Answer = Download;

    fn check(&self, roster: &Roster) -> Result<()> {
        if !matches!(self.format, ExportFormat::Csv | ExportFormat::Vcard) {
            return Err(Error::Invalid("format: people of several accounts come as csv or vcard".into()));
        }
        self.question.check(roster)
    }

    async fn read(&self, engine: &Engine, caller: &Caller, roster: &Roster) -> Result<(Download, Credits)> {
        let team = roster.team(None)?;
        let (ranking, of) = engine.found_people(caller, roster, &team, &self.question, self.stamp).await?;
        // Whoever saw so many people, and their price, is not sold others.
        if self.stamp.is_some_and(|seen| seen != of) {
            return Err(Error::SnapshotExpired);
        }
        let (count, format) = (Download::check(ranking.len())?, self.format);
        let _turn = engine.heavy.turn().await?;
        let mut out = Vec::new();
        if format == ExportFormat::Csv {
            csv::header(&mut out, &COLUMNS)?;
        }
        let mut rows = 0;
        for offset in (0..count).step_by(BATCH as usize) {
            let window = Window { offset, count: BATCH };
            let people = engine.page_of(caller, &team, &ranking, window).await?.people;
            // Who has left since the order was made is in no file and costs nothing.
            let (before, here) = (rows, u32::try_from(people.len()).unwrap_or(u32::MAX));
            rows += here;
            let write = move || write(people, format, before, &mut out).map(|()| out);
            out = off_thread(write).await??;
        }
        Ok((Download { format, rows, bytes: out.into() }, credits::price(rows)))
    }
}

/// Appends people, of whom so many come `before`.
fn write(people: Vec<TeamPerson>, format: ExportFormat, before: u32, out: &mut Vec<u8>) -> Result<()> {
    if format == ExportFormat::Csv {
        return csv::lines(out, people.iter().map(cells));
    }
    let cards: Vec<_> = (before..).zip(people).map(|(place, person)| card(person, place)).collect();
    format.encoder()?.rows(&cards, out)
}

fn cells(person: &TeamPerson) -> [Cow<'_, str>; 7] {
    let text = |text: &'_ Option<String>| text.clone().unwrap_or_default().into();
    let names: Vec<_> = person.known_by.iter().map(|by| by.account_name.as_str()).collect();
    [
        person.name.as_str().into(),
        text(&person.job_title),
        text(&person.company),
        text(&person.profile_url),
        person.known_by_count.to_string().into(),
        names.join("; ").into(),
        // Who has known them longest comes first.
        person.known_by.first().and_then(|by| by.connected_on.clone()).unwrap_or_default().into(),
    ]
}

/// A person as an address book takes it. Who has no address of a profile is told from others by the place in the file.
fn card(person: TeamPerson, place: u32) -> Connection {
    Connection {
        occurrence: place,
        first_name: Some(person.name),
        headline: person.job_title,
        company: person.company,
        profile_url: person.profile_url.and_then(|url| ProfileUrl::parse(&url).ok()),
        ..Connection::default()
    }
}

impl Engine {
    /// Makes a file of the people whom the workspace's accounts know, in the order of [`Engine::look_up_people`], and charges for
    /// it as for an export of as many people.
    ///
    /// # Errors
    /// [`Error::SnapshotExpired`] where the lists have changed since the moment asked for and its order is no longer kept;
    /// [`Error::Invalid`] of a text without a letter or digit, of another format, or of more people than a file holds; those of
    /// a paid read. Nothing is charged on any of them.
    pub async fn download_people(&self, caller: &Caller, ask: &DownloadPeople) -> Result<Paid<Download>> {
        self.read_workspace(caller, ask).await
    }
}
