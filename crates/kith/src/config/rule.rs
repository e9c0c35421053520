//! What a setting may be: one rule for its value, whether it came from a file, a variable or a flag.

use std::net::SocketAddr;

use toml::Value;

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
}

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
            Given::Text(text) if matches!(self, Self::Integer(..)) => {
                text.trim().parse().map(Value::Integer).unwrap_or(Value::String(text))
            }
            Given::Text(text) => Value::String(text),
            Given::Typed(value) => value,
        };
        let fits = match (self, &value) {
            (Self::Integer(least, most), Value::Integer(number)) => (least..=most).contains(number),
            (Self::OneOf(words), Value::String(text)) => words.contains(&text.as_str()),
            (Self::Address, Value::String(text)) => text.parse::<SocketAddr>().is_ok(),
            (Self::AddressOrNone, Value::String(text)) => {
                text.is_empty() || text.parse::<SocketAddr>().is_ok()
            }
            (Self::Path, Value::String(text)) => !text.is_empty(),
            (_, _) => false,
        };
        if fits { Ok(value) } else { Err(format!("must be {}; got {}", self.right(), shown(&value))) }
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
        }
    }
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
}
