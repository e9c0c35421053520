//! `kith key`: API keys of a workspace. A secret is shown once, when it is made, and kept as a hash. And the way to a
//! new master key.

use std::time::Duration;

use clap::{Args, Subcommand};
use kith_engine::{Error, Key as ApiKey, KeyChange, NewKey};
use kith_model::{KeyId, Scope, Scopes, Timestamp, clock};
use serde_json::{Value, json};

use super::{Context, rotate_master};
use crate::cli::Output;
use crate::failure::Failure;
use crate::output::numbers::count;
use crate::output::table::table;
use crate::output::{print, print_json};
use crate::wire::Kith;

/// Create, list, change and revoke API keys; change the master key
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  kith key create --name dashboard --scope read --expires 90d")]
pub(crate) struct Key {
    #[command(subcommand)]
    verb: Verb,
    /// text or json
    #[arg(long, global = true, value_enum, default_value_t = Output::Text, hide_possible_values = true)]
    output: Output,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Make a key; it is shown this once
    #[command(after_help = "\
Examples:
  kith key create --name dashboard --scope read --expires 90d
  kith key create --name importer --scope read,manage --expires 2027-01-31
  kith key create --name agent --limit 30")]
    Create {
        /// What you call it
        #[arg(long, value_name = "NAME", default_value = "unnamed")]
        name: String,
        /// What it may do: read, manage (implies read), admin (implies both)
        #[arg(long, value_name = "SCOPES", value_delimiter = ',', default_value = "read")]
        scope: Vec<Scope>,
        /// When it ends: in days (90d), at the beginning of a day in UTC (2027-01-31), or never
        #[arg(long, value_name = "WHEN", default_value = "never", value_parser = Expiry::parse)]
        expires: Expiry,
        /// Requests it may make in a minute; none: as many as `limits.requests_per_minute` allows any key
        #[arg(long, value_name = "LIMIT", default_value = "none", value_parser = Limit::parse)]
        limit: Limit,
    },
    /// List the keys of the workspace, without their secrets
    #[command(after_help = "\
Example:
  kith key list --output json")]
    List,
    /// Give a key another name or limit; its secret and its scopes stay
    #[command(after_help = "\
Examples:
  kith key update key_0123456789abcdef --name \"Sales dashboard\"
  kith key update key_0123456789abcdef --limit 60
  kith key update key_0123456789abcdef --limit none")]
    Update {
        /// The key's id, as kith key list shows it
        #[arg(value_name = "KEY_ID")]
        id: String,
        /// What you call it
        #[arg(long, value_name = "NAME", required_unless_present = "limit")]
        name: Option<String>,
        /// Requests it may make in a minute; none: as many as `limits.requests_per_minute` allows any key
        #[arg(long, value_name = "LIMIT", value_parser = Limit::parse)]
        limit: Option<Limit>,
    },
    /// End a key; a running server refuses it from its next request on
    #[command(after_help = "\
Example:
  kith key revoke key_0123456789abcdef")]
    Revoke {
        /// The key's id, as kith key list shows it
        #[arg(value_name = "KEY_ID")]
        id: String,
    },
    /// Seal all tokens with a new master key
    ///
    /// Makes a new key in the data folder's file master-key, seals the tokens of all workspaces with it, and drops
    /// the old one. No server and no other command may use the folder meanwhile. Where the environment holds the
    /// master key, none is made: with two in it (NEW,OLD) all is sealed with NEW, and OLD can go afterwards.
    #[command(
        verbatim_doc_comment,
        after_help = "\
Example:
  kith key rotate-master"
    )]
    RotateMaster,
}

/// When a key ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expiry {
    Never,
    After(Duration),
    At(Timestamp),
}

impl Expiry {
    fn parse(text: &str) -> Result<Self, String> {
        let days = |days: &str| days.parse::<u32>().ok().filter(|days| (1..=36_500).contains(days));
        if text == "never" {
            return Ok(Self::Never);
        }
        if let Some(days) = text.strip_suffix('d').and_then(days) {
            return Ok(Self::After(Duration::from_hours(24 * u64::from(days))));
        }
        let day = format!("{text}T00:00:00Z").parse().or_else(|_| text.parse::<Timestamp>());
        day.map(Self::At)
            .map_err(|_| "it is days (90d, up to 36500d), a date (2027-01-31) or never".to_owned())
    }

    fn from(self, now: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Never => None,
            Self::After(time) => Some(now + time),
            Self::At(moment) => Some(moment),
        }
    }
}

/// How many requests a key may make in a minute; of its own or, with none, what the server allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Limit(Option<u32>);

impl Limit {
    fn parse(text: &str) -> Result<Self, String> {
        if text == "none" {
            return Ok(Self(None));
        }
        let number = text.parse().ok().filter(|number| *number > 0);
        number.map(|number| Self(Some(number))).ok_or_else(|| "it is a number from 1 on, or none".to_owned())
    }
}

