//! What a setting may be: one rule for its value, whether it came from a file, a variable or a flag.

use std::net::SocketAddr;

use toml::Value;
use url::Url;

use super::store;

/// What is right.
#[derive(Debug, Clone, Copy)]
pub(super) enum Rule {
    /// An integer, both ends included.
    Integer(i64, i64),
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// An IP address and a port.
    Address,
    /// The same, or empty.
    AddressOrNone,
    /// A path; not empty.
    Path,
    /// true or false.
    Bool,
    /// Any text in one line, or empty.
    Text,
    /// The same, which no error and no listing shows, and no flag gives.
    Secret,
    /// A web address.
    Url,
    /// The address of a database, or empty; a password in it no error shows.
    StoreUrl,
    /// This word, or an integer, both ends included.
    WordOrInteger(&'static str, i64, i64),
}

/// What is shown in place of a secret.
pub(super) const MASK: &str = "***";

/// A value as it was given.
pub(super) enum Given {
    /// In a file, with a type.
    Typed(Value),
    /// In a variable or a flag, as text.
    Text(String),
}

impl Rule {
    /// The value, if it keeps the rule.
    ///
    /// # Errors
    /// What would be right, and what was got.
    pub(super) fn check(self, given: Given) -> Result<Value, String> {
        let value = match given {
            Given::Text(text) if matches!(self, Self::Integer(..) | Self::WordOrInteger(..)) => {
                text.trim().parse().map(Value::Integer).unwrap_or(Value::String(text))
            }
            Given::Text(text) if matches!(self, Self::Bool) => {
                text.trim().parse().map(Value::Boolean).unwrap_or(Value::String(text))
            }
            Given::Text(text) => Value::String(text),
            Given::Typed(value) => value,
        };
        let fits = match (self, &value) {
            (Self::OneOf(words), Value::String(text)) => words.contains(&text.as_str()),
            (Self::Address, Value::String(text)) => text.parse::<SocketAddr>().is_ok(),
            (Self::AddressOrNone, Value::String(text)) => {
                text.is_empty() || text.parse::<SocketAddr>().is_ok()
            }
            (Self::Path, Value::String(text)) => !text.is_empty(),
            (Self::Bool, Value::Boolean(_)) => true,
            (Self::Text, Value::String(text)) => !text.chars().any(char::is_control),
            (Self::Secret, Value::String(text)) => text != MASK && !text.chars().any(char::is_control),
            (Self::Url, Value::String(text)) => is_web_address(text),
            (Self::StoreUrl, Value::String(text)) => {
                let is_shown = store::password(text) == Some(MASK);
                text.is_empty()
                    || (store::is_postgres(text) && !is_shown && !text.chars().any(char::is_control))
            }
            (Self::WordOrInteger(word, ..), Value::String(text)) => text == word,
            (Self::Integer(least, most) | Self::WordOrInteger(_, least, most), Value::Integer(number)) => {
                (least..=most).contains(number)
            }
            (_, _) => false,
        };
        match self {
            _ if fits => Ok(value),
            Self::Secret | Self::StoreUrl => Err(format!("must be {}", self.right())),
            _ => Err(format!("must be {}; got {}", self.right(), shown(&value))),
        }
    }

