//! Invented networks: an owner and the members connected to them, newest first. All of it follows from a seed.
//! Holds no real person: names, companies and titles are put together from syllables and words.

mod name;
mod vanity;
mod words;
mod work;

use std::collections::HashSet;

use jiff::civil::{Date, date};
use kith_model::random::SeededRandom;

use name::Name;

/// The newest day that a generated connection was made on.
pub const NEWEST: Date = date(2026, 11, 20);

/// How far back connections go: about twelve years.
const DAYS: u64 = 4_380;

/// The seed of the people whom every network has: each tenth member, so that networks overlap.
const SHARED: u64 = 0;

/// A person as an export shows them. Absent cells are empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// The name in the profile's address, percent-encoded; no two members of a network share it.
    pub vanity: String,
    /// E-mail address: about one in fifty lets others see it.
    pub email: String,
    /// Where they work.
    pub company: String,
    /// What they do there.
    pub position: String,
    /// When the connection was made.
    pub connected_on: Date,
}

/// A member's whole list of connections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Network {
    /// Whose list it is.
    pub owner: Member,
    /// Their connections, newest first.
    pub members: Vec<Member>,
}

impl Network {
    /// The network of `size` members that `seed` stands for. Two networks of one size share a tenth of their people.
    pub fn generate(seed: u64, size: u32) -> Self {
        let shared = |index: &u32| index.is_multiple_of(10);
        let mut taken = HashSet::new();
        // The shared people choose their addresses first: so they have the same one in every network.
        let order = (0..size).filter(shared).chain((0..size).filter(|index| !shared(index)));
        let mut members: Vec<_> = order
            .map(|index| {
                let home = if shared(&index) { SHARED } else { seed };
                let age = stream(seed, index, "day").below(DAYS);
                Member::invent(home, index, days_before(NEWEST, age), &mut taken)
            })
            .collect();
        members.sort_by_key(|member| std::cmp::Reverse(member.connected_on));
        Self { owner: Member::invent(seed, u32::MAX, NEWEST, &mut taken), members }
    }

    /// What some time does to a list: so many leave it, so many have a new job, so many join it at its top, a day
    /// after the newest. Never touches more members than there are; those who leave come first.
    pub fn edit(&mut self, added: u32, removed: u32, updated: u32, seed: u64) {
        let mut taken: HashSet<_> = self.members.iter().map(|member| vanity::key(&member.vanity)).collect();
        let random = stream(seed, u32::MAX, "edit");
        let chosen = choose(self.members.len(), removed as usize + updated as usize, &random);
        let (gone, moved) = chosen.split_at(chosen.len().min(removed as usize));
        for &at in moved {
            self.members[at].change_job(&random);
        }
        let gone: HashSet<_> = gone.iter().collect();
        let kept = std::mem::take(&mut self.members).into_iter().enumerate();
        let kept = kept.filter(|(at, _)| !gone.contains(at)).map(|(_, member)| member).collect::<Vec<_>>();
        let day = kept.first().map_or(NEWEST, |member| member.connected_on.saturating_add(one_day()));
        let home = random.next_u64();
        self.members = (0..added).map(|index| Member::invent(home, index, day, &mut taken)).collect();
        self.members.extend(kept);
    }
}

impl Member {
    /// The person that (seed, index) stands for; only a clash of addresses depends on who was there before.
    fn invent(seed: u64, index: u32, connected_on: Date, taken: &mut HashSet<String>) -> Self {
        let random = stream(seed, index, "person");
        let Name { first, last, plain } = Name::invent(&random);
        let vanity = vanity::unique(&plain, &random, taken);
        let email = if random.below(50) == 0 {
            format!("{}@example.com", vanity::ascii(&plain))
        } else {
            String::new()
        };
        let (company, position) = work::job(&random);
        Self { first_name: first, last_name: last, vanity, email, company, position, connected_on }
    }

    fn change_job(&mut self, random: &SeededRandom) {
        loop {
            let (company, position) = work::job(random);
            if (&company, &position) != (&self.company, &self.position) {
                (self.company, self.position) = (company, position);
                return;
            }
        }
    }
}

/// A stream of its own for each purpose, so that one more draw in one place changes nothing elsewhere.
fn stream(seed: u64, index: u32, purpose: &str) -> SeededRandom {
    let start = purpose.bytes().fold(seed, |mixed, byte| {
        SeededRandom::new(mixed ^ u64::from(byte)).next_u64() // one SplitMix step scatters every bit
    });
    SeededRandom::new(SeededRandom::new(start ^ u64::from(index)).next_u64())
}

/// `count` different numbers below `len` in random order, or all of them: the head of a Fisher-Yates shuffle.
fn choose(len: usize, count: usize, random: &SeededRandom) -> Vec<usize> {
    let mut all: Vec<_> = (0..len).collect();
    let count = count.min(len);
    for at in 0..count {
        all.swap(at, at + below(random, len - at));
    }
    all.truncate(count);
    all
}

fn days_before(day: Date, age: u64) -> Date {
    let span = jiff::Span::new().days(i64::try_from(age).unwrap_or(0)); // below DAYS: always fits
    day.saturating_sub(span)
}

fn one_day() -> jiff::Span {
    jiff::Span::new().days(1)
}

/// A number below `bound`, as an index.
fn below(random: &SeededRandom, bound: usize) -> usize {
    usize::try_from(random.below(bound as u64)).unwrap_or(0) // below a usize: always fits
}

/// One of `list`, each as often.
fn pick<'a>(list: &[&'a str], random: &SeededRandom) -> &'a str {
    list[below(random, list.len())]
}

/// One of `list`, its head more often than its tail, as names and titles are in life.
fn skewed<'a>(list: &[&'a str], random: &SeededRandom) -> &'a str {
    list[below(random, list.len()).min(below(random, list.len()))]
}

#[cfg(test)]
mod tests;
