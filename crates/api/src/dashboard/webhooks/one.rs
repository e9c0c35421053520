//! `/webhooks/{id}`: one webhook, what it is told, and its log.

use askama::Template;
use axum::response::Response;
use kith_engine::{DeliveryInfo, WebhookInfo};
use kith_model::{DeliveryId, Scope, WebhookId};

use super::super::answer;
use super::super::door::Visit;
use super::super::form::link;
use super::super::shell::{Notice, Section, Shell};
use super::super::words;
use super::fields::Fields;
use crate::error::Failure;

/// Tries on a page.
const PAGE: u32 = 50;

#[derive(Template)]
#[template(path = "dashboard/webhooks/one.html")]
struct Page {
    shell: Shell,
    webhook: WebhookInfo,
    fields: Fields,
    deliveries: Vec<DeliveryInfo>,
    /// Where the log goes on.
    older: Option<String>,
    /// Whether this is not its beginning.
    is_later: bool,
}

pub(super) async fn one(visit: Visit) -> Result<Response, Failure> {
    let notice = match visit.query.text("done") {
        "saved" => Some(Notice::good("The webhook is changed.")),
        "accepted" => Some(Notice::good("The message was accepted.")),
        "refused" => Some(Notice::bad("The message was not accepted. The log says why.")),
        _ => None,
    };
    show(&visit, notice, None).await
}

/// The page, with a sentence on top, and with what was sent and refused still in the form.
pub(super) async fn show(
    visit: &Visit,
    notice: Option<Notice>,
    sent: Option<WebhookInfo>,
) -> Result<Response, Failure> {
    visit.caller.needs(Scope::Read)?;
    let (engine, workspace) = (visit.engine(), visit.caller.workspace());
    let id = WebhookId::new(visit.named("webhook"));
    let webhook = engine.get_webhook(workspace, &id).await?;
    let before = visit.query.given("before").map(DeliveryId::new);
    let mut deliveries = engine.list_deliveries(workspace, &id, PAGE + 1, before.as_ref()).await?;
    let goes_on = deliveries.len() > PAGE as usize;
    deliveries.truncate(PAGE as usize);
    let last = deliveries.last().filter(|_| goes_on);
    let older = last.map(|last| link(&path(&id), &[("before", &last.delivery_id)]));
    let fields = Fields::of(visit, Some(sent.as_ref().unwrap_or(&webhook))).await?;
    let shell = visit.shell(Section::Webhooks, "Webhook").saying(notice);
    answer::html(&Page { shell, webhook, fields, deliveries, older, is_later: before.is_some() })
}

/// Where a webhook's page is.
pub(super) fn path(id: &WebhookId) -> String {
    format!("/webhooks/{id}")
}
