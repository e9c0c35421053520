//! The layers that settings come from, each over the one before: default.toml, kith.toml, environment, flags.
//! Checks every value where it comes in, so that an error names the file, the variable or the flag.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use toml::{Table, Value};

use super::rule::{Given, Rule};
use super::{
    DEFAULT, app, cache, credits, data, env, import, limits, log, oauth, server, snapshots, sources, store,
    sync, webhooks,
};
use crate::failure::Failure;

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// default.toml.
    Default,
    /// A file of the user's.
    File(PathBuf),
    /// A variable.
    Variable(String),
    /// A flag.
    Flag(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Variable(name) => f.write_str(name),
            Self::Flag(name) => f.write_str(name),
        }
    }
}

/// Every setting, in the order of default.toml, with its rule.
pub(super) fn rules() -> Vec<(&'static str, Rule)> {
    let sections: [&[(&str, Rule)]; 15] = [
        &server::RULES,
        &data::RULES,
        &store::RULES,
        &credits::RULES,
        &limits::RULES,
        &snapshots::RULES,
        &cache::RULES,
        &import::RULES,
        &sources::RULES,
        &sync::RULES,
        &webhooks::RULES,
        &oauth::RULES,
        &app::CONNECTIONS_API_RULES,
        &app::PORTABILITY_RULES,
        &log::RULES,
    ];
    sections.concat()
}

/// The values so far, and where each came from.
#[derive(Default)]
pub(super) struct Layers(BTreeMap<String, (Value, Origin)>);

impl Layers {
    /// Lays a TOML text over what is there.
    pub(super) fn text(&mut self, text: &str, origin: &Origin) -> Result<(), Failure> {
        let table: Table = toml::from_str(text).map_err(|error| syntax(text, origin, &error))?;
        for (section, settings) in table {
            let Value::Table(settings) = settings else {
                let says =
                    format!("{origin}: {section} stands outside of a section; write [section] above it");
                return Err(Failure::misuse(says).hint(SHOW));
            };
            for (name, value) in settings {
                self.put(&format!("{section}.{name}"), Given::Typed(value), origin)?;
            }
        }
        Ok(())
    }

    /// Lays one value over what is there.
    pub(super) fn put(&mut self, key: &str, given: Given, origin: &Origin) -> Result<(), Failure> {
        let rules = rules();
        let Some((_, rule)) = rules.iter().find(|(known, _)| *known == key) else {
            return Err(unknown(key, origin, rules.iter().map(|(known, _)| *known)));
        };
        if let (Rule::Secret, Origin::Flag(name)) = (rule, origin) {
            let says = format!("{name} does not take {key}: other users of the machine can read arguments");
            return Err(Failure::misuse(says)
                .hint(format!("put it into the variable {} or into kith.toml", env::variable(key))));
        }
        if let (Rule::StoreUrl, Origin::Flag(name), Given::Text(url)) = (rule, origin, &given)
            && store::password(url).is_some()
        {
            let says = format!("{name} takes no password: other users of the machine can read arguments");
            return Err(Failure::misuse(says).hint(format!(
                "leave it out there, and put it into the variable {} or into kith.toml",
                env::variable("store.password")
            )));
        }
        let value = rule.check(given).map_err(|wrong| {
            Failure::misuse(match origin {
                Origin::Default | Origin::File(_) => format!("{origin}: {key} {wrong}"),
                Origin::Variable(_) | Origin::Flag(_) => format!("{origin} {wrong}"),
            })
        })?;
        self.0.insert(key.to_owned(), (value, origin.clone()));
        Ok(())
    }

    /// The values as sections, and their origins.
    pub(super) fn into_parts(self) -> (Table, BTreeMap<String, Origin>) {
        let (mut sections, mut origins) = (Table::new(), BTreeMap::new());
        for (key, (value, origin)) in self.0 {
            if let Some((section, name)) = key.split_once('.') {
                let section = sections.entry(section).or_insert_with(|| Value::Table(Table::new()));
                section.as_table_mut().and_then(|section| section.insert(name.to_owned(), value));
            }
            origins.insert(key, origin);
        }
        (sections, origins)
    }

    /// What a binary without any configuration has.
    pub(super) fn defaults() -> Result<Self, Failure> {
        let mut layers = Self::default();
        layers.text(DEFAULT, &Origin::Default)?;
        Ok(layers)
    }
}

const SHOW: &str = "kith config --default shows every setting";

fn unknown<'a>(key: &str, origin: &Origin, known: impl Iterator<Item = &'a str>) -> Failure {
    let alike = |known: &str| strsim::jaro_winkler(known, key);
    let nearest = known.max_by(|one, other| alike(one).total_cmp(&alike(other))).unwrap_or_default();
    Failure::misuse(match origin {
        Origin::Variable(name) => {
            format!("{name} is no setting; the nearest variable is {}", env::variable(nearest))
        }
        Origin::Flag(name) => format!("{name}: there is no setting {key:?}; the nearest is {nearest:?}"),
        Origin::Default | Origin::File(_) => {
            format!("{origin}: there is no setting {key:?}; the nearest is {nearest:?}")
        }
    })
    .hint(SHOW)
}

fn syntax(text: &str, origin: &Origin, error: &toml::de::Error) -> Failure {
    let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
    Failure::misuse(format!("{origin}, line {line}: {}", error.message().replace('\n', "; "))).hint(SHOW)
}
