//! `/webhooks`: all of them, and the form for another.

use askama::Template;
use axum::response::Response;
use kith_engine::WebhookInfo;
use kith_model::Scope;

use super::super::answer;
use super::super::door::Visit;
use super::super::shell::{Notice, Section, Shell};
use super::super::words;
use super::fields::Fields;
use crate::error::Failure;

#[derive(Template)]
#[template(path = "dashboard/webhooks/list.html")]
struct Page {
    shell: Shell,
    webhooks: Vec<WebhookInfo>,
    fields: Fields,
}

pub(super) async fn list(visit: Visit) -> Result<Response, Failure> {
    let notice = (visit.query.text("done") == "deleted").then(|| Notice::good("The webhook is deleted."));
    show(&visit, notice, None).await
}

/// The page, with what was sent and refused still in the form.
pub(super) async fn show(
    visit: &Visit,
    notice: Option<Notice>,
    sent: Option<WebhookInfo>,
) -> Result<Response, Failure> {
    visit.caller.needs(Scope::Read)?;
    let webhooks = visit.engine().list_webhooks(visit.caller.workspace()).await?;
    let fields = Fields::of(visit, sent.as_ref()).await?;
    answer::html(&Page { shell: visit.shell(Section::Webhooks, "Webhooks").saying(notice), webhooks, fields })
}
