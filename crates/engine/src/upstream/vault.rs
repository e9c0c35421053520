//! Secrets at rest: sealed with XChaCha20-Poly1305 under a master key, bound to what they belong to. A sealed text
//! names the key that opens it, so that a key can be changed. Knows neither tokens nor where they are kept.

use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use kith_model::Random;
use secrecy::{ExposeSecret as _, SecretBox};
use sha2::{Digest as _, Sha256};

use crate::{Error, Result};

/// Of a sealed text: its form, which key, the nonce; then what is sealed and its tag.
const FORM: u8 = 1;
const ID: usize = 8;
const NONCE: usize = 24;
const HEAD: usize = 1 + ID + NONCE;

/// 256 bits that seal every token.
pub struct MasterKey {
    id: [u8; ID],
    bytes: SecretBox<[u8; 32]>,
}

impl MasterKey {
    /// The key of these bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        // Its name must not help to find it: a hash of its own, cut short.
        let digest = Sha256::new().chain_update(b"kith master key id").chain_update(bytes).finalize();
        let mut id = [0; ID];
        id.copy_from_slice(&digest[..ID]);
        Self { id, bytes: SecretBox::new(Box::new(bytes)) }
    }

    /// A new one.
    pub fn generate(random: &dyn Random) -> Self {
        let mut bytes = [0; 32];
        random.fill(&mut bytes);
        Self::new(bytes)
    }

    /// As it is written down: 64 hexadecimal digits.
    pub fn to_hex(&self) -> secrecy::SecretString {
        HEXLOWER.encode(self.bytes.expose_secret()).into()
    }

    /// Reads 64 hexadecimal digits. `None` if it is anything else.
    pub fn from_hex(text: &str) -> Option<Self> {
        let digits = HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()?;
        let bytes = digits.try_into().ok()?;
        Some(Self::new(bytes))
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.bytes.expose_secret().into())
    }
}

/// The keys at hand. The first seals; any of them opens.
pub struct Vault(Vec<MasterKey>);

impl Vault {
    /// A vault of these keys, the newest first.
    ///
    /// # Errors
    /// [`Error::Invalid`] if there is none.
    pub fn new(keys: Vec<MasterKey>) -> Result<Self> {
        if keys.is_empty() {
            return Err(Error::Invalid("there is no master key".into()));
        }
        Ok(Self(keys))
    }

    /// Seals `secret`, which can then only be opened as `what` it is.
    pub(crate) fn seal(&self, random: &dyn Random, what: &str, secret: &[u8]) -> Result<Vec<u8>> {
        let key = &self.0[0];
        let mut nonce = [0; NONCE];
        random.fill(&mut nonce);
        let payload = Payload { msg: secret, aad: what.as_bytes() };
        let sealed = key.cipher().encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| Error::Internal("a secret could not be sealed".into()))?;
        let mut out = Vec::with_capacity(HEAD + sealed.len());
        out.push(FORM);
        out.extend_from_slice(&key.id);
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&sealed);
        Ok(out)
    }

    /// Opens what was sealed as `what`.
    ///
    /// # Errors
    /// [`Error::MasterKey`] if no key at hand opens it, or it is not what was sealed.
    pub(crate) fn open(&self, what: &str, sealed: &[u8]) -> Result<SecretBox<Vec<u8>>> {
        let (head, rest) = sealed.split_at_checked(HEAD).ok_or(Error::MasterKey)?;
        if head[0] != FORM {
            return Err(Error::MasterKey);
        }
        let key = self.0.iter().find(|key| key.id == head[1..=ID]).ok_or(Error::MasterKey)?;
        let mut nonce = [0; NONCE];
        nonce.copy_from_slice(&head[1 + ID..]);
        let payload = Payload { msg: rest, aad: what.as_bytes() };
        let opened = key.cipher().decrypt(&XNonce::from(nonce), payload).map_err(|_| Error::MasterKey)?;
        Ok(SecretBox::new(Box::new(opened)))
    }

    /// The names of the keys at hand, the newest first.
    pub fn names(&self) -> impl Iterator<Item = i64> {
        self.0.iter().map(|key| i64::from_be_bytes(key.id))
    }

    /// Whether a text is sealed with the newest key.
    pub(crate) fn is_newest(&self, sealed: &[u8]) -> bool {
        sealed.get(1..=ID) == Some(&self.0[0].id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kith_model::random::SeededRandom;

    fn key(seed: u64) -> MasterKey {
        MasterKey::generate(&SeededRandom::new(seed))
    }

    fn vault(keys: Vec<MasterKey>) -> Vault {
        Vault::new(keys).unwrap()
    }

    #[test]
    fn what_is_sealed_opens_only_as_what_it_is_and_only_whole() {
        let (vault, random) = (vault(vec![key(1)]), SeededRandom::new(2));
        let sealed = vault.seal(&random, "account a", b"token").unwrap();
        assert_eq!(vault.open("account a", &sealed).unwrap().expose_secret(), b"token");
        assert!(!sealed.windows(5).any(|part| part == b"token"));
        assert!(vault.open("account b", &sealed).is_err());
        for at in 0..sealed.len() {
            let mut bent = sealed.clone();
            bent[at] ^= 1;
            assert!(vault.open("account a", &bent).is_err(), "byte {at}");
            assert!(vault.open("account a", &sealed[..at]).is_err());
        }
    }

    #[test]
    fn the_newest_key_seals_and_an_older_one_still_opens() {
        let random = SeededRandom::new(3);
        let old = vault(vec![key(1)]).seal(&random, "x", b"token").unwrap();
        let both = vault(vec![key(2), key(1)]);
        assert_eq!(both.open("x", &old).unwrap().expose_secret(), b"token");
        let new = both.seal(&random, "x", b"token").unwrap();
        assert!(both.is_newest(&new) && !both.is_newest(&old));
        assert!(vault(vec![key(1)]).open("x", &new).is_err());
    }

    #[test]
    fn a_key_is_written_down_as_64_digits_and_read_again() {
        let key = key(7);
        let text = key.to_hex();
        assert_eq!(text.expose_secret().len(), 64);
        assert_eq!(MasterKey::from_hex(text.expose_secret()).unwrap().id, key.id);
        for bad in ["", "12", &"g".repeat(64), &"a".repeat(65)] {
            assert!(MasterKey::from_hex(bad).is_none(), "{bad}");
        }
    }
}
