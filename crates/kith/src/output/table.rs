//! Tables that fit the terminal. Where standard output is none, nothing is wrapped: a line is a row.

use comfy_table::{ColumnConstraint, ContentArrangement, Table, presets};

/// Blanks after each column.
const GAP: u16 = 2;
/// A column of sentences is legible from here on.
const NARROWEST: u16 = 10;

/// A table with these columns.
pub(crate) fn table<const N: usize>(
    header: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(header.map(str::to_uppercase));
    for row in rows {
        table.add_row(row.map(|cell| one_line(&cell)));
    }
    show(table)
}

/// A table whose columns only its rows tell.
pub(crate) fn of_columns(header: &[String], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(header.iter().map(|name| name.to_uppercase()));
    for row in rows {
        table.add_row(row.iter().map(|cell| one_line(cell)));
    }
    show(table)
}

/// Names and their values, one pair a line.
pub(crate) fn pairs<'a>(rows: impl IntoIterator<Item = (&'a str, String)>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    for (name, value) in rows {
        table.add_row([name.to_owned(), one_line(&value)]);
    }
    show(table)
}

fn show(mut table: Table) -> String {
    for column in table.column_iter_mut() {
        column.set_padding((0, GAP));
    }
    if let Some((_, width)) = console::Term::stdout().size_checked() {
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
        keep_words_whole(&mut table, width);
    }
    let text = table.to_string();
    let lines: Vec<_> = text.lines().map(str::trim_end).collect();
    lines.join("\n") + "\n"
}

/// Ids and addresses are for copying: a column of single words is not broken where the others can make room.
fn keep_words_whole(table: &mut Table, width: u16) {
    let widths = table.column_max_content_widths();
    let is_words = |column: usize| {
        let mut cells = table.column_cells_iter(column).flatten();
        cells.all(|cell| !cell.content().contains(' '))
    };
    let words: Vec<_> = (0..widths.len()).map(is_words).collect();
    let needed: u16 =
        widths.iter().zip(&words).map(|(width, whole)| if *whole { *width } else { NARROWEST } + GAP).sum();
    if needed <= width {
        for (column, _) in words.iter().enumerate().filter(|(_, whole)| **whole) {
            if let Some(column) = table.column_mut(column) {
                column.set_constraint(ColumnConstraint::ContentWidth);
            }
        }
    }
}

/// No line breaks, and nothing that a terminal would obey.
fn one_line(cell: &str) -> String {
    let clean: String = cell.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_one_line_and_moves_no_cursor() {
        assert_eq!(one_line("Head of\nSales \u{1b}[31mred\u{7}"), "Head of Sales [31mred");
        let shown = table(["name", "n"], [["Zoë".to_owned(), "1".to_owned()]]);
        assert_eq!(shown, "NAME  N\nZoë   1\n");
    }
}
