//! The environment: the one place that reads it. Variables of kith are `KITH_CONFIG`,
//! `KITH_MASTER_KEY`, `KITH_API_KEY` and `KITH_SECTION__NAME`.

use std::path::PathBuf;

use kith_engine::SecretString;

use crate::failure::Failure;

/// What the environment says.
#[derive(Debug, Default)]
pub(crate) struct Environment {
    /// The file that `KITH_CONFIG` names.
    pub(super) config_file: Option<PathBuf>,
    /// What `KITH_MASTER_KEY` holds.
    pub(crate) master_key: Option<SecretString>,
    /// What `KITH_API_KEY` holds.
    pub(crate) api_key: Option<SecretString>,
    /// The other variables that begin with `KITH_`, and their values.
    pub(super) settings: Vec<(String, String)>,
    /// Whether colours are unwanted.
    pub(crate) no_color: bool,
}

const PREFIX: &str = "KITH_";
const CONFIG: &str = "KITH_CONFIG";
/// The variable with the master key in it.
pub(crate) const MASTER_KEY: &str = "KITH_MASTER_KEY";
/// The variable with the key that `ask` and `mcp` use.
const API_KEY: &str = "KITH_API_KEY";

/// Reads it.
pub(crate) fn read() -> Result<Environment, Failure> {
    let mut environment = Environment::default();
    for (name, value) in std::env::vars_os() {
        let Some(name) = name.to_str() else { continue };
        if name == "NO_COLOR" {
            environment.no_color = !value.is_empty();
        } else if name == CONFIG {
            environment.config_file =
                Some(value.into()).filter(|path: &PathBuf| !path.as_os_str().is_empty());
        } else if name.starts_with(PREFIX) && !is_service_link(name) {
            let value = value
                .into_string()
                .map_err(|_| Failure::misuse(format!("the value of {name} is no UTF-8")))?;
            let secret = |value: String| Some(value).filter(|text| !text.is_empty()).map(Into::into);
            if name == MASTER_KEY {
                environment.master_key = secret(value);
            } else if name == API_KEY {
                environment.api_key = secret(value);
            } else {
                environment.settings.push((name.to_owned(), value));
            }
        }
    }
    environment.settings.sort();
    Ok(environment)
}

/// Kubernetes tells every pod where a service called `kith` is, in variables of these forms.
fn is_service_link(name: &str) -> bool {
    name == "KITH_PORT" || ["KITH_PORT_", "KITH_SERVICE_"].iter().any(|prefix| name.starts_with(prefix))
}

/// The setting that a variable names, were there one.
pub(super) fn key(variable: &str) -> String {
    variable.strip_prefix(PREFIX).unwrap_or(variable).replacen("__", ".", 1).to_lowercase()
}

/// The variable that sets `key`.
pub(crate) fn variable(key: &str) -> String {
    format!("{PREFIX}{}", key.replacen('.', "__", 1).to_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_and_its_variable_name_each_other() {
        for (key_, variable_) in [
            ("credits.starting", "KITH_CREDITS__STARTING"),
            ("limits.requests_per_minute", "KITH_LIMITS__REQUESTS_PER_MINUTE"),
        ] {
            assert_eq!(variable(key_), variable_);
            assert_eq!(key(variable_), key_);
        }
    }
}
