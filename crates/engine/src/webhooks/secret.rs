//! What messages are signed with: HMAC-SHA256 over id, time and body, as Standard Webhooks has it, by the newest secret and,
//! while it is being changed, by the one before. At rest a secret is sealed.
//! Source: <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>

use data_encoding::BASE64;
use hmac::{Hmac, KeyInit as _, Mac as _};
use kith_model::{MessageId, Random, Timestamp, WebhookId};
use kith_store::Webhook;
use secrecy::{ExposeSecret as _, SecretBox};
use sha2::Sha256;

use crate::{Error, Result, Vault};

/// What a secret begins with where people see it.
const PREFIX: &str = "whsec_";
/// Bytes of a secret; 24 to 64 are right.
const LENGTH: usize = 32;

/// A secret.
pub(super) struct Secret(SecretBox<Vec<u8>>);

impl Secret {
    pub(super) fn generate(random: &dyn Random) -> Self {
        let mut bytes = vec![0; LENGTH];
        random.fill(&mut bytes);
        Self(SecretBox::new(Box::new(bytes)))
    }

    /// As its owner is shown it.
    pub(super) fn reveal(&self) -> String {
        format!("{PREFIX}{}", BASE64.encode(self.0.expose_secret()))
    }

    pub(super) fn seal(&self, vault: &Vault, random: &dyn Random, webhook: &WebhookId) -> Result<Vec<u8>> {
        vault.seal(random, &seal_of(webhook), self.0.expose_secret())
    }

    fn signature(&self, message: &MessageId, seconds: i64, body: &[u8]) -> Result<String> {
        let mac = Hmac::<Sha256>::new_from_slice(self.0.expose_secret());
        let mut mac = mac.map_err(|_| Error::Internal("a secret is no key".into()))?;
        mac.update(format!("{message}.{seconds}.").as_bytes());
        mac.update(body);
        Ok(format!("v1,{}", BASE64.encode(&mac.finalize().into_bytes())))
    }
}

/// What a secret is sealed as.
pub(super) fn seal_of(webhook: &WebhookId) -> String {
    format!("secret of {webhook}")
}

/// The secrets that sign for a webhook at a moment, the newest first.
pub(super) fn secrets(vault: &Vault, webhook: &Webhook, now: Timestamp) -> Result<Vec<Secret>> {
    let old = webhook.old_secret.as_ref().filter(|(_, until)| *until > now).map(|(secret, _)| secret);
    let open = |sealed: &Vec<u8>| vault.open(&seal_of(&webhook.id), sealed).map(Secret);
    [&webhook.secret].into_iter().chain(old).map(open).collect()
}

/// The header `webhook-signature`.
pub(super) fn sign(secrets: &[Secret], message: &MessageId, seconds: i64, body: &[u8]) -> Result<String> {
    let each: Result<Vec<_>> = secrets.iter().map(|one| one.signature(message, seconds, body)).collect();
    Ok(each?.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret {
        let bytes = BASE64.decode(text.strip_prefix(PREFIX).unwrap().as_bytes()).unwrap();
        Secret(SecretBox::new(Box::new(bytes)))
    }

    /// The vectors of the specification's own libraries.
    #[test]
    fn a_message_is_signed_as_everybody_else_signs_it() {
        let one = secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        let message = MessageId::new("msg_p5jXN8AQM9LWM0D4loKWxJek");
        let body = br#"{"test": 2432232314}"#;
        let signed = sign(std::slice::from_ref(&one), &message, 1_614_265_330, body).unwrap();
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn two_secrets_sign_side_by_side_the_newest_first() {
        let (new, old) = (
            secret("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="),
            secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        );
        let message = MessageId::new("msg_1");
        let alone = |one: &Secret| one.signature(&message, 1, b"{}").unwrap();
        let expected = format!("{} {}", alone(&new), alone(&old));
        assert_eq!(sign(&[new, old], &message, 1, b"{}").unwrap(), expected);
    }

    #[test]
    fn a_secret_is_shown_with_its_prefix_and_is_long_enough() {
        let random = kith_model::random::SeededRandom::new(1);
        let one = Secret::generate(&random);
        let shown = one.reveal();
        assert_eq!(BASE64.decode(shown.strip_prefix("whsec_").unwrap().as_bytes()).unwrap().len(), 32);
    }
}
