//! An answer for people: the first list in it as a table, or its values, one a line. What all rows leave empty is left out.

use serde_json::Value;

use crate::output::table::{of_columns, pairs};

/// `data` for people, ending its own lines.
pub(super) fn text(data: &Value) -> String {
    let lists = data.as_object().into_iter().flatten().filter_map(|(_, value)| value.as_array());
    match lists.into_iter().find(|list| list.iter().all(Value::is_object)) {
        Some(list) if !list.is_empty() => rows(list),
        Some(_) => "Nothing was found.\n".to_owned(),
        None => {
            let cells = cells(data);
            pairs(cells.iter().map(|(name, text)| (name.as_str(), text.clone())))
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

/// The values of an object, those of one within it by both names.
fn cells(value: &Value) -> Vec<(String, String)> {
    let mut cells = Vec::new();
    for (name, value) in value.as_object().into_iter().flatten() {
        match value {
            Value::Object(_) => {
                cells.extend(
                    self::cells(value).into_iter().map(|(inner, text)| (format!("{name}.{inner}"), text)),
                );
            }
            _ => cells.push((name.replace('_', " "), shown(value))),
        }
    }
    cells
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(all) if all.iter().all(|one| !one.is_object()) => {
            all.iter().map(shown).collect::<Vec<_>>().join(", ")
        }
        Value::Array(all) => all.len().to_string(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_list_is_a_table_without_what_is_empty_in_all_rows() {
        let data = json!({"people": [
            {"name": "Ada", "email": null, "accounts": ["a", "b"], "at": {"company": "Acme"}},
            {"name": "Bob", "email": null, "accounts": [], "at": {"company": null}},
        ], "total_results": 2});
        assert_eq!(text(&data), "NAME  ACCOUNTS  AT.COMPANY\nAda   a, b      Acme\nBob\n");
        assert_eq!(text(&json!({"people": []})), "Nothing was found.\n");
    }

    #[test]
    fn what_has_no_list_is_told_line_by_line() {
        assert_eq!(text(&json!({"balance": 5, "held": {"now": 1}})), "balance   5\nheld.now  1\n");
    }
}
