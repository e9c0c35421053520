//! The project's goals: each with its bound, what was measured, and whether that is within it.

use serde_json::{Value, json};

use crate::figures::show;
use crate::report::Table;

/// One goal and what came of it.
pub(crate) struct Goal {
    what: String,
    bound: Bound,
    measured: f64,
}

/// Which side of a figure is good.
#[derive(Clone, Copy)]
pub(crate) enum Bound {
    AtLeast(f64),
    AtMost(f64),
}

impl Goal {
    pub(crate) fn new(what: impl Into<String>, bound: Bound, measured: f64) -> Self {
        Self { what: what.into(), bound, measured }
    }

    fn met(&self) -> bool {
        match self.bound {
            Bound::AtLeast(least) => self.measured >= least,
            Bound::AtMost(most) => self.measured <= most,
        }
    }

    fn bound(&self) -> String {
        match self.bound {
            Bound::AtLeast(least) => format!("at least {}", show(least)),
            Bound::AtMost(most) => format!("at most {}", show(most)),
        }
    }

    pub(crate) fn json(&self) -> Value {
        json!({"what": self.what, "goal": self.bound(), "measured": self.measured, "met": self.met()})
    }
}

pub(crate) fn table(goals: &[Goal]) -> Table {
    let row = |goal: &Goal| {
        let met = if goal.met() { "met" } else { "**not met**" };
        vec![goal.what.clone(), goal.bound(), show(goal.measured), met.to_owned()]
    };
    Table {
        title: "Goals".into(),
        columns: &["what", "goal", "measured", ""],
        rows: goals.iter().map(row).collect(),
        note: "What was not measured in this run is not listed.".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_is_met_at_its_bound_and_missed_past_it() {
        let met = |bound, measured| Goal::new("x", bound, measured).met();
        assert!(met(Bound::AtLeast(0.5), 0.5) && !met(Bound::AtLeast(0.5), 0.49));
        assert!(met(Bound::AtMost(60.0), 60.0) && !met(Bound::AtMost(60.0), 60.1));
    }
}
