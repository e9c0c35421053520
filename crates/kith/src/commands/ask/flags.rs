//! From a tool's schema to the flags of its subcommand, and from what they were given back to its fields. What the schema
//! says in full is checked here; the rest where the call arrives.

use clap::builder::{PossibleValuesParser, ValueParser};
use clap::{Arg, ArgAction, ArgMatches, Command};
use kith_api::{Face, Tool};
use serde_json::{Map, Value};

/// The field that names an account.
pub(super) const ACCOUNT: &str = "account_id";
const ACCOUNT_FLAG: &str = "account";

/// Whether a tool is of one account.
pub(super) fn of_an_account(tool: &Tool) -> bool {
    properties(tool).any(|(name, _)| name == ACCOUNT)
}

/// `profile_url` as a flag has it.
pub(super) fn dashed(name: &str) -> String {
    name.replace('_', "-")
}

/// A tool as a subcommand.
pub(super) fn command(tool: &'static Tool) -> Command {
    let about = tool.summary();
    let long = format!("{about}\n\n{}\n\nCosts: {}", tool.description(), tool.price());
    let long = Face::CommandLine.says(&long);
    let command = Command::new(tool.name())
        .alias(dashed(tool.name()))
        .about(format!("{about} ({})", price(tool)))
        .long_about(long)
        .after_help(format!("Example:\n  kith ask {}", example(tool)));
    command.args(properties(tool).map(|(name, schema)| arg(tool, name, schema)))
}

/// The account that was named.
pub(super) fn account(tool: &Tool, matches: &ArgMatches) -> Option<String> {
    if of_an_account(tool) { matches.get_one::<String>(ACCOUNT).cloned() } else { None }
}

/// The other fields that were given.
pub(super) fn fields(tool: &Tool, matches: &ArgMatches) -> Map<String, Value> {
    let mut fields = Map::new();
    for (name, schema) in properties(tool).filter(|(name, _)| *name != ACCOUNT) {
        let value = match schema["type"].as_str() {
            Some("integer") => matches.get_one::<i64>(name).map(|number| Value::from(*number)),
            Some("boolean") => matches.get_one::<bool>(name).map(|yes| Value::from(*yes)),
            Some("array") => {
                matches.get_many::<String>(name).map(|all| all.cloned().collect::<Vec<_>>().into())
            }
            Some("object") => matches.get_one::<Value>(name).cloned(),
            _ => matches.get_one::<String>(name).map(|text| Value::from(text.as_str())),
        };
        if let Some(value) = value {
            fields.insert(name.to_owned(), value);
        }
    }
    fields
}

fn properties(tool: &Tool) -> impl Iterator<Item = (&str, &Value)> {
    let all = tool.input().get("properties").and_then(Value::as_object);
    all.into_iter().flatten().map(|(name, schema)| (name.as_str(), schema))
}

fn arg(tool: &Tool, name: &str, schema: &Value) -> Arg {
    if name == ACCOUNT {
        let help = "The account, by name or id; needed where there are several";
        return Arg::new(ACCOUNT).long(ACCOUNT_FLAG).value_name("NAME").help(help);
    }
    let help = Face::CommandLine.says(schema["description"].as_str().unwrap_or_default());
    let mut help = help.trim_end_matches('.').to_owned();
    if let Some(default) = schema.get("default") {
        help = format!("{help} [default: {default}]");
    }
    let required = tool.input()["required"].as_array().is_some_and(|all| all.iter().any(|one| one == name));
    let arg = Arg::new(name.to_owned()).long(dashed(name)).help(help).required(required);
    match schema["type"].as_str() {
        Some("integer") => {
            let (least, most) = (schema["minimum"].as_i64(), schema["maximum"].as_i64());
            let range = least.unwrap_or(i64::MIN)..=most.unwrap_or(i64::MAX);
            arg.value_name("N").value_parser(clap::value_parser!(i64).range(range))
        }
        Some("boolean") => arg.value_name("true|false").value_parser(clap::value_parser!(bool)),
        Some("array") => {
            let words = words(&schema["items"]);
            let arg = arg.value_name("WORD").action(ArgAction::Append);
            if words.is_empty() {
                return arg.value_name("TEXT").num_args(1..);
            }
            arg.value_delimiter(',').value_parser(PossibleValuesParser::new(words))
        }
        Some("object") => arg.value_name("JSON").value_parser(ValueParser::new(json)),
        _ => {
            let words = words(schema);
            if words.is_empty() {
                return arg.value_name(if schema["format"] == "date" { "DAY" } else { "TEXT" });
            }
            arg.value_name("WORD").value_parser(PossibleValuesParser::new(words))
        }
    }
}

/// The words that a schema lets through, if it names them.
fn words(schema: &Value) -> Vec<String> {
    let all = schema["enum"].as_array().map(Vec::as_slice).unwrap_or_default();
    all.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn json(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

/// A price in the few words that a list has room for.
fn price(tool: &Tool) -> String {
    let first = tool.price().split([';', '.', ',']).next().unwrap_or_default();
    first.chars().take(1).flat_map(char::to_lowercase).chain(first.chars().skip(1)).collect()
}

/// A tool's example as a command line.
fn example(tool: &Tool) -> String {
    let mut line = tool.name().to_owned();
    for (name, value) in tool.example() {
        let flag = if name == ACCOUNT { ACCOUNT_FLAG.to_owned() } else { dashed(&name) };
        let values = match value {
            Value::Array(all) => all,
            one => vec![one],
        };
        for value in values {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let is_plain =
                !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || "&;|<>()*?#'".contains(c));
            let text = if is_plain { text } else { format!("\"{text}\"") };
            line.extend([" --", &flag, " ", &text]);
        }
    }
    line
}
