//! JSON as callers send it, read strictly: a key that stands twice in one object is an error, and an integer is
//! told from a float. Bodies are small; values borrow from them.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value<'a> {
    Null,
    Bool(bool),
    Integer(i64),
    /// Anything else that is a number: with a fraction, with an exponent, or beyond 64 bits.
    Number(String),
    Text(Cow<'a, str>),
    List(Vec<Value<'a>>),
    Object(Object<'a>),
}

/// An object's keys and values in the order they were sent; no key twice.
pub(crate) type Object<'a> = Vec<(Cow<'a, str>, Value<'a>)>;

/// The longest value that an error shows whole, in characters.
const SHOWN: usize = 60;

/// Reads a body that must be an object. The error says where it stops being one.
pub(crate) fn object(body: &[u8]) -> Result<Object<'_>, String> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(other) => Err(format!("the body must be a JSON object; got {other} at {}", begin(body))),
        Err(error) => Err(format!("the body can't be read as JSON: {error}")),
    }
}

/// Where the value of a body begins, in the words of the parser's own errors.
fn begin(body: &[u8]) -> String {
    let before = &body[..body.len() - body.trim_ascii_start().len()];
    let mut lines = before.split(|byte| *byte == b'\n');
    format!("line {} column {}", lines.clone().count(), lines.next_back().map_or(0, <[u8]>::len) + 1)
}

impl fmt::Display for Value<'_> {
    /// As an error shows it: whole if short.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Integer(value) => write!(f, "{value}"),
            Self::Number(text) => f.write_str(text),
            Self::Text(text) => {
                let short: String = text.chars().take(SHOWN).collect();
                let rest = if short.len() < text.len() { "…" } else { "" };
                write!(f, "{}", serde_json::Value::String(format!("{short}{rest}")))
            }
            Self::List(items) => write!(f, "an array of {}", items.len()),
            Self::Object(_) => f.write_str("an object"),
        }
    }
}

impl<'de> Deserialize<'de> for Value<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Strict)
    }
}

struct Strict;

impl<'de> Visitor<'de> for Strict {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value<'de>, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value<'de>, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value<'de>, E> {
        Ok(Value::Integer(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value<'de>, E> {
        Ok(i64::try_from(value).map_or_else(|_| Value::Number(value.to_string()), Value::Integer))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value<'de>, E> {
        Ok(Value::Number(format!("{value:?}")))
    }

    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Value<'de>, E> {
        Ok(Value::Text(Cow::Borrowed(value)))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value<'de>, E> {
        Ok(Value::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value<'de>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Value::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value<'de>, A::Error> {
        let mut object = Object::with_capacity(4);
        // Few keys are compared one by one; many, which nobody sends in earnest, through a set.
        let mut seen = std::collections::HashSet::new();
        while let Some(Key(key)) = map.next_key()? {
            let twice = if object.len() < 16 {
                object.iter().any(|(known, _)| *known == key)
            } else {
                if seen.is_empty() {
                    seen.extend(object.iter().map(|(known, _)| known.to_string()));
                }
                !seen.insert(key.to_string())
            };
            if twice {
                return Err(A::Error::custom(format_args!("the key {} stands twice", Value::Text(key))));
            }
            let value = map.next_value()?;
            object.push((key, value));
        }
        Ok(Value::Object(object))
    }
}

/// A key, borrowed where it has no escapes.
struct Key<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match deserializer.deserialize_str(Strict)? {
            Value::Text(text) => Ok(Self(text)),
            _ => Err(D::Error::custom("a key must be a string")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_told_from_all_that_only_looks_like_them() {
        for (text, integer) in [("10", 10), ("-3", -3)] {
            assert_eq!(object(format!("{{\"a\":{text}}}").as_bytes()).unwrap()[0].1, Value::Integer(integer));
        }
        for (text, shown) in [
            ("10.0", "10.0"),
            ("1e2", "100.0"),
            ("\"10\"", "\"10\""),
            ("18446744073709551615", "18446744073709551615"),
        ] {
            let body = format!("{{\"a\":{text}}}");
            let value = &object(body.as_bytes()).unwrap()[0].1;
            assert!(!matches!(value, Value::Integer(_)), "{text}");
            assert_eq!(value.to_string(), shown);
        }
    }

    #[test]
    fn a_key_that_stands_twice_is_an_error_with_its_place_at_any_level() {
        for body in ["{\"a\":1,\"a\":2}", "{\"x\":{\"\\u0061\":1,\"a\":2}}", "{\"x\":[{\"a\":1,\"a\":1}]}"] {
            let error = object(body.as_bytes()).unwrap_err();
            assert!(error.contains("the key \"a\" stands twice at line 1 column"), "{error}");
        }
        let many = (0..40).map(|n| format!("\"k{n}\":{n}")).collect::<Vec<_>>().join(",");
        assert!(object(format!("{{{many},\"k\":1}}").as_bytes()).is_ok());
        assert!(object(format!("{{{many},\"k3\":1}}").as_bytes()).is_err());
    }

    #[test]
    fn what_is_no_object_is_said_with_line_and_column() {
        assert_eq!(
            object(b"\n [1]").unwrap_err(),
            "the body must be a JSON object; got an array of 1 at line 2 column 2"
        );
        assert!(object(b"{\n \"a\": }").unwrap_err().contains("line 2 column 7"));
        assert!(object(b"").unwrap_err().contains("EOF"));
        assert!(object(&vec![b'['; 100_000]).unwrap_err().contains("recursion limit"));
        assert!(object(b"{\"a\":\"\xff\"}").is_err());
    }

    #[test]
    fn a_long_value_is_shown_short() {
        assert_eq!(Value::Text("x".repeat(500).into()).to_string().chars().count(), SHOWN + 3);
    }
}
