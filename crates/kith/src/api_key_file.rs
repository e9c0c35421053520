//! The key that `up` and `serve` keep for their owner, in a file that only the owner reads (0600). Every other
//! key is shown once. A file that holds anything but a key is never written over.

use std::fs::{self, Permissions};
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use kith_engine::{Engine, Key, NewKey, Workspace};
use kith_model::api_key::ApiKey;
use kith_model::{Scope, Scopes};

use crate::cli::DEFAULT_WORKSPACE;
use crate::data_dir;
use crate::failure::Failure;
use crate::private_file::{self, PRIVATE};
use crate::wire::Kith;

/// A key that works.
pub(crate) struct KeptKey {
    /// The key in the clear.
    pub(crate) secret: String,
    /// Why it is a new one; `None`: it was there and still works.
    pub(crate) made_because: Option<&'static str>,
}

/// Where the key of a workspace is kept if nothing else is said.
pub(crate) fn default_path(folder: &Path, workspace: &str) -> PathBuf {
    match workspace {
        DEFAULT_WORKSPACE => folder.join("api-key"),
        other => folder.join(format!("api-key-{other}")),
    }
}

/// As [`keep`], for one of several servers: a key is made for the first of them alone. The others show none, unless
/// theirs is in `path`.
pub(crate) async fn keep_if_it_is_the_first(
    kith: &Kith,
    workspace: &Workspace,
    path: &Path,
) -> Result<Option<KeptKey>, Failure> {
    if !path.exists() {
        let now = kith.engine.clock().now();
        let works = |key: &Key| key.revoked_at.is_none() && key.expires_at.is_none_or(|end| end > now);
        if kith.engine.list_keys(workspace.id).await?.iter().any(works) {
            return Ok(None);
        }
        data_dir::make_folder(&kith.folder)?;
    }
    keep(&kith.engine, workspace, path).await.map(Some)
}

/// The key in `path`, if it still opens the workspace, else a new one, which is kept there.
pub(crate) async fn keep(engine: &Engine, workspace: &Workspace, path: &Path) -> Result<KeptKey, Failure> {
    let found = match fs::read_to_string(path) {
        Ok(text) => Some(text.trim().to_owned()),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) if error.kind() == ErrorKind::InvalidData => return Err(no_key_in(path)),
        Err(error) => return Err(Failure::file("read the API key in", path, &error).hint(ELSEWHERE)),
    };
    let because = match found {
        None => "there was none yet",
        Some(text) if text.is_empty() => "the file was empty",
        Some(text) if ApiKey::parse(&text).is_none() => return Err(no_key_in(path)),
        Some(text) => {
            if engine.working_key(workspace.id, &text).await?.is_some() {
                fs::set_permissions(path, Permissions::from_mode(PRIVATE))
                    .map_err(|error| Failure::file("protect", path, &error))?;
                return Ok(KeptKey { secret: text, made_because: None });
            }
            refuse_key_of_another(engine, workspace, &text, path).await?;
            "the one in the file works no more"
        }
    };
    let scopes = Scopes::of(Scope::ALL);
    let (key, secret) = engine.create_key(workspace.id, NewKey::new("kith up", scopes)).await?;
    if let Err(error) = private_file::replace(path, &format!("{}\n", secret.reveal())) {
        engine.revoke_key(workspace.id, &key.id).await?; // nobody will ever know it
        return Err(Failure::file("write the API key to", path, &error).hint(ELSEWHERE));
    }
    Ok(KeptKey { secret: secret.reveal().to_owned(), made_because: Some(because) })
}

const ELSEWHERE: &str = "name another file with --api-key-file FILE";

fn no_key_in(path: &Path) -> Failure {
    Failure::failed(format!("{} holds something that is no API key of kith", path.display())).hint(ELSEWHERE)
}

/// The only copy of another workspace's key may be in this file.
async fn refuse_key_of_another(
    engine: &Engine,
    workspace: &Workspace,
    text: &str,
    path: &Path,
) -> Result<(), Failure> {
    for other in engine.list_workspaces().await? {
        if other.id != workspace.id && engine.working_key(other.id, text).await?.is_some() {
            let says = format!("{} holds the key of the workspace \"{}\"", path.display(), other.name);
            return Err(Failure::misuse(says).hint(ELSEWHERE));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_workspace_has_a_file_of_its_own() {
        let folder = Path::new("d");
        assert_eq!(default_path(folder, "default"), Path::new("d/api-key"));
        assert_eq!(default_path(folder, "sales"), Path::new("d/api-key-sales"));
    }
}
