//! Fields of a body, of `params` and of a query: described once, in a table from which they are checked,
//! documented and offered to tools. A field that is in no table is an error that names the nearest known one.

use kith_model::Date;

use crate::json::{Object, Value};

/// What a field may hold.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    /// A whole number in this range, ends included.
    Integer(i64, i64),
    /// A text of up to so many characters, not empty.
    Text(usize),
    /// The same, but no error shows what was sent.
    Secret(usize),
    /// Any text: it is looked for.
    AnyText,
    /// `true` or `false`.
    Bool,
    /// An array of these words, each at most once.
    Words(&'static [&'static str]),
    /// An object with these fields.
    Object(&'static [Param]),
    /// One of these words.
    Word(&'static [&'static str]),
    /// An array of so many to so many texts, each of up to so many characters and not empty.
    Texts(usize, usize, usize),
    /// A day: `2026-04-26`.
    Day,
}

/// One field.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Param {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) required: bool,
    /// Whether null is a value too.
    pub(crate) nullable: bool,
    /// For the reference; what is absent is absent for the code, too.
    pub(crate) default: Option<&'static str>,
    pub(crate) doc: &'static str,
}

impl Param {
    pub(crate) const fn new(name: &'static str, kind: Kind, doc: &'static str) -> Self {
        Self { name, kind, required: false, nullable: false, default: None, doc }
    }

    /// What is right, for an error.
    fn right(&self) -> String {
        self.kind.right() + if self.nullable { ", or null" } else { "" }
    }

    pub(crate) const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    pub(crate) const fn nullable(self) -> Self {
        Self { nullable: true, ..self }
    }

    pub(crate) const fn default(self, text: &'static str) -> Self {
        Self { default: Some(text), ..self }
    }
}

/// Fields that were checked against their table.
#[derive(Debug, Default)]
pub(crate) struct Args<'a>(Object<'a>);

impl<'a> Args<'a> {
    /// Checks `object`, which stands at `place` (`"params."`, or empty at the top), against `table`.
    pub(crate) fn check(object: Object<'a>, table: &[Param], place: &str) -> Result<Self, String> {
        known(object.iter().map(|(name, _)| &**name), table, place)?;
        for param in table {
            match object.iter().find(|(name, _)| name == param.name) {
                Some((_, value)) => fits(value, param, place)?,
                None if param.required => {
                    return Err(format!("{place}{} is missing; it must be {}", param.name, param.right()));
                }
                None => {}
            }
        }
        Ok(Self(object))
    }

    /// Checks a query string.
    pub(crate) fn query(query: &'a str, table: &[Param]) -> Result<Self, String> {
        let mut object = Object::new();
        for (name, text) in form_urlencoded::parse(query.as_bytes()) {
            if object.iter().any(|(known, _)| *known == name) {
                return Err(format!("{} stands twice in the query", Value::Text(name)));
            }
            // A query has only texts: what its table says is a number or a switch is read as one.
            let kind = table.iter().find(|param| param.name == name).map(|param| param.kind);
            let value = match (kind, &*text) {
                (Some(Kind::Integer(..)), digits) if digits.bytes().all(|b| b.is_ascii_digit()) => {
                    digits.parse().map_or(Value::Text(text), Value::Integer)
                }
                (Some(Kind::Bool), "true") => Value::Bool(true),
                (Some(Kind::Bool), "false") => Value::Bool(false),
                _ => Value::Text(text),
            };
            object.push((name, value));
        }
        Self::check(object, table, "")
    }

