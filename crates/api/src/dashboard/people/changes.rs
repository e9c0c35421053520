//! What changed of a member, in the words of a card.

use kith_engine::{ChangeInfo, ChangeKind, ConnectionInfo};

/// A change, or one field of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Told {
    /// `2026-04-26`.
    pub(super) day: String,
    pub(super) what: &'static str,
    pub(super) before: String,
    pub(super) after: String,
}

/// The changes of a member, in their order; one that touches several fields is told by each.
pub(super) fn told(changes: &[ChangeInfo]) -> Vec<Told> {
    changes.iter().flat_map(of_one).collect()
}

fn of_one(change: &ChangeInfo) -> Vec<Told> {
    let day = change.at.get(..10).unwrap_or_default().to_owned();
    let one = |what, before, after| Told { day: day.clone(), what, before, after };
    match (change.kind, &change.before, &change.after) {
        (ChangeKind::Updated, Some(before), Some(after)) => {
            let says_more = !is_put_together(before) || !is_put_together(after);
            let shown = change.fields.iter().filter(|field| is_shown(field, says_more));
            let mut all: Vec<_> = shown
                .filter_map(|field| {
                    let (what, before) = value(before, field)?;
                    Some(one(what, before, value(after, field)?.1))
                })
                .collect();
            if all.is_empty() {
                all.push(one("Something that is not shown here", String::new(), String::new()));
            }
            all
        }
        (ChangeKind::Removed, ..) => vec![one("Left the list", String::new(), String::new())],
        _ => vec![one("Came into the list", String::new(), String::new())],
    }
}

/// Names are told whole, and a title where it is more than position and company, which are told by themselves.
fn is_shown(field: &str, title_says_more: bool) -> bool {
    match field {
        "first_name" | "last_name" => false,
        "job_title" => title_says_more,
        _ => true,
    }
}

/// Whether a title is made of position and company, for want of the member's own.
fn is_put_together(of: &ConnectionInfo) -> bool {
    let title = match (&of.position, &of.company) {
        (Some(position), Some(company)) => Some(format!("{position} at {company}")),
        (one, other) => one.clone().or_else(|| other.clone()),
    };
    of.job_title == title
}

fn value(of: &ConnectionInfo, field: &str) -> Option<(&'static str, String)> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    Some(match field {
        "name" => ("Name", of.name.clone()),
        "job_title" => ("Title", text(&of.job_title)),
        "profile_url" => ("Profile", text(&of.profile_url)),
        "email" => ("E-mail", text(&of.email)),
        "company" => ("Company", text(&of.company)),
        "position" => ("Position", text(&of.position)),
        "connected_on" => ("Connected on", text(&of.connected_on)),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use kith_model::Connection;

    use super::*;

    #[test]
    fn a_change_is_told_field_by_field_and_never_twice() {
        let at_work = |company: &str, first: &str| {
            ConnectionInfo::from(&Connection {
                first_name: Some(first.into()),
                company: Some(company.into()),
                position: Some(format!("Maker {first}")),
                ..Connection::default()
            })
        };
        let change = |kind, fields: &[&'static str]| ChangeInfo {
            kind,
            at: "2026-04-26T10:35:00Z".into(),
            snapshot: "snap_2".into(),
            before: Some(at_work("Acme", "Ada")),
            after: Some(at_work("Globex", "Eda")),
            fields: fields.to_vec(),
        };
        let changes = [
            change(ChangeKind::Updated, &["name", "job_title", "first_name", "company", "position"]),
            change(ChangeKind::Updated, &[]),
            ChangeInfo { after: None, ..change(ChangeKind::Removed, &[]) },
            ChangeInfo { before: None, ..change(ChangeKind::Added, &[]) },
        ];
        let told = told(&changes);
        let lines: Vec<_> = told.iter().map(|one| (one.what, &*one.before, &*one.after)).collect();
        let expected = [
            ("Name", "Ada", "Eda"),
            ("Company", "Acme", "Globex"),
            ("Position", "Maker Ada", "Maker Eda"),
            ("Something that is not shown here", "", ""),
            ("Left the list", "", ""),
            ("Came into the list", "", ""),
        ];
        assert_eq!(lines, expected);
        assert!(told.iter().all(|one| one.day == "2026-04-26"));
    }
}
