//! A webhook's log of the last week: its tries, and what was sent in each.

use kith_model::{DeliveryId, WebhookId, WorkspaceId};
use kith_store::{Account, Delivery, Webhook};

use super::info::DeliveryInfo;
use crate::{Engine, Error, Result};

impl Engine {
    /// The log of a webhook, newest first, after the try of the id `before`.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is no such webhook, [`Error::Invalid`] if there is no such try.
    pub async fn list_deliveries(
        &self,
        workspace: WorkspaceId,
        id: &WebhookId,
        limit: u32,
        before: Option<&DeliveryId>,
    ) -> Result<Vec<DeliveryInfo>> {
        let webhook = self.find_webhook(workspace, id).await?;
        if let Some(before) = before
            && self.store.delivery(workspace, &webhook.id, before).await?.is_none()
        {
            return Err(Error::Invalid(
                "before names no delivery of the webhook's log, which holds the last week: pass on next_before of the last page".into(),
            ));
        }
        let found = self.store.deliveries(workspace, &webhook.id, limit, before).await?;
        Ok(found.iter().map(DeliveryInfo::from).collect())
    }

    /// One try, and the body that it sent; `None` in its place if what it told of is gone. Bodies are not kept: this one is
    /// made anew, as it is for every try.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is no such webhook or try.
    pub async fn get_delivery(
        &self,
        workspace: WorkspaceId,
        id: &WebhookId,
        delivery: &DeliveryId,
    ) -> Result<(DeliveryInfo, Option<String>)> {
        let webhook = self.find_webhook(workspace, id).await?;
        let (found, account) = self.logged(&webhook, delivery).await?;
        let message = self.made_anew(&webhook.id, account.as_ref(), &found.event, found.part).await?;
        let body = message.and_then(|(_, body)| String::from_utf8(body).ok());
        Ok((DeliveryInfo::from(&found), body))
    }

    pub(super) async fn logged(
        &self,
        webhook: &Webhook,
        id: &DeliveryId,
    ) -> Result<(Delivery, Option<Account>)> {
        self.store.delivery(webhook.workspace, &webhook.id, id).await?.ok_or_else(|| {
            Error::NotFound("the webhook's log has no delivery with this id; GET /v2/webhooks/{webhook_id}/deliveries lists them".into())
        })
    }
}
