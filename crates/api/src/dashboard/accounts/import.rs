//! Importing an export that was dropped on a page: whose it is, the engine decides as for the commands; then what was read
//! is told, or why nothing was imported. A body is read within the limits of the API, and before all of it is proved.

use askama::Template;
use axum::body::Body;
use axum::http::header;
use axum::response::Response;
use bytes::Bytes;
use hyper::body::Body as _;
use kith_engine::{Error, Export, Import, ImportReport, Match, Note, Owner, Retry, UNNAMED};
use kith_model::{AccountId, Scope};
use tokio::sync::OwnedSemaphorePermit;

use super::super::door::Visit;
use super::super::form::Form;
use super::super::once::once_with;
use super::super::proof::not_ours;
use super::super::said::said;
use super::super::shell::{Notice, Section, Shell};
use super::super::{answer, words};
use super::{DropForm, path};
use crate::error::{Code, Failure};
use crate::{body, upload};

/// What a form may have beside its file, in bytes.
const AROUND: usize = 64 << 10;
/// So many notes of a kind are shown.
const NOTES: usize = 100;

/// Where one drops an export for one account, or once more after a refusal.
#[derive(Template)]
#[template(path = "dashboard/accounts/import.html")]
struct Page {
    shell: Shell,
    drop: DropForm,
    /// Where to go back to.
    back: String,
}

/// What was read and done.
#[derive(Template)]
#[template(path = "dashboard/accounts/report.html")]
struct Done {
    shell: Shell,
    report: ImportReport,
    name: String,
    /// The account's page; `None` after a look at what would be a new account.
    path: Option<String>,
    was_made: bool,
    only_looked: bool,
    has_changed: bool,
    notes: [Notes; 2],
}

/// A table of lines.
struct Notes {
    id: &'static str,
    title: &'static str,
    caption: &'static str,
    shown: Vec<Note>,
    all: usize,
}

impl Notes {
    fn of(report: &ImportReport) -> [Self; 2] {
        let table = |id, title, caption, notes: &[Note]| {
            let shown = notes.iter().take(NOTES).cloned().collect();
            Self { id, title, caption, shown, all: notes.len() }
        };
        let (skipped, warnings) = (&report.skipped, &report.warnings);
        [
            table("skipped", "Rows left out", "Rows that are not in the list, and why", skipped),
            table(
                "warnings",
                "Rows read in part",
                "Rows that are in the list, and what of them could not be read",
                warnings,
            ),
        ]
    }

    fn more(&self) -> usize {
        self.all - self.shown.len()
    }
}

/// `/accounts/{id}/import`.
pub(super) async fn page(visit: Visit) -> Result<Response, Failure> {
    visit.caller.needs(Scope::Manage)?;
    let account = super::named(&visit).await?;
    let shell = visit.shell(Section::Accounts, "Import an export");
    answer::html(&Page { shell, drop: DropForm::into(&visit, &account), back: path(&account.id, "") })
}

/// `/accounts/import` is where forms are sent; who loads it anew wants to add one.
pub(super) async fn elsewhere(_: Visit) -> Result<Response, Failure> {
    Ok(answer::lead_to("/accounts/new"))
}

/// What the form does.
pub(super) async fn import(visit: Visit, mut body: Body) -> Result<Response, Failure> {
    let read = read(&visit, &mut body).await;
    if read.is_err() {
        body::drain(body).await;
    }
    let (form, file, _room) = read?;
    let done = match file {
        None => Err(Error::Invalid("no file was chosen".into()).into()),
        Some(file) => dropped(&visit, &form, file).await,
    };
    match done {
        Ok(page) => answer::html(&page),
        Err(refused) => again(&visit, &form, refused).await,
    }
}

/// The form and its file; the room is kept until it is answered.
async fn read(
    visit: &Visit,
    body: &mut Body,
) -> Result<(Form, Option<Bytes>, OwnedSemaphorePermit), Failure> {
    visit.caller.needs(Scope::Manage)?;
    let max = visit.app.max_export;
    let room = upload::room(&visit.app, body.size_hint().upper(), max).await?;
    let whole = body::read(body, max.saturating_add(AROUND), visit.app.body_timeout).await;
    let whole = whole.map_err(|failure| match failure.code {
        Code::PayloadTooLarge => {
            let text = format!("the file is larger than {} MiB, the largest export that is taken", max >> 20);
            Failure { message: text, ..failure }
        }
        _ => failure,
    })?;
    let content_type = visit.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let parts = upload::form(content_type.unwrap_or_default(), whole).await?;
    let form = Form::of(parts.fields);
    if !visit.is_ours(&form) {
        return Err(not_ours());
    }
    // A browser sends an empty file where none was chosen.
    Ok((form, parts.file.filter(|file| !file.is_empty()), room))
}

