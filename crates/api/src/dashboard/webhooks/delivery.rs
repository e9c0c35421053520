//! `/webhooks/{id}/deliveries/{id}`: one try: what was sent, and what was answered.

use askama::Template;
use axum::response::Response;
use kith_engine::DeliveryInfo;
use kith_model::{DeliveryId, Scope, WebhookId};
use serde_json::Value;

use super::super::answer;
use super::super::door::Visit;
use super::super::shell::{Notice, Section, Shell};
use super::super::words;
use crate::error::Failure;

#[derive(Template)]
#[template(path = "dashboard/webhooks/delivery.html")]
struct Page {
    shell: Shell,
    webhook: WebhookId,
    delivery: DeliveryInfo,
    /// The body, set out for people; `None` if what it told of is gone.
    body: Option<String>,
}

pub(super) async fn delivery(visit: Visit) -> Result<Response, Failure> {
    visit.caller.needs(Scope::Read)?;
    let (webhook, id) = (WebhookId::new(visit.named("webhook")), DeliveryId::new(visit.named("delivery")));
    let (delivery, body) = visit.engine().get_delivery(visit.caller.workspace(), &webhook, &id).await?;
    let body = body.map(|body| match serde_json::from_str::<Value>(&body) {
        Ok(value) => serde_json::to_string_pretty(&value).unwrap_or(body),
        Err(_) => body,
    });
    let notice = match visit.query.text("done") {
        "accepted" => Some(Notice::good("Sent again, and accepted.")),
        "refused" => Some(Notice::bad("Sent again, and not accepted.")),
        _ => None,
    };
    let shell = visit.shell(Section::Webhooks, "Delivery").saying(notice);
    answer::html(&Page { shell, webhook, delivery, body })
}