pub(crate) async fn run(asked: Key, context: &Context) -> Result<(), Failure> {
    if matches!(asked.verb, Verb::RotateMaster) {
        return rotate_master::run(context, asked.output).await;
    }
    let kith = Kith::open(context).await?;
    let workspace = kith.workspace(context).await?.id;
    let engine = &kith.engine;
    let now = engine.clock().now();
    match asked.verb {
        Verb::RotateMaster => {} // done above
        Verb::List => return list(&engine.list_keys(workspace).await?, now, asked.output),
        Verb::Create { name, scope, expires, limit: Limit(requests_per_minute) } => {
            let (scopes, expires_at) = (Scopes::of(scope), expires.from(now));
            let new = NewKey { name, scopes, expires_at, requests_per_minute };
            let (key, secret) = engine.create_key(workspace, new).await?;
            match asked.output {
                Output::Json => {
                    let mut value = shown(&key, now);
                    value["api_key"] = json!(secret.reveal());
                    print_json(&value)?;
                }
                Output::Text => print(format!(
                    "{}\n\nThis is the only time that the key is shown. Its id is {}, its scopes are {}; it ends {}.\n",
                    secret.reveal(),
                    key.id,
                    scopes_of(&key),
                    ends(&key)
                ))?,
            }
        }
        Verb::Update { id, name, limit } => {
            let change = KeyChange { name, requests_per_minute: limit.map(|Limit(own)| own) };
            let key = engine.update_key(workspace, &KeyId::new(id), change).await.map_err(with_list)?;
            match asked.output {
                Output::Json => print_json(&shown(&key, now))?,
                Output::Text => {
                    print(format!("{} is called \"{}\"; {}.\n", key.id, key.name, limit_of(&key)))?;
                }
            }
        }
        Verb::Revoke { id } => {
            let id = KeyId::new(id);
            engine.revoke_key(workspace, &id).await.map_err(with_list)?;
            match asked.output {
                Output::Json => print_json(&json!({"key_id": id, "revoked": true}))?,
                Output::Text => print(format!("Revoked {id}.\n"))?,
            }
        }
    }
    kith.close().await
}

fn list(keys: &[ApiKey], now: Timestamp, output: Output) -> Result<(), Failure> {
    match output {
        Output::Json => {
            print_json(&json!({"keys": keys.iter().map(|key| shown(key, now)).collect::<Vec<_>>()}))
        }
        Output::Text => {
            let rows = keys.iter().map(|key| {
                let ends = key.expires_at.map_or_else(|| "never".to_owned(), day);
                let made = day(key.created_at);
                let limit = key.requests_per_minute.map_or_else(|| "none".to_owned(), |own| own.to_string());
                let (id, name) = (key.id.to_string(), key.name.clone());
                [id, name, scopes_of(key), limit, made, ends, state(key, now).into()]
            });
            print(table(["key", "name", "scopes", "limit", "made", "ends", "state"], rows))
        }
    }
}

fn with_list(error: Error) -> Failure {
    let is_unknown = matches!(error, Error::NotFound(_));
    let failure = Failure::from(error);
    if is_unknown {
        failure.hint("kith key list shows the keys that there are, and their state")
    } else {
        failure
    }
}

fn shown(key: &ApiKey, now: Timestamp) -> Value {
    json!({
        "key_id": key.id,
        "name": key.name,
        "scopes": key.scopes.iter().map(Scope::as_str).collect::<Vec<_>>(),
        "created_at": clock::rfc3339(key.created_at),
        "expires_at": key.expires_at.map(clock::rfc3339),
        "revoked_at": key.revoked_at.map(clock::rfc3339),
        "requests_per_minute": key.requests_per_minute,
        "state": state(key, now),
    })
}

fn scopes_of(key: &ApiKey) -> String {
    key.scopes.iter().map(Scope::as_str).collect::<Vec<_>>().join(", ")
}

fn limit_of(key: &ApiKey) -> String {
    match key.requests_per_minute {
        Some(own) => format!("it may make {} a minute", count(own.into(), "request")),
        None => "it may make as many requests a minute as the server allows any key".to_owned(),
    }
}

fn ends(key: &ApiKey) -> String {
    key.expires_at.map_or_else(|| "never".to_owned(), clock::rfc3339)
}

/// In a table the day is enough.
fn day(moment: Timestamp) -> String {
    let text = clock::rfc3339(moment);
    text.split('T').next().unwrap_or_default().to_owned()
}

fn state(key: &ApiKey, now: Timestamp) -> &'static str {
    match (key.revoked_at, key.expires_at) {
        (Some(_), _) => "revoked",
        (None, Some(end)) if end <= now => "expired",
        (None, _) => "working",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_is_days_a_date_or_never() {
        assert_eq!(Expiry::parse("never"), Ok(Expiry::Never));
        assert_eq!(Expiry::parse("90d"), Ok(Expiry::After(Duration::from_hours(90 * 24))));
        let day = "2027-01-31T00:00:00Z".parse().unwrap();
        assert_eq!(Expiry::parse("2027-01-31"), Ok(Expiry::At(day)));
        for bad in ["", "d", "0d", "-1d", "36501d", "90", "soon", "2027-02-30", "31.01.2027"] {
            assert!(Expiry::parse(bad).is_err(), "{bad}");
        }
    }
}
