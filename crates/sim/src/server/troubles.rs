//! The faults that stand, and which of them a call meets. The rates follow from the seed.

use kith_model::random::SeededRandom;

use crate::fault::{Fault, FaultKind, Interface, Position};

/// All faults that were set and are not used up.
pub(super) struct Troubles {
    list: Vec<Standing>,
    random: SeededRandom,
}

struct Standing {
    fault: Fault,
    /// How many calls fitted it so far.
    seen: u32,
}

/// Where a call stands in a member's list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) first: bool,
    pub(super) last: bool,
}

/// What a call meets.
#[derive(Debug, Default)]
pub(super) struct Met {
    /// What takes the whole answer's place.
    pub(super) instead: Option<FaultKind>,
    /// What spoils it.
    pub(super) also: Vec<FaultKind>,
}

impl Troubles {
    pub(super) fn new(seed: u64) -> Self {
        Self { list: Vec::new(), random: SeededRandom::new(!seed) }
    }

    pub(super) fn set(&mut self, fault: Fault) {
        self.list.push(Standing { fault, seen: 0 });
    }

    pub(super) fn clear(&mut self) {
        self.list.clear();
    }

    pub(super) fn written(&self) -> Vec<String> {
        self.list.iter().map(|standing| standing.fault.to_string()).collect()
    }

    pub(super) fn meet(&mut self, interface: Interface, place: Option<Place>) -> Met {
        let mut met = Met::default();
        let random = &self.random;
        for standing in &mut self.list {
            let Standing { fault, seen } = standing;
            if !fits(fault, interface, place) {
                continue;
            }
            let nth = *seen;
            *seen = seen.saturating_add(1);
            if fault.on.calls.as_ref().is_some_and(|calls| !calls.contains(&nth))
                || fault.times == Some(0)
                || (fault.kind.replaces() && met.instead.is_some())
                || !happens(random, fault.rate)
            {
                continue;
            }
            fault.times = fault.times.map(|times| times - 1);
            if fault.kind.replaces() {
                met.instead = Some(fault.kind);
            } else {
                met.also.push(fault.kind);
            }
        }
        self.list.retain(|standing| standing.fault.times != Some(0));
        met
    }
}

fn fits(fault: &Fault, interface: Interface, place: Option<Place>) -> bool {
    fault.on.interface.is_none_or(|only| only == interface)
        && match (fault.on.position, place) {
            (Position::Any, _) => true,
            (_, None) => false,
            (Position::First, Some(place)) => place.first,
            (Position::Last, Some(place)) => place.last,
            (Position::Middle, Some(place)) => !place.first && !place.last,
        }
}

fn happens(random: &SeededRandom, rate: f64) -> bool {
    const STEPS: u32 = 1 << 24;
    rate >= 1.0 || f64::from(u32::try_from(random.below(STEPS.into())).unwrap_or(0)) < rate * f64::from(STEPS)
}

impl Met {
    pub(super) fn any(&self) -> bool {
        self.instead.is_some() || !self.also.is_empty()
    }

    pub(super) fn has(&self, kind: FaultKind) -> bool {
        self.also.contains(&kind)
    }

    /// How far `paging.total` is off.
    pub(super) fn total_off_by(&self) -> i64 {
        self.also
            .iter()
            .map(|kind| if let FaultKind::WrongTotal(by) = kind { i64::from(*by) } else { 0 })
            .sum()
    }
}