    fn get(&self, name: &str) -> Option<&Value<'a>> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// Whether it was sent.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Whether null was sent.
    pub(crate) fn is_null(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| *value == Value::Null)
    }

    pub(crate) fn integer(&self, name: &str) -> Option<i64> {
        if let Some(Value::Integer(value)) = self.get(name) { Some(*value) } else { None }
    }

    /// A number whose range is within 32 bits.
    pub(crate) fn u32(&self, name: &str) -> Option<u32> {
        self.integer(name).and_then(|value| u32::try_from(value).ok())
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        if let Some(Value::Text(value)) = self.get(name) { Some(value) } else { None }
    }

    pub(crate) fn bool(&self, name: &str) -> Option<bool> {
        if let Some(Value::Bool(value)) = self.get(name) { Some(*value) } else { None }
    }

    /// A day.
    pub(crate) fn day(&self, name: &str) -> Option<Date> {
        self.text(name).and_then(day)
    }

    /// The fields of an object, which were checked with it.
    pub(crate) fn object(&self, name: &str) -> Args<'a> {
        if let Some(Value::Object(object)) = self.get(name) { Args(object.clone()) } else { Args::default() }
    }

    /// The words or texts of an array.
    pub(crate) fn words(&self, name: &str) -> impl Iterator<Item = &str> {
        let items = if let Some(Value::List(items)) = self.get(name) { items.as_slice() } else { &[] };
        items.iter().filter_map(|item| if let Value::Text(word) = item { Some(&**word) } else { None })
    }
}

/// That every name is in the table.
pub(crate) fn known<'n>(
    names: impl Iterator<Item = &'n str>,
    table: &[Param],
    place: &str,
) -> Result<(), String> {
    for name in names {
        if table.iter().all(|param| param.name != name) {
            let shown = Value::Text(format!("{place}{name}").into());
            let known: Vec<_> = table.iter().map(|param| param.name).collect();
            return Err(match nearest(name, &known) {
                None => format!("there is no field {shown}; none is known here"),
                Some((near, true)) => format!("there is no field {shown}; the nearest is \"{place}{near}\""),
                Some((near, false)) => {
                    let known = known.join(", ");
                    format!("there is no field {shown}; the nearest is \"{place}{near}\"; known: {known}")
                }
            });
        }
    }
    Ok(())
}

/// The known word that is most like `word`, and whether it is so like it that it is meant: as far off as a third of the
/// longer one's letters at the most.
fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<(&'k str, bool)> {
    let word: String = word.to_lowercase().chars().take(64).collect(); // the distance costs the product of both lengths
    let far = |known: &str| strsim::damerau_levenshtein(&word, known);
    let (far, near) = known.iter().map(|known| (far(known), *known)).min_by_key(|(far, _)| *far)?;
    let longer = word.chars().count().max(near.chars().count());
    Some((near, far <= longer.div_ceil(3)))
}

fn fits(value: &Value<'_>, param: &Param, place: &str) -> Result<(), String> {
    let name = param.name;
    if param.nullable && *value == Value::Null {
        return Ok(());
    }
    let wrong = || match param.kind {
        Kind::Secret(_) => Err(format!("{place}{name} must be {}", param.right())),
        _ => Err(format!("{place}{name} must be {}; got {value}", param.right())),
    };
    match (param.kind, value) {
        (Kind::Integer(least, most), Value::Integer(number)) if (least..=most).contains(number) => Ok(()),
        (Kind::Text(most) | Kind::Secret(most), Value::Text(text))
            if !text.is_empty() && text.chars().count() <= most =>
        {
            Ok(())
        }
        (Kind::AnyText, Value::Text(_)) | (Kind::Bool, Value::Bool(_)) => Ok(()),
        (Kind::Word(words), Value::Text(text)) if words.contains(&&**text) => Ok(()),
        (Kind::Object(table), Value::Object(object)) => {
            Args::check(object.clone(), table, &format!("{place}{name}.")).map(drop)
        }
        (Kind::Words(words), Value::List(items)) => {
            for (at, item) in items.iter().enumerate() {
                if !matches!(item, Value::Text(text) if words.contains(&&**text)) {
                    return Err(format!("{place}{name}[{at}] must be one of {}; got {item}", quoted(words)));
                }
                if items[..at].contains(item) {
                    return Err(format!("{place}{name}[{at}] repeats {item}; name each once"));
                }
            }
            Ok(())
        }
        (Kind::Texts(least, most, _), Value::List(items)) if !(least..=most).contains(&items.len()) => {
            Err(format!("{place}{name} must be {}; got {} of them", param.kind.right(), items.len()))
        }
        (Kind::Texts(_, _, longest), Value::List(items)) => {
            for (at, item) in items.iter().enumerate() {
                let fits = |text: &str| !text.is_empty() && text.chars().count() <= longest;
                if !matches!(item, Value::Text(text) if fits(text)) {
                    let right = Kind::Text(longest).right();
                    return Err(format!("{place}{name}[{at}] must be {right}; got {item}"));
                }
            }
            Ok(())
        }
        (Kind::Day, Value::Text(text)) if day(text).is_some() => Ok(()),
        _ => wrong(),
    }
}

