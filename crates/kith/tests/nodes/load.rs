//! What loads have in common: the list that is read, what became of each request, and that the ledger agrees.

use std::collections::HashMap;
use std::fmt::Write as _;

use crate::cluster::Cluster;

/// Results a page; two credits.
pub(crate) const COUNT: usize = 60;

/// What became of requests, by their ids; of those under one idempotency key, by the key.
#[derive(Default)]
pub(crate) struct Outcomes {
    pub(crate) answered: Vec<String>,
    pub(crate) refused: Vec<String>,
    /// Cut off: nobody told whether they were carried out.
    pub(crate) cut: Vec<String>,
    pub(crate) by_key: HashMap<String, Vec<String>>,
}

impl Outcomes {
    /// Fails unless those who were answered have paid once, those who were refused not at all, and a key once in all.
    pub(crate) fn are_what_was_charged(&self, cluster: &Cluster) {
        let mut debits = HashMap::<String, usize>::new();
        for (request, credits) in cluster.debits() {
            assert_eq!(credits, 2);
            *debits.entry(request).or_default() += 1;
        }
        let times = |id: &String| debits.get(id).copied().unwrap_or(0);
        for id in &self.answered {
            assert_eq!(times(id), 1, "{id} was answered");
        }
        for id in &self.refused {
            assert_eq!(times(id), 0, "{id} was refused");
        }
        for id in &self.cut {
            assert!(times(id) <= 1, "{id} was cut off");
        }
        for (key, ids) in &self.by_key {
            assert_eq!(ids.iter().map(times).sum::<usize>(), 1, "{key}: {ids:?}");
        }
    }
}

/// An export of so many members, all with one company.
pub(crate) fn list(members: usize, company: &str) -> String {
    let mut list = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n".to_owned();
    for n in 0..members {
        let url = format!("https://www.linkedin.com/in/member-{n}");
        writeln!(list, "First{n},Last{n},{url},,{company},Maker,01 Jan 2024").unwrap();
    }
    list
}
