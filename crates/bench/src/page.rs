//! A page of connections as it is asked for, and what makes an answer to it right.

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};

use crate::{http, kith::Serving};

/// One request for a page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Page<'a> {
    pub(crate) account: &'a str,
    pub(crate) count: u32,
    pub(crate) offset: u32,
}

impl Page<'_> {
    /// The request's bytes, key and all.
    pub(crate) fn request(&self, kith: &Serving) -> Vec<u8> {
        http::post(kith.server.address, &kith.key, &self.body())
    }

    pub(crate) fn body(&self) -> String {
        let params = json!({"count": self.count, "offset": self.offset});
        json!({"account_id": self.account, "action": "list_connections", "params": params}).to_string()
    }

    /// Asks once, checks every promise about the answer that can be counted, and hands its body back.
    pub(crate) fn fetch(&self, kith: &Serving, total: u32) -> Result<Vec<u8>> {
        let body = http::exchange(kith.server.address, &self.request(kith))?;
        self.check(&body, total).with_context(|| format!("the answer is wrong: {}", http::snippet(&body)))?;
        Ok(body)
    }

    fn check(&self, body: &[u8], total: u32) -> Result<()> {
        let answer: Value = serde_json::from_slice(body)?;
        let (data, rows) = (&answer["data"], self.count.min(total.saturating_sub(self.offset)));
        let listed = data["connections"].as_array().context("no data.connections")?;
        let complete =
            |row: &Value| row["name"].is_string() && row.as_object().is_some_and(|row| row.len() == 4);
        for (what, right) in [
            ("success", answer["success"] == true),
            ("data.connections", listed.len() == rows as usize && listed.iter().all(complete)),
            ("data.total_results", data["total_results"] == rows),
            ("data.total_available_results", data["total_available_results"] == total),
            ("metadata.credits_consumed", answer["metadata"]["credits_consumed"] == rows.div_ceil(50)),
        ] {
            if !right {
                bail!("{what} is not what {rows} rows of {total} make it");
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(rows: usize) -> Vec<u8> {
        let row =
            json!({"name": "Jane Doe", "job_title": null, "profile_url": null, "profile_picture": null});
        let data =
            json!({"connections": vec![row; rows], "total_results": rows, "total_available_results": 120});
        json!({"success": true, "data": data, "metadata": {"credits_consumed": rows.div_ceil(50)}})
            .to_string()
            .into_bytes()
    }

    #[test]
    fn a_page_has_as_many_rows_as_are_left_and_no_answer_with_fewer_passes() {
        let page = |offset| Page { account: "acc_1", count: 50, offset };
        page(0).check(&answer(50), 120).unwrap();
        page(100).check(&answer(20), 120).unwrap();
        page(120).check(&answer(0), 120).unwrap();
        assert!(page(0).check(&answer(49), 120).is_err());
        assert!(page(0).check(&answer(50), 121).is_err());
        assert!(page(0).check(b"{}", 120).is_err());
    }
}
