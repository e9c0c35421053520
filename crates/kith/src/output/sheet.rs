//! CSV for spreadsheets: cells that one would run as a formula get an apostrophe in front, which makes them text.

use kith_engine::harmless;

use crate::failure::Failure;

/// Rows as CSV, the header first.
pub(crate) fn csv<const N: usize>(
    header: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> Result<Vec<u8>, Failure> {
    let broken = |error: csv::Error| Failure::failed("the list cannot be written as CSV").cause(error);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header).map_err(broken)?;
    for row in rows {
        writer.write_record(row.map(|cell| harmless(cell.into()).into_owned())).map_err(broken)?;
    }
    writer.into_inner().map_err(|error| broken(error.into_error().into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_a_spreadsheet_would_run_is_text() {
        let rows = [["=SUM(A1:A9)", "+Actuary"], ["-1", "@x"], ["\tx", "a=b, \"c\""], ["＝1", ""]];
        let text = csv(["a", "b"], rows.map(|row| row.map(str::to_owned))).unwrap();
        let expected = "a,b\n'=SUM(A1:A9),'+Actuary\n'-1,'@x\n'\tx,\"a=b, \"\"c\"\"\"\n'＝1,\n";
        assert_eq!(String::from_utf8(text).unwrap(), expected);
    }
}
