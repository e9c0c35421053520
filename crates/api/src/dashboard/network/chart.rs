//! What a chart is drawn from, as the script of the pages reads it. It stands in a page as JSON, which browsers never run.

use serde::Serialize;

/// The longest name of a bar, in characters: the table beside the chart has it whole.
const MOST: usize = 60;

/// A chart.
#[derive(Debug, Serialize)]
pub(super) struct Chart {
    /// `bar` or `line`.
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    /// Whether bars lie.
    pub(super) horizontal: bool,
    /// Whether there is a second scale.
    pub(super) second: bool,
    pub(super) labels: Vec<String>,
    pub(super) series: Vec<Series>,
}

/// A line, or bars.
#[derive(Debug, Serialize)]
pub(super) struct Series {
    pub(super) name: &'static str,
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) values: Vec<u32>,
    /// The scale that it goes by: `y` or `second`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) axis: Option<&'static str>,
    pub(super) fill: bool,
}

impl Chart {
    /// Lying bars: a name and a number each.
    pub(super) fn bars(name: &'static str, bars: impl IntoIterator<Item = (String, u32)>) -> Self {
        let (labels, values) = bars.into_iter().map(|(label, value)| (short(&label), value)).unzip();
        let series = Series { name, kind: "bar", values, axis: None, fill: false };
        Self { kind: "bar", horizontal: true, second: false, labels, series: vec![series] }
    }

    /// As it stands in a page: no sign in it begins or ends an element.
    pub(super) fn json(&self) -> String {
        let text = serde_json::to_string(self).unwrap_or_default();
        text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
    }
}

fn short(label: &str) -> String {
    match label.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &label[..end]),
        None => label.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_an_element_is_none_in_the_page_and_the_same_in_the_chart() {
        let chart = Chart::bars("People", [("</script><b>&".to_owned(), 3)]);
        let text = chart.json();
        assert!(!text.contains(['<', '>', '&']), "{text}");
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(
            (&read["labels"][0], &read["series"][0]["values"][0]),
            (&"</script><b>&".into(), &3.into())
        );
    }

    #[test]
    fn long_names_of_any_script_are_cut_between_letters() {
        assert_eq!(short(&"東".repeat(61)), format!("{}…", "東".repeat(60)));
        assert_eq!(short(&"é".repeat(60)), "é".repeat(60));
    }
}
