//! What the forms of webhooks do: make, change, test, rotate, delete, send again.

use askama::Template;
use axum::response::Response;
use kith_engine::{DeliveryInfo, NewWebhook, WebhookChange, WebhookInfo};
use kith_model::{DeliveryId, Scope, WebhookId};

use super::super::answer;
use super::super::door::Visit;
use super::super::form::{Form, link};
use super::super::once::once;
use super::super::shell::{Notice, Section, Shell};
use super::{fields, list, one};
use crate::error::{Code, Failure};

/// The longest name, in characters, as in the API.
const MAX_DESCRIPTION: usize = 200;

/// A new secret, shown this once.
#[derive(Template)]
#[template(path = "dashboard/webhooks/secret.html")]
struct Secret {
    shell: Shell,
    webhook: WebhookInfo,
    secret: String,
}

#[derive(Template)]
#[template(path = "dashboard/webhooks/delete.html")]
struct Delete {
    shell: Shell,
    webhook: WebhookInfo,
}

pub(super) async fn create(visit: Visit, form: Form) -> Result<Response, Failure> {
    visit.caller.needs(Scope::Manage)?;
    let made = async {
        let new = NewWebhook {
            url: form.text("url").to_owned(),
            events: Some(fields::events(&form)?),
            accounts: fields::accounts(&form)?,
            description: description(&form)?,
            enabled: Some(true),
        };
        let once = once(&form, "webhooks");
        let made = visit.engine().create_webhook(visit.caller.workspace(), new, once.as_ref()).await;
        made.map_err(Failure::from)
    };
    match made.await {
        Ok(done) => shown(&visit, "The webhook is made", done.outcome),
        Err(failure) if is_of_the_form(&failure) => {
            let sent = sent(&form, true);
            let page = list::show(&visit, Some(Notice::from(&failure)), Some(sent)).await?;
            Ok(answer::refused(page, &failure))
        }
        Err(failure) => Err(failure),
    }
}

pub(super) async fn update(visit: Visit, form: Form) -> Result<Response, Failure> {
    visit.caller.needs(Scope::Manage)?;
    let id = id(&visit);
    let webhook = visit.engine().get_webhook(visit.caller.workspace(), &id).await?;
    let changed = async {
        let change = WebhookChange {
            url: Some(form.text("url").to_owned()),
            events: Some(fields::events(&form)?),
            // What it names already stays as it is, also where an account of it is gone.
            accounts: fields::accounts(&form)?.filter(|named| !is_same(named, webhook.accounts.as_deref())),
            description: Some(description(&form)?),
            enabled: Some(form.ticked("enabled")),
        };
        visit
            .engine()
            .update_webhook(visit.caller.workspace(), &id, change, None)
            .await
            .map_err(Failure::from)
    };
    match changed.await {
        Ok(_) => Ok(done(&id, "saved")),
        Err(failure) if is_of_the_form(&failure) => {
            let sent = sent(&form, form.ticked("enabled"));
            let page = one::show(&visit, Some(Notice::from(&failure)), Some(sent)).await?;
            Ok(answer::refused(page, &failure))
        }
        Err(failure) => Err(failure),
    }
}

pub(super) async fn test(visit: Visit, _: Form) -> Result<Response, Failure> {
    visit.caller.needs(Scope::Manage)?;
    let id = id(&visit);
    let told = visit.engine().test_webhook(visit.caller.workspace(), &id).await?;
    Ok(done(&id, outcome(&told)))
}

pub(super) async fn rotate(visit: Visit, form: Form) -> Result<Response, Failure> {
    visit.caller.needs(Scope::Manage)?;
    let (id, workspace) = (id(&visit), visit.caller.workspace());
    visit.engine().get_webhook(workspace, &id).await?;
    let once = once(&form, &format!("webhooks/{id}/rotate"));
    let rotated = visit.engine().rotate_webhook_secret(workspace, &id, once.as_ref()).await?;
    shown(&visit, "The webhook has a new secret", rotated.outcome)
}

pub(super) async fn ask_to_delete(visit: Visit) -> Result<Response, Failure> {
    visit.caller.needs(Scope::Manage)?;
    let webhook = visit.engine().get_webhook(visit.caller.workspace(), &id(&visit)).await?;
    answer::html(&Delete { shell: visit.shell(Section::Webhooks, "Delete a webhook"), webhook })
}

pub(super) async fn delete(visit: Visit, _: Form) -> Result<Response, Failure> {
    visit.caller.needs(Scope::Manage)?;
    visit.engine().delete_webhook(visit.caller.workspace(), &id(&visit), None).await?;
    Ok(answer::lead_to("/webhooks?done=deleted"))
}

pub(super) async fn resend(visit: Visit, _: Form) -> Result<Response, Failure> {
    visit.caller.needs(Scope::Manage)?;
    let (id, delivery) = (id(&visit), DeliveryId::new(visit.named("delivery")));
    let told = visit.engine().resend_delivery(visit.caller.workspace(), &id, &delivery).await?;
    let path = format!("/webhooks/{id}/deliveries/{}", told.delivery_id);
    Ok(answer::lead_to(&link(&path, &[("done", outcome(&told))])))
}

fn id(visit: &Visit) -> WebhookId {
    WebhookId::new(visit.named("webhook"))
}

fn done(id: &WebhookId, what: &str) -> Response {
    answer::lead_to(&link(&one::path(id), &[("done", what)]))
}

fn outcome(told: &DeliveryInfo) -> &'static str {
    if told.accepted { "accepted" } else { "refused" }
}

fn shown(visit: &Visit, title: &str, mut webhook: WebhookInfo) -> Result<Response, Failure> {
    let secret = webhook.secret.take().unwrap_or_default();
    answer::html(&Secret { shell: visit.shell(Section::Webhooks, title), webhook, secret })
}

fn description(form: &Form) -> Result<Option<String>, Failure> {
    let given = form.given("description");
    if given.is_some_and(|text| text.chars().count() > MAX_DESCRIPTION) {
        return Err(Failure::params(format!("the name may have at most {MAX_DESCRIPTION} characters")));
    }
    Ok(given.map(ToOwned::to_owned))
}

/// Whether the form is to be shown once more, to be mended.
fn is_of_the_form(failure: &Failure) -> bool {
    matches!(failure.code, Code::InvalidParams | Code::InvalidAccount)
}

/// Whether a form names the accounts that a webhook names.
fn is_same(named: &[String], of: Option<&[String]>) -> bool {
    of.is_some_and(|of| of.len() == named.len() && of.iter().all(|id| named.contains(id)))
}

/// What was sent, as a webhook, to fill the form with.
fn sent(form: &Form, enabled: bool) -> WebhookInfo {
    WebhookInfo {
        webhook_id: String::new(),
        url: form.text("url").to_owned(),
        events: fields::ticked(form),
        accounts: (form.text("of") == "named").then(|| fields::chosen(form)),
        description: form.given("description").map(ToOwned::to_owned),
        enabled,
        disabled_because: None,
        created_at: String::new(),
        old_secret_until: None,
        secret: None,
    }
}
