//! What a generated network promises.

use kith_model::ProfileUrl;

use super::*;

fn keys(network: &Network) -> HashSet<String> {
    network.members.iter().map(|member| ProfileUrl::from_vanity(&member.vanity).unwrap().key()).collect()
}

#[test]
fn a_seed_stands_for_one_network() {
    assert_eq!(Network::generate(7, 500), Network::generate(7, 500));
    assert_ne!(Network::generate(7, 500), Network::generate(8, 500));
}

#[test]
fn no_two_members_share_an_address_and_the_newest_come_first() {
    let network = Network::generate(1, 30_000);
    assert_eq!((network.members.len(), keys(&network).len()), (30_000, 30_000));
    assert!(network.members.is_sorted_by(|one, next| one.connected_on >= next.connected_on));
}

#[test]
fn two_networks_share_a_tenth_of_their_people() {
    let (one, two) = (Network::generate(1, 10_000), Network::generate(2, 10_000));
    let shared = keys(&one).intersection(&keys(&two)).count();
    assert!((1_000..=1_100).contains(&shared), "{shared} of 10,000");
}

#[test]
fn lengths_and_gaps_are_near_those_of_a_real_export() {
    let members = Network::generate(1, 30_000).members;
    let mean = |cell: fn(&Member) -> &str| {
        let filled = members.iter().map(cell).filter(|text| !text.is_empty()).collect::<Vec<_>>();
        let letters: usize = filled.iter().map(|text| text.chars().count()).sum();
        (letters * 10 / filled.len(), filled.len() * 100 / members.len()) // tenths of a letter, percent
    };
    let (first, last) = (mean(|m| &m.first_name), mean(|m| &m.last_name));
    let (company, position) = (mean(|m| &m.company), mean(|m| &m.position));
    let email = mean(|m| &m.email).1;
    println!("first {first:?}, last {last:?}, company {company:?}, position {position:?}, email {email} %");
    assert!((58..=72).contains(&first.0) && (68..=82).contains(&last.0));
    assert!((145..=175).contains(&company.0) && (90..=97).contains(&company.1));
    assert!((200..=240).contains(&position.0) && (90..=97).contains(&position.1));
    assert!((1..=3).contains(&email));
}

#[test]
fn an_edit_adds_removes_and_updates_as_many_as_it_says() {
    let before = Network::generate(3, 1_000);
    let mut after = before.clone();
    after.edit(30, 20, 50, 9);
    let (old, new) = (keys(&before), keys(&after));
    assert_eq!(
        (after.members.len(), new.difference(&old).count(), old.difference(&new).count()),
        (1_010, 30, 20)
    );
    let same = after.members.iter().filter(|member| before.members.contains(member)).count();
    assert_eq!(same, 1_000 - 20 - 50);
    assert!(after.members.is_sorted_by(|one, next| one.connected_on >= next.connected_on));
}

#[test]
fn an_edit_of_more_members_than_there_are_stops_at_all_of_them() {
    let mut network = Network::generate(3, 10);
    network.edit(2, 50, 50, 1);
    assert_eq!(network.members.len(), 2);
}
