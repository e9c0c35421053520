//! Settings: what they are, and where each value comes from. default.toml is the manual, and the first layer.
//! Knows nothing of what the settings are for.

mod app;
mod cache;
mod credits;
mod data;
pub(crate) mod env;
mod import;
mod layers;
mod limits;
pub(crate) mod log;
mod oauth;
mod rule;
mod secret;
mod server;
mod show;
mod snapshots;
mod sources;
pub(crate) mod store;
mod sync;
mod webhooks;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use env::Environment;
use layers::Layers;
pub(crate) use layers::Origin;
use rule::Given;

/// The manual, which is also the first layer.
pub(crate) const DEFAULT: &str = include_str!("default.toml");

/// The file that is read if it is there.
const FILE: &str = "kith.toml";

/// Every setting.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    pub(crate) server: server::Server,
    pub(crate) data: data::Data,
    pub(crate) store: store::Store,
    pub(crate) credits: credits::Credits,
    pub(crate) limits: limits::Limits,
    pub(crate) snapshots: snapshots::Snapshots,
    pub(crate) cache: cache::Cache,
    pub(crate) import: import::Import,
    pub(crate) sources: sources::Sources,
    pub(crate) sync: sync::Sync,
    pub(crate) webhooks: webhooks::Webhooks,
    pub(crate) oauth: oauth::Oauth,
    pub(crate) connections_api: app::ConnectionsApi,
    pub(crate) portability: app::Portability,
    pub(crate) log: log::Log,
}

/// The settings in force, and where each came from.
#[derive(Debug)]
pub(crate) struct Config {
    pub(crate) settings: Settings,
    origins: BTreeMap<String, Origin>,
}

/// The strongest layer.
#[derive(Debug, Default)]
pub(crate) struct Flags {
    /// The file to read in place of `./kith.toml`.
    pub(crate) file: Option<PathBuf>,
    /// Flags that are settings: the key, the value, and what the flag is called.
    pub(crate) settings: Vec<(String, String, &'static str)>,
}

/// Lays all layers over each other.
pub(crate) fn load(environment: &Environment, flags: &Flags) -> Result<Config, Failure> {
    let mut layers = Layers::defaults()?;
    let named = flags.file.as_ref().or(environment.config_file.as_ref());
    if let Some((path, text)) = file(named.map(PathBuf::as_path))? {
        layers.text(&text, &Origin::File(path))?;
    }
    for (variable, value) in &environment.settings {
        layers.put(&env::key(variable), Given::Text(value.clone()), &Origin::Variable(variable.clone()))?;
    }
    for (key, value, flag) in &flags.settings {
        layers.put(key, Given::Text(value.clone()), &Origin::Flag(flag))?;
    }
    let (sections, origins) = layers.into_parts();
    let settings = sections.try_into().map_err(|error: toml::de::Error| {
        Failure::failed("the settings do not fit together").cause(error.message())
    })?;
    Ok(Config { settings, origins })
}

fn file(named: Option<&Path>) -> Result<Option<(PathBuf, String)>, Failure> {
    let path = named.unwrap_or(Path::new(FILE));
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some((path.to_owned(), text))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && named.is_none() => Ok(None),
        Err(error) => Err(Failure::misuse(format!("the settings in {} cannot be read", path.display()))
            .cause(error)
            .hint("name another file with --config FILE or KITH_CONFIG, or none at all")),
    }
}

impl Config {
    /// Whether `key` has a value that somebody gave it.
    pub(crate) fn is_given(&self, key: &str) -> bool {
        self.origins.get(key).is_some_and(|origin| *origin != Origin::Default)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(table: &toml::Table) -> Vec<String> {
        let of = |(section, settings): (&String, &toml::Value)| {
            let settings = settings.as_table().unwrap().clone();
            settings.into_iter().map(|(name, _)| format!("{section}.{name}")).collect::<Vec<_>>()
        };
        let mut keys: Vec<_> = table.iter().flat_map(of).collect();
        keys.sort();
        keys
    }

    #[test]
    fn every_setting_is_in_the_manual_in_the_struct_and_has_a_rule() {
        let manual: toml::Table = toml::from_str(DEFAULT).unwrap();
        let config = load(&Environment::default(), &Flags::default()).unwrap();
        let settings = toml::Table::try_from(&config.settings).unwrap();
        let mut rules: Vec<_> = layers::rules().into_iter().map(|(key, _)| key.to_owned()).collect();
        rules.sort();
        assert_eq!(keys(&manual), keys(&settings));
        assert_eq!(keys(&manual), rules);
        assert_eq!(manual, settings, "the values are those of the manual");
    }

    #[test]
    fn every_setting_has_a_comment_in_the_manual() {
        let mut above = "";
        for line in DEFAULT.lines() {
            if line.contains(" = ") && !line.starts_with('#') {
                assert!(above.starts_with("# "), "{line}");
            }
            above = line;
        }
    }

    #[test]
    fn the_defaults_are_those_of_the_engine() {
        let config = load(&Environment::default(), &Flags::default()).unwrap();
        let (ours, engines) =
            (crate::wire::engine_settings(&config.settings), kith_engine::Settings::default());
        assert_eq!(format!("{ours:?}"), format!("{engines:?}"));
        let (ours, engines) =
            (crate::wire::sources_settings(&config.settings), kith_engine::SourcesSettings::default());
        assert_eq!(format!("{ours:?}"), format!("{engines:?}"));
        let (ours, engines) = (config.settings.sync.settings(), kith_engine::SyncSettings::default());
        assert_eq!(format!("{ours:?}"), format!("{engines:?}"));
        assert_eq!(crate::wire::http_settings(&config.settings), kith_engine::HttpSettings::default());
    }
}
