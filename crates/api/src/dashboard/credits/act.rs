//! What the forms of keys do: make, change, revoke.

use askama::Template;
use axum::response::Response;
use kith_engine::KeyChange;
use kith_model::{KeyId, Scope};

use super::super::answer;
use super::super::door::Visit;
use super::super::form::{Form, link};
use super::super::shell::{Notice, Section, Shell};
use super::super::words;
use super::fields::{KeyRow, State, limit, new_key};
use super::{key, show};
use crate::error::{Code, Failure};

/// A new key, shown this once.
#[derive(Template)]
#[template(path = "dashboard/credits/secret.html")]
struct Secret {
    shell: Shell,
    key: KeyRow,
    secret: String,
}

pub(super) async fn create(visit: Visit, form: Form) -> Result<Response, Failure> {
    visit.caller.needs(Scope::Admin)?;
    let made = async {
        let (engine, workspace) = (visit.engine(), visit.caller.workspace());
        engine.create_key(workspace, new_key(&form)?).await.map_err(Failure::from)
    };
    match made.await {
        Ok((made, secret)) => {
            let key = KeyRow::of(&made, visit.caller.key(), visit.now());
            let shell = visit.shell(Section::Credits, "The key is made");
            answer::html(&Secret { shell, key, secret: secret.reveal().to_owned() })
        }
        Err(failure) if failure.code == Code::InvalidParams => {
            let page = show::show(&visit, Some(Notice::from(&failure)), Some(&form)).await?;
            Ok(answer::refused(page, &failure))
        }
        Err(failure) => Err(failure),
    }
}

pub(super) async fn update(visit: Visit, form: Form) -> Result<Response, Failure> {
    visit.caller.needs(Scope::Admin)?;
    let id = KeyId::new(visit.named("key"));
    let changed = async {
        let (name, limit) = (form.text("name").to_owned(), limit(&form)?);
        let change = KeyChange { name: Some(name), requests_per_minute: Some(limit) };
        visit.engine().update_key(visit.caller.workspace(), &id, change).await.map_err(Failure::from)
    };
    match changed.await {
        Ok(_) => Ok(answer::lead_to(&link(&format!("/credits/keys/{id}"), &[("done", "saved")]))),
        Err(failure) if failure.code == Code::InvalidParams => {
            let page = key::show(&visit, Some(Notice::from(&failure)), Some(&form)).await?;
            Ok(answer::refused(page, &failure))
        }
        Err(failure) => Err(failure),
    }
}

pub(super) async fn revoke(visit: Visit, _: Form) -> Result<Response, Failure> {
    visit.caller.needs(Scope::Admin)?;
    visit.engine().revoke_key(visit.caller.workspace(), &KeyId::new(visit.named("key"))).await?;
    Ok(answer::lead_to("/credits?done=revoked"))
}