    fn right(self) -> String {
        match self {
            Self::Integer(least, most) => format!("an integer from {least} to {most}"),
            Self::OneOf(words) => {
                let quoted: Vec<_> = words.iter().map(|word| format!("\"{word}\"")).collect();
                format!("one of {}", quoted.join(", "))
            }
            Self::Address => "an IP address and a port, as \"127.0.0.1:7171\"".to_owned(),
            Self::AddressOrNone => {
                "an IP address and a port, as \"127.0.0.1:9100\", or \"\" for none".to_owned()
            }
            Self::Path => "a path, as \"kith-data\"".to_owned(),
            Self::Bool => "true or false".to_owned(),
            Self::Text => "text in one line".to_owned(),
            Self::Secret => format!("text in one line, and not the {MASK} that is shown in its place"),
            Self::Url => "a web address, as \"https://www.linkedin.com/oauth/v2/accessToken\"".to_owned(),
            Self::StoreUrl => format!(
                "\"\" for the data folder, or postgres://user@host:5432/database, with the password itself and not the \
                 {MASK} that is shown in its place"
            ),
            Self::WordOrInteger(word, least, most) => {
                format!("\"{word}\" or an integer from {least} to {most}")
            }
        }
    }
}

fn is_web_address(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// A value for an error: in one line, and not longer than that.
fn shown(value: &Value) -> String {
    let kind = match value {
        Value::Array(_) => return "a list".to_owned(),
        Value::Table(_) => return "a section".to_owned(),
        Value::String(text) => format!("{text:?}"),
        other => other.to_string(),
    };
    if kind.chars().count() > 80 { kind.chars().take(79).chain(['…']).collect() } else { kind }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(rule: Rule, given: Given) -> String {
        rule.check(given).unwrap_err()
    }

    #[test]
    fn a_number_is_a_number_wherever_it_stands_and_a_number_in_quotes_is_none() {
        let rule = Rule::Integer(1, 300);
        assert_eq!(rule.check(Given::Text(" 7 ".into())), Ok(Value::Integer(7)));
        assert_eq!(rule.check(Given::Typed(Value::Integer(300))), Ok(Value::Integer(300)));
        let right = "must be an integer from 1 to 300; got ";
        assert_eq!(refusal(rule, Given::Text("ten".into())), format!("{right}\"ten\""));
        assert_eq!(refusal(rule, Given::Typed(Value::String("7".into()))), format!("{right}\"7\""));
        assert_eq!(refusal(rule, Given::Typed(Value::Float(7.5))), format!("{right}7.5"));
        assert_eq!(refusal(rule, Given::Text("0".into())), format!("{right}0"));
    }

    #[test]
    fn words_and_addresses_are_checked_and_a_long_value_is_cut() {
        assert!(
            refusal(Rule::OneOf(&["text", "json"]), Given::Text("xml".into())).contains("\"text\", \"json\"")
        );
        assert!(Rule::Address.check(Given::Text("[::1]:0".into())).is_ok());
        assert!(Rule::Address.check(Given::Text(String::new())).is_err());
        assert!(Rule::AddressOrNone.check(Given::Text(String::new())).is_ok());
        assert!(refusal(Rule::Address, Given::Text("x".repeat(5_000))).chars().count() < 200);
    }

    #[test]
    fn a_secret_is_in_no_error_and_its_mask_is_no_secret() {
        assert!(Rule::Secret.check(Given::Text("s3cret".into())).is_ok());
        assert!(!refusal(Rule::Secret, Given::Text("s3cret\n".into())).contains("s3cret"));
        assert!(!refusal(Rule::Secret, Given::Typed(Value::Integer(4_711))).contains("4711"));
        assert!(refusal(Rule::Secret, Given::Text(MASK.into())).contains("not the ***"));
    }

    #[test]
    fn switches_words_and_web_addresses_are_what_they_are_in_any_layer() {
        assert_eq!(Rule::Bool.check(Given::Text("true".into())), Ok(Value::Boolean(true)));
        assert_eq!(refusal(Rule::Bool, Given::Text("yes".into())), "must be true or false; got \"yes\"");
        let hold = Rule::WordOrInteger("long", 1, 9);
        assert_eq!(hold.check(Given::Text("9".into())), Ok(Value::Integer(9)));
        assert_eq!(hold.check(Given::Typed(Value::String("long".into()))), Ok(Value::String("long".into())));
        assert!(
            refusal(hold, Given::Text("10".into())).contains("\"long\" or an integer from 1 to 9; got 10")
        );
        assert!(Rule::Url.check(Given::Text("http://127.0.0.1:7171/oauth/callback".into())).is_ok());
        for bad in ["", "linkedin.com", "ftp://a/b", "file:///a"] {
            assert!(refusal(Rule::Url, Given::Text(bad.into())).contains("a web address"), "{bad}");
        }
        assert!(refusal(Rule::Text, Given::Text("a\nb".into())).contains("one line"));
    }
}
