//! A key's limit holds for all servers together: never more, and hardly less.

use serde_json::json;

use crate::cluster::Cluster;
use crate::http::{Ask, Client};

#[test]
fn a_limit_of_300_lets_285_to_300_through_however_they_are_spread() {
    let Some(cluster) = Cluster::start(3, &["limits.requests_per_minute=300"]) else { return };
    for (name, spread) in [("evenly", [1, 1, 1]), ("unevenly", [8, 1, 1]), ("at one", [1, 0, 0])] {
        let made = cluster.kith("key create --scope read --output json");
        let key = made["api_key"].as_str().unwrap();
        let mut client = Client::default();
        let (mut through, mut refused) = (0, 0);
        let turns: Vec<usize> =
            spread.iter().enumerate().flat_map(|(node, share)| std::iter::repeat_n(node, *share)).collect();
        for n in 0..400 {
            let address = cluster.address(turns[n % turns.len()]).unwrap();
            let body = json!({}).to_string();
            let ask = Ask { method: "GET", path: "/v2/credits", key, id: "a", retry: None, body: &body };
            let answer = client.send(&address, &ask).unwrap();
            match answer.status {
                200 => through += 1,
                429 => refused += 1,
                _ => panic!("{answer:?}"),
            }
        }
        assert!((285..=300).contains(&through), "{name}: {through} through, {refused} refused");
    }
}
