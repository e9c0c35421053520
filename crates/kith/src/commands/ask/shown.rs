//! An answer for people: its values one a line, then every list in it as a table under its name. What all rows leave empty
//! is left out, and so is how the page lies in its list: how to go on is said beside the answer.

use serde_json::{Map, Value};

use crate::output::table::{of_columns, pairs};

const PAGINATION: &str = "pagination";
const NOTHING: &str = "none";

/// `data` for people, ending its own lines.
pub(super) fn text(data: &Value) -> String {
    let mut found = Found::default();
    for (name, value) in data.as_object().into_iter().flatten().filter(|(name, _)| *name != PAGINATION) {
        found.take(name.replace('_', " "), value);
    }
    let mut out = String::new();
    if !found.values.is_empty() {
        out = pairs(found.values.iter().map(|(name, text)| (name.as_str(), text.clone())));
    }
    for (name, list) in found.lists {
        if !out.is_empty() {
            out.push('\n');
        }
        out.extend([name.as_str(), "\n", &rows(list)]);
    }
    out
}

/// What an answer holds, in its order.
#[derive(Default)]
struct Found<'a> {
    values: Vec<(String, String)>,
    lists: Vec<(String, &'a [Value])>,
}

impl<'a> Found<'a> {
    fn take(&mut self, name: String, value: &'a Value) {
        match value {
            Value::Object(object) => {
                for (inner, value) in object {
                    self.take(format!("{name}.{}", inner.replace('_', " ")), value);
                }
            }
            Value::Array(list) if list.is_empty() => self.values.push((name, NOTHING.to_owned())),
            Value::Array(list) if list.iter().all(Value::is_object) => self.lists.push((name, list)),
            other => self.values.push((name, shown(other))),
        }
    }
}

fn rows(list: &[Value]) -> String {
    let rows: Vec<_> = list.iter().map(cells).collect();
    let mut columns: Vec<String> = Vec::new();
    for (name, text) in rows.iter().flatten() {
        if !text.is_empty() && !columns.contains(name) {
            columns.push(name.clone());
        }
    }
    let cell = |row: &Vec<(String, String)>, column: &String| {
        row.iter().find(|(name, _)| name == column).map(|(_, text)| text.clone()).unwrap_or_default()
    };
    let lines = rows.iter().map(|row| columns.iter().map(|column| cell(row, column)).collect());
    of_columns(&columns, lines)
}

/// The values of a row, those of an object within it by both names; of a change, what was and what is, in one.
fn cells(row: &Value) -> Vec<(String, String)> {
    let mut cells = Vec::new();
    let changed = row.get("before").zip(row.get("after"));
    for (name, value) in row.as_object().into_iter().flatten() {
        match (value, changed) {
            (_, Some((before, after))) if name == "before" => cells.extend(change(before, after)),
            (_, Some(_)) if name == "after" => {}
            (Value::Object(_), _) => {
                cells.extend(
                    self::cells(value).into_iter().map(|(inner, text)| (format!("{name}.{inner}"), text)),
                );
            }
            _ => cells.push((name.replace('_', " "), shown(value))),
        }
    }
    cells
}

fn change(before: &Value, after: &Value) -> Vec<(String, String)> {
    let (was, is) = (cells(before), cells(after));
    if was.is_empty() || is.is_empty() {
        return if is.is_empty() { was } else { is };
    }
    let named = |text: String| if text.is_empty() { NOTHING.to_owned() } else { text };
    let told = |name: &String, text: String| match was.iter().find(|(known, _)| known == name) {
        Some((_, old)) if *old != text => format!("{} → {}", named(old.clone()), named(text)),
        _ => text,
    };
    is.iter().map(|(name, text)| (name.clone(), told(name, text.clone()))).collect()
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(all) => {
            let each = all.iter().map(|one| one.as_object().map_or_else(|| Some(shown(one)), named));
            each.collect::<Option<Vec<_>>>().map_or_else(|| all.len().to_string(), |each| each.join(", "))
        }
        other => other.to_string(),
    }
}

/// Someone in a cell: the name, and since when.
fn named(object: &Map<String, Value>) -> Option<String> {
    let find = |end: &str| object.iter().find(|(name, _)| name.ends_with(end))?.1.as_str();
    let name = find("name")?;
    Some(find("_on").map_or_else(|| name.to_owned(), |since| format!("{name} ({since})")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_come_first_then_every_list_under_its_name() {
        let data = json!({
            "months": [{"month": "2024-01", "new": 2}],
            "total": 4,
            "pagination": {"offset": 0, "next_offset": null},
            "titles": [],
            "with_email": {"count": 1},
            "coverage": {"left_out": [{"account_id": "acc_9", "reason": "paused"}]},
        });
        let expected = "total             4\ntitles            none\nwith email.count  1\n\n\
            months\nMONTH    NEW\n2024-01  2\n\n\
            coverage.left out\nACCOUNT ID  REASON\nacc_9       paused\n";
        assert_eq!(text(&data), expected);
        assert_eq!(text(&json!({"people": []})), "people  none\n");
    }

    #[test]
    fn a_table_leaves_out_what_is_empty_in_all_rows() {
        let data = json!({"people": [
            {"name": "Ada", "email": null, "accounts": ["a", "b"], "at": {"company": "Acme"}},
            {"name": "Bob", "email": null, "accounts": [], "at": {"company": null}},
        ]});
        assert_eq!(text(&data), "people\nNAME  ACCOUNTS  AT.COMPANY\nAda   a, b      Acme\nBob\n");
    }

    #[test]
    fn who_knows_somebody_goes_by_name_and_since_when() {
        let data = json!({"people": [{"name": "Ada", "known_by": [
            {"account_id": "acc_1", "account_name": "Alice", "connected_on": "2019-11-30"},
            {"account_id": "acc_2", "account_name": "Bob", "connected_on": null},
        ]}]});
        assert_eq!(text(&data), "people\nNAME  KNOWN BY\nAda   Alice (2019-11-30), Bob\n");
        assert_eq!(text(&json!({"syncs": [{"notes": [{"line": 1}, {"line": 2}]}]})), "syncs\nNOTES\n2\n");
    }

    #[test]
    fn a_change_is_what_was_and_what_is_in_one() {
        let data = json!({"changes": [
            {"type": "updated", "before": {"name": "Ada", "company": null}, "after": {"name": "Ada", "company": "Acme"}},
            {"type": "removed", "before": {"name": "Bob", "company": "Furs"}, "after": null},
            {"type": "added", "before": null, "after": {"name": "Cy", "company": null}},
        ]});
        let expected =
            "changes\nTYPE     NAME  COMPANY\nupdated  Ada   none → Acme\nremoved  Bob   Furs\nadded    Cy\n";
        assert_eq!(text(&data), expected);
    }
}
