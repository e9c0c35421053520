//! JSON Schema as far as the OpenAPI document uses it. A keyword that is not known here fails the test, so that
//! nothing is taken to hold that was not looked at.

use serde_json::Value;

/// What is wrong with `value` by `schema`, whose references lead into `document`; empty if nothing.
pub fn faults(document: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    Check { document, faults: &mut faults }.value(schema, value, "$");
    faults
}

/// Where a reference leads.
pub fn follow<'d>(document: &'d Value, reference: &str) -> Option<&'d Value> {
    document.pointer(reference.strip_prefix('#')?)
}

struct Check<'d> {
    document: &'d Value,
    faults: &'d mut Vec<String>,
}

impl Check<'_> {
    fn need(&mut self, holds: bool, place: &str, what: &str, value: &Value) {
        if !holds {
            self.faults.push(format!("{place}: {value} is not {what}"));
        }
    }

    fn value(&mut self, schema: &Value, value: &Value, place: &str) {
        for (keyword, rule) in schema.as_object().unwrap() {
            let holds = match keyword.as_str() {
                "$ref" => {
                    let document = self.document;
                    self.value(follow(document, rule.as_str().unwrap()).unwrap(), value, place);
                    continue;
                }
                "properties" => {
                    self.properties(rule, value, place);
                    continue;
                }
                "items" => {
                    for (at, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.value(rule, item, &format!("{place}[{at}]"));
                    }
                    continue;
                }
                "anyOf" => self.fitting(rule, value) > 0,
                "oneOf" => self.fitting(rule, value) == 1,
                "type" => types(rule).any(|name| is(name, value)),
                "const" => rule == value,
                "enum" => rule.as_array().unwrap().contains(value),
                "required" => value.as_object().is_none_or(|object| {
                    rule.as_array().unwrap().iter().all(|name| object.contains_key(name.as_str().unwrap()))
                }),
                "additionalProperties" => rule != &Value::Bool(false) || no_others(schema, value),
                "minimum" => value.as_i64().is_none_or(|number| number >= rule.as_i64().unwrap()),
                "maximum" => value.as_i64().is_none_or(|number| number <= rule.as_i64().unwrap()),
                "minLength" => value.as_str().is_none_or(|text| text.chars().count() as u64 >= as_u64(rule)),
                "maxLength" => value.as_str().is_none_or(|text| text.chars().count() as u64 <= as_u64(rule)),
                "minItems" => value.as_array().is_none_or(|items| items.len() as u64 >= as_u64(rule)),
                "maxItems" => value.as_array().is_none_or(|items| items.len() as u64 <= as_u64(rule)),
                "uniqueItems" => value.as_array().is_none_or(|items| {
                    items.iter().enumerate().all(|(at, item)| !items[..at].contains(item))
                }),
                "format" => format(rule.as_str().unwrap(), value),
                "title" | "description" | "default" | "pattern" => true,
                other => unreachable!("the keyword {other} at {place} is not known to these tests"),
            };
            self.need(holds, place, &format!("{keyword} {rule}"), value);
        }
    }

    fn properties(&mut self, properties: &Value, value: &Value, place: &str) {
        for (name, schema) in properties.as_object().unwrap() {
            if let Some(value) = value.get(name) {
                self.value(schema, value, &format!("{place}.{name}"));
            }
        }
    }

    fn fitting(&self, schemas: &Value, value: &Value) -> usize {
        let fits = |schema: &&Value| faults(self.document, schema, value).is_empty();
        schemas.as_array().unwrap().iter().filter(fits).count()
    }
}

fn as_u64(rule: &Value) -> u64 {
    rule.as_u64().unwrap()
}

fn types(rule: &Value) -> impl Iterator<Item = &str> {
    rule.as_str().into_iter().chain(rule.as_array().into_iter().flatten().filter_map(Value::as_str))
}

fn is(name: &str, value: &Value) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => unreachable!("the type {other} is not known to these tests"),
    }
}

fn no_others(schema: &Value, value: &Value) -> bool {
    let known = schema["properties"].as_object();
    value
        .as_object()
        .is_none_or(|object| object.keys().all(|name| known.is_some_and(|all| all.contains_key(name))))
}

fn format(name: &str, value: &Value) -> bool {
    match name {
        "date-time" => value.as_str().is_none_or(|text| text.parse::<kith_model::Timestamp>().is_ok()),
        "date" => value.as_str().is_none_or(|text| text.parse::<kith_model::Date>().is_ok()),
        "uint32" => value.as_u64().is_none_or(|number| u32::try_from(number).is_ok()),
        "int64" | "uint64" | "double" | "binary" => true,
        other => unreachable!("the format {other} is not known to these tests"),
    }
}
