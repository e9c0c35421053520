//! What a form or a query holds: names and texts, as a browser sends them.

use std::borrow::Cow;

/// A form's fields, or a query's.
#[derive(Debug, Clone, Default)]
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    /// Of a text as `application/x-www-form-urlencoded` has it.
    pub(super) fn read(text: &[u8]) -> Self {
        let owned = |(name, value): (Cow<'_, str>, Cow<'_, str>)| (name.into_owned(), value.into_owned());
        Self(form_urlencoded::parse(text).map(owned).collect())
    }

    /// Of fields that were read elsewhere.
    pub(super) fn of(fields: Vec<(String, String)>) -> Self {
        Self(fields)
    }

    /// The first field of that name, white space around it left out; empty where there is none.
    pub(super) fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value.trim())
    }

    /// The same, `None` where it is empty.
    pub(super) fn given(&self, name: &str) -> Option<&str> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    /// A number; `None` where there is none, or no such number.
    pub(super) fn number<N: std::str::FromStr>(&self, name: &str) -> Option<N> {
        self.text(name).parse().ok()
    }

    /// All fields, as they were sent.
    pub(super) fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// All fields of that name.
    pub(super) fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.0.iter().filter(move |(found, _)| found == name).map(|(_, value)| value.trim())
    }

    /// Whether a box was ticked.
    pub(super) fn ticked(&self, name: &str) -> bool {
        self.given(name).is_some()
    }
}

/// A path with a query of those pairs that have a value.
pub(super) fn link(path: &str, pairs: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs.iter().filter(|(_, value)| !value.is_empty()));
    let query = query.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_as_browsers_send_them() {
        let form = Form::read(b"q=+J%C3%BCrgen+&scope=read&scope=admin&count=12&empty=");
        assert_eq!(
            (form.text("q"), form.given("empty"), form.number("count")),
            ("J\u{fc}rgen", None, Some(12))
        );
        assert_eq!(form.all("scope").collect::<Vec<_>>(), ["read", "admin"]);
        assert_eq!((form.text("none"), form.number::<u32>("q")), ("", None));
    }

    #[test]
    fn links_leave_out_what_is_empty_and_encode_the_rest() {
        assert_eq!(
            link("/people", &[("q", "a&b"), ("sort", ""), ("offset", "50")]),
            "/people?q=a%26b&offset=50"
        );
        assert_eq!(link("/people", &[("q", "")]), "/people");
    }
}