/// Why nothing was imported.
struct Refused {
    failure: Failure,
    /// The account whose list it would take away, where that is why.
    takes_from: Option<AccountId>,
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        Self { failure, takes_from: None }
    }
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Failure::from(error).into()
    }
}

async fn dropped(visit: &Visit, form: &Form, file: Bytes) -> Result<Done, Refused> {
    let hash = upload::hash(file.clone()).await?;
    let export = upload::export(&visit.app, file).await?;
    let once = once_with(form, "accounts/import", &hash);
    taken(visit, form, &export, once.as_ref()).await
}

async fn taken(visit: &Visit, form: &Form, export: &Export, once: Option<&Retry>) -> Result<Done, Refused> {
    let import = Import { dry_run: form.ticked("dry_run"), replace: form.ticked("replace") };
    let (engine, workspace) = (visit.engine(), visit.caller.workspace());
    // Held until the account is there: of a form that is sent twice, the second finds what the first made.
    let _turn = engine.import_turn(workspace).await;
    match target(visit, form, export).await? {
        Match::Existing(id) => {
            let account = super::account(visit, id.as_str()).await?;
            let before = account.head.map(|head| head.id.to_string());
            let report = match engine.import_account(workspace, &id, export, import, None).await {
                Ok(done) => done.outcome,
                Err(Error::AnotherMember { kept, of }) => return Err(another(&id, &account.name, kept, of)),
                Err(error) => return Err(error.into()),
            };
            let differs = report.added + report.removed + report.updated > 0;
            let has_changed = if import.dry_run { differs } else { report.snapshot != before };
            let page = Done::new(visit, report, account.name, import, false);
            Ok(Done { path: Some(path(&id, "")), has_changed, ..page })
        }
        Match::New(name) if import.dry_run => {
            Ok(Done::new(visit, ImportReport::of_new(export), name, import, true))
        }
        Match::New(name) => {
            let report = if form.text("account") == "new" {
                engine.import_new_account(workspace, &name, export, once).await?
            } else {
                engine.import_matched_account(workspace, &name, export, once).await?
            };
            let path = Some(path(&AccountId::new(report.account_id.clone()), ""));
            Ok(Done { path, ..Done::new(visit, report, name, import, true) })
        }
    }
}

/// The account that was chosen, else the one that the export belongs to.
async fn target(visit: &Visit, form: &Form, export: &Export) -> Result<Match, Refused> {
    let name = form.given("name").map(ToOwned::to_owned);
    match form.text("account") {
        "" => {
            let found = visit.engine().match_account(visit.caller.workspace(), export, None).await?;
            match found {
                Ok(Match::New(told)) => Ok(Match::New(name.unwrap_or(told))),
                Ok(existing) => Ok(existing),
                Err(none) => Err(Error::Invalid(format!("{}; choose below which one it is", none.0)).into()),
            }
        }
        "new" => {
            let told = export.owner.as_ref().map(Owner::name);
            Ok(Match::New(name.or(told).unwrap_or_else(|| UNNAMED.to_owned())))
        }
        id => Ok(Match::Existing(super::account(visit, id).await?.id)),
    }
}

fn another(id: &AccountId, name: &str, kept: u32, of: u32) -> Refused {
    let text = format!(
        "this export keeps {} of the {} connections of {name}: it looks like another member's file",
        words::thousands(kept),
        words::thousands(of)
    );
    Refused { failure: Failure::params(text), takes_from: Some(id.clone()) }
}

/// The form once more, with why.
async fn again(visit: &Visit, form: &Form, refused: Refused) -> Result<Response, Failure> {
    let Refused { failure, takes_from } = refused;
    if matches!(
        failure.code,
        Code::InternalError | Code::Unavailable | Code::Forbidden | Code::InvalidAccount
    ) {
        return Err(failure);
    }
    let chosen = takes_from.as_ref().map_or(form.text("account"), AccountId::as_str);
    let accounts = super::all(visit, chosen).await?;
    let drop = DropForm { chosen: chosen.to_owned(), ..DropForm::among(visit, &accounts).again(form) };
    let drop = DropForm { may_replace: drop.may_replace || takes_from.is_some(), ..drop };
    let said = format!("Nothing was imported. {}", said(&failure));
    let shell = visit.shell(Section::Accounts, "Nothing was imported").saying(Some(Notice::bad(said)));
    let page = answer::html(&Page { shell, drop, back: "/".into() })?;
    Ok(answer::refused(page, &failure))
}

impl Done {
    fn new(visit: &Visit, report: ImportReport, name: String, import: Import, was_made: bool) -> Self {
        let title = if import.dry_run { "What an import would do" } else { "Imported" };
        Self {
            shell: visit.shell(Section::Accounts, title),
            notes: Notes::of(&report),
            report,
            name,
            path: None,
            was_made,
            only_looked: import.dry_run,
            has_changed: true,
        }
    }
}
