//! The settings in force, as TOML and as JSON, each with where it came from.

use serde_json::json;

use super::Config;
use super::layers::rules;
use crate::failure::Failure;

impl Config {
    /// As TOML that could be a kith.toml: the origin stands beside each value as a comment.
    pub(crate) fn to_toml(&self) -> Result<String, Failure> {
        let sections = toml::Table::try_from(&self.settings).map_err(unshowable)?;
        let (mut lines, mut current) = (Vec::new(), "");
        for (key, _) in rules() {
            let Some((section, name)) = key.split_once('.') else { continue };
            if section != current {
                if !current.is_empty() {
                    lines.push(String::new());
                }
                lines.push(format!("[{section}]"));
                current = section;
            }
            if let (Some(value), Some(origin)) = (sections[section].get(name), self.origins.get(key)) {
                lines.push(format!("{name} = {value} # {origin}"));
            }
        }
        Ok(lines.join("\n") + "\n")
    }

    /// As JSON: `settings` by section, and `from`, the origin of each.
    pub(crate) fn to_json(&self) -> Result<serde_json::Value, Failure> {
        let settings = serde_json::to_value(&self.settings).map_err(unshowable)?;
        let from: serde_json::Map<_, _> =
            self.origins.iter().map(|(key, origin)| (key.clone(), json!(origin.to_string()))).collect();
        Ok(json!({"settings": settings, "from": from}))
    }
}

fn unshowable(error: impl std::fmt::Display) -> Failure {
    Failure::failed("the settings cannot be shown").cause(error)
}