/// A day as it is written in params: `2026-04-26`, and in no other way.
fn day(text: &str) -> Option<Date> {
    (text.len() == 10).then(|| text.parse().ok()).flatten()
}

impl Kind {
    /// What is right, for an error.
    fn right(self) -> String {
        match self {
            Self::Integer(least, most) => format!("an integer from {least} to {most}"),
            Self::Text(most) | Self::Secret(most) => format!("a string of 1 to {most} characters"),
            Self::AnyText => "a string".into(),
            Self::Bool => "true or false".into(),
            Self::Words(words) => format!("an array of any of {}", quoted(words)),
            Self::Word(words) => format!("one of {}", quoted(words)),
            Self::Texts(least, most, longest) => {
                format!("an array of {least} to {most} strings of 1 to {longest} characters")
            }
            Self::Day => "a day like \"2026-04-26\"".into(),
            Self::Object(table) => {
                let names: Vec<_> = table.iter().map(|param| param.name).collect();
                format!("an object with {}", quoted(&names))
            }
        }
    }
}

pub(crate) fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &[Param] = &[
        Param::new("count", Kind::Integer(1, 30_000), "").default("10"),
        Param::new("fields", Kind::Words(&["id", "email"]), ""),
        Param::new("dry_run", Kind::Bool, ""),
    ];

    fn error(body: &str) -> String {
        Args::check(crate::json::object(body.as_bytes()).unwrap(), TABLE, "params.").unwrap_err()
    }

    #[test]
    fn an_error_says_what_was_wrong_where_and_what_is_right() {
        assert_eq!(
            error(r#"{"count":"ten"}"#),
            "params.count must be an integer from 1 to 30000; got \"ten\""
        );
        assert_eq!(error(r#"{"count":10.0}"#), "params.count must be an integer from 1 to 30000; got 10.0");
        assert_eq!(error(r#"{"count":null}"#), "params.count must be an integer from 1 to 30000; got null");
        assert_eq!(error(r#"{"count":0}"#), "params.count must be an integer from 1 to 30000; got 0");
        assert_eq!(
            error(r#"{"Count":1}"#),
            "there is no field \"params.Count\"; the nearest is \"params.count\""
        );
        assert_eq!(
            error(r#"{"limit":1}"#),
            "there is no field \"params.limit\"; the nearest is \"params.count\"; known: count, fields, dry_run",
            "what is far off may not be meant"
        );
        assert_eq!(
            error(r#"{"fields":["id","mail"]}"#),
            "params.fields[1] must be one of \"id\", \"email\"; got \"mail\""
        );
        assert_eq!(error(r#"{"fields":["id","id"]}"#), "params.fields[1] repeats \"id\"; name each once");
    }

    #[test]
    fn a_query_is_read_by_its_table() {
        let args = Args::query("count=7&dry_run=true", TABLE).unwrap();
        assert_eq!((args.u32("count"), args.bool("dry_run")), (Some(7), Some(true)));
        for bad in [
            "count=7&count=8",
            "count=+7",
            "count=",
            "count=1.0",
            "dry_run=yes",
            "x=1",
            "count=99999999999999999999",
        ] {
            assert!(Args::query(bad, TABLE).is_err(), "{bad}");
        }
        assert!(Args::query("", TABLE).is_ok());
    }
}
