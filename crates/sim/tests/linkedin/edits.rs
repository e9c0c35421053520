//! Lists that change, also while they are being read, and the record of how they stood.

use kith_sim::{Edits, Grant};

use crate::support::Scene;

const LIST: &str = "/v2/connections?q=viewer&count=500";

#[tokio::test]
async fn those_who_join_come_first_and_those_who_stay_keep_their_ids() {
    let scene = Scene::connections(40).await;
    let before = scene.get(LIST).await.ids();
    scene.sim.edit(scene.member, 3, 5, 10, 9);
    let after = scene.get(LIST).await.ids();
    assert_eq!(after.len(), 38);
    assert!(after[..3].iter().all(|id| !before.contains(id)));
    let stayed: Vec<_> = before.iter().filter(|id| after.contains(id)).collect();
    assert_eq!(stayed.len(), 35);
    assert!(after[3..].iter().eq(stayed));
}

#[tokio::test]
async fn history_has_every_state_since_it_was_started() {
    let scene = Scene::connections(10).await;
    scene.sim.edit(scene.member, 1, 0, 0, 1);
    assert!(scene.sim.history(scene.member).is_empty());
    scene.sim.start_history(scene.member);
    scene.sim.edit(scene.member, 2, 1, 0, 2);
    scene.sim.edit(scene.member, 0, 0, 4, 3);
    let history = scene.sim.history(scene.member);
    assert_eq!(history.iter().map(Vec::len).collect::<Vec<_>>(), [11, 12, 12]);
    let network = scene.sim.network(scene.member);
    assert!(history[2].iter().eq(network.members.iter().map(|member| &member.vanity)));
    assert_ne!(history[0], history[1]);
}

#[tokio::test]
async fn edits_between_calls_shift_the_rows_under_a_reader() {
    let scene = Scene::connections(20).await;
    scene.sim.start_history(scene.member);
    let edits = Edits { added: 1, seed: 4, ..Edits::default() };
    scene.sim.edit_between_calls(scene.member, Some(edits));
    let first = scene.get("/v2/connections?q=viewer&count=10").await.ids();
    let second = scene.get("/v2/connections?q=viewer&count=10&start=10").await.ids();
    assert_eq!(first[9], second[0], "one row came before both pages were read");
    assert_eq!(scene.sim.history(scene.member).len(), 3);
    scene.sim.edit_between_calls(scene.member, None);
    scene.get("/v2/connections?q=viewer").await;
    assert_eq!(scene.sim.network(scene.member).members.len(), 22);
}

#[tokio::test]
async fn only_calls_that_read_the_list_are_preceded_by_an_edit() {
    let scene = Scene::connections(20).await;
    let portable = scene.sim.token(scene.member, Grant::portability());
    scene.sim.edit_between_calls(scene.member, Some(Edits { added: 1, ..Edits::default() }));
    scene.get_with("/v2/connections?q=viewer", "invented").await;
    scene.get("/v2/connections?q=nobody").await;
    scene.get_with("/rest/memberChangeLogs?q=memberAndApplication", &portable).await;
    assert_eq!(scene.sim.network(scene.member).members.len(), 20);
    scene.get_with("/rest/memberSnapshotData?q=criteria&domain=CONNECTIONS", &portable).await;
    assert_eq!(scene.sim.network(scene.member).members.len(), 21);
}

#[tokio::test]
async fn members_of_one_network_have_lists_and_ids_of_their_own() {
    let scene = Scene::connections(10).await;
    let other = scene.sim.add_member(scene.sim.network(scene.member));
    assert_ne!(scene.sim.person_id(scene.member), scene.sim.person_id(other));
    scene.sim.edit(other, 5, 0, 0, 1);
    assert_eq!(scene.sim.network(scene.member).members.len(), 10);
    assert_eq!(scene.sim.network(other).members.len(), 15);
}
