//! A fault as a word on a command line: `[INTERFACE:][POSITION:]KIND[:NUMBER][@RATE][#FROM..TO][*TIMES]`, as
//! `throttle`, `throttle-after:30` or `connections:last:cut@0.1*3`. What is written reads back as the same fault.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use super::{Fault, FaultKind, Interface, Position, Where};

/// Every kind without its number, by name.
const PLAIN: [(&str, FaultKind); 16] = [
    ("throttle", FaultKind::Throttle),
    ("empty-401", FaultKind::Empty401),
    ("invalid-401", FaultKind::Invalid401),
    ("revoked-401", FaultKind::Revoked401),
    ("expired-401", FaultKind::Expired401),
    ("forbidden", FaultKind::Forbidden),
    ("server-error", FaultKind::ServerError),
    ("gateway-html", FaultKind::GatewayHtml),
    ("cut", FaultKind::Cut),
    ("cut-half", FaultKind::CutHalf),
    ("truncated", FaultKind::Truncated),
    ("repeat", FaultKind::Repeat),
    ("token-dies", FaultKind::TokenDies),
    ("redirect", FaultKind::Redirect),
    ("huge", FaultKind::Huge),
    ("html-200", FaultKind::Html200),
];

const INTERFACES: [(&str, Interface); 5] = [
    ("connections", Interface::Connections),
    ("snapshot", Interface::Snapshot),
    ("changelog", Interface::Changelog),
    ("authorizations", Interface::Authorizations),
    ("oauth", Interface::OAuth),
];

const POSITIONS: [(&str, Position); 4] = [
    ("any", Position::Any),
    ("first", Position::First),
    ("middle", Position::Middle),
    ("last", Position::Last),
];

impl FromStr for Fault {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let end = text.find(['@', '#', '*']).unwrap_or(text.len());
        let (head, mut tail) = text.split_at(end);
        let mut words: Vec<_> = head.split(':').collect();
        let mut on = Where::default();
        if let Some(interface) = words.first().and_then(|word| named(&INTERFACES, word)) {
            on.interface = Some(interface);
            words.remove(0);
        }
        if let Some(position) = words.first().and_then(|word| named(&POSITIONS, word)) {
            on.position = position;
            words.remove(0);
        }
        let kind = kind(&words).ok_or_else(|| format!("no fault is called {head:?}"))?;
        let mut fault = Fault { on, ..Fault::new(kind) };
        while let Some(mark) = tail.chars().next() {
            let rest = &tail[1..];
            let (value, next) = rest.split_at(rest.find(['@', '#', '*']).unwrap_or(rest.len()));
            let wrong = || format!("{mark}{value} in {text:?} is not a rate, a range or a number of times");
            match mark {
                '@' => fault.rate = share(value).ok_or_else(wrong)?,
                '#' => fault.on.calls = Some(range(value).ok_or_else(wrong)?),
                _ => fault.times = Some(value.parse().map_err(|_| wrong())?),
            }
            tail = next;
        }
        Ok(fault)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(interface) = self.on.interface {
            write!(to, "{}:", name(&INTERFACES, &interface))?;
        }
        if self.on.position != Position::Any {
            write!(to, "{}:", name(&POSITIONS, &self.on.position))?;
        }
        match self.kind {
            FaultKind::Latency(ms) => write!(to, "latency:{ms}")?,
            FaultKind::ThrottleAfter(seconds) => write!(to, "throttle-after:{seconds}")?,
            FaultKind::WrongTotal(by) => write!(to, "wrong-total:{by}")?,
            FaultKind::SlowBytes(ms) => write!(to, "slow-bytes:{ms}")?,
            plain => write!(to, "{}", name(&PLAIN, &plain))?,
        }
        if self.rate < 1.0 {
            write!(to, "@{}", self.rate)?;
        }
        if let Some(Range { start, end }) = self.on.calls {
            write!(to, "#{start}..{end}")?;
        }
        match self.times {
            Some(times) => write!(to, "*{times}"),
            None => Ok(()),
        }
    }
}

fn kind(words: &[&str]) -> Option<FaultKind> {
    match *words {
        ["latency", ms] => Some(FaultKind::Latency(ms.parse().ok()?)),
        ["throttle-after", seconds] => Some(FaultKind::ThrottleAfter(seconds.parse().ok()?)),
        ["wrong-total"] => Some(FaultKind::WrongTotal(1)),
        ["wrong-total", by] => Some(FaultKind::WrongTotal(by.parse().ok()?)),
        ["slow-bytes", ms] => Some(FaultKind::SlowBytes(ms.parse().ok()?)),
        [plain] => named(&PLAIN, plain),
        _ => None,
    }
}

fn share(text: &str) -> Option<f64> {
    text.parse().ok().filter(|rate| (0.0..=1.0).contains(rate))
}

fn range(text: &str) -> Option<Range<u32>> {
    let (start, end) = text.split_once("..")?;
    Some(start.parse().ok()?..end.parse().ok()?)
}

fn named<T: Copy>(list: &[(&str, T)], word: &str) -> Option<T> {
    list.iter().find(|(name, _)| *name == word).map(|(_, value)| *value)
}

fn name<'a, T: PartialEq>(list: &[(&'a str, T)], value: &T) -> &'a str {
    list.iter().find(|(_, other)| other == value).map_or("", |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_reads_back_as_it_was_written() {
        let numbered = [
            FaultKind::Latency(250),
            FaultKind::ThrottleAfter(30),
            FaultKind::WrongTotal(-3),
            FaultKind::SlowBytes(90),
        ];
        for kind in PLAIN.iter().map(|(_, kind)| *kind).chain(numbered) {
            let fault =
                Fault::new(kind).of(Interface::OAuth).at(Position::Last).rate(0.25).calls(2..7).times(3);
            assert_eq!(fault.to_string().parse::<Fault>().unwrap(), fault);
            assert_eq!(Fault::new(kind).to_string().parse::<Fault>().unwrap(), Fault::new(kind));
        }
    }

    #[test]
    fn the_short_forms_are_read() {
        let read = |text: &str| text.parse::<Fault>().unwrap();
        assert_eq!(read("throttle"), Fault::new(FaultKind::Throttle));
        assert_eq!(read("throttle-after:30"), Fault::new(FaultKind::ThrottleAfter(30)));
        assert_eq!(
            read("connections:throttle@0.1"),
            Fault::new(FaultKind::Throttle).of(Interface::Connections).rate(0.1)
        );
        assert_eq!(
            read("middle:cut#1..2*1"),
            Fault::new(FaultKind::Cut).at(Position::Middle).calls(1..2).times(1)
        );
    }

    #[test]
    fn what_is_no_fault_is_refused() {
        for text in
            ["", "nonsense", "latency", "throttle@2", "throttle@", "cut#3", "cut*many", "elsewhere:cut"]
        {
            assert!(text.parse::<Fault>().is_err(), "{text}");
        }
    }
}
