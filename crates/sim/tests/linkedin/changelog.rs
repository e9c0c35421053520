//! Member Changelog and Member Authorizations.

use serde_json::{Value, json};

use crate::support::{Answer, Scene};

const PATH: &str = "/rest/memberChangeLogs?q=memberAndApplication";

fn ids(page: &Answer) -> Vec<i64> {
    let page = page.json();
    page["elements"].as_array().unwrap().iter().map(|event| event["id"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn a_list_that_grew_shows_as_an_accepted_invitation_and_one_that_shrank_does_not() {
    let scene = Scene::portability(20).await;
    scene.sim.edit(scene.member, 0, 2, 3, 1);
    assert_eq!(ids(&scene.get(PATH).await), [0; 0]);
    scene.sim.edit(scene.member, 1, 0, 0, 2);
    let page = scene.get(PATH).await.json();
    assert_eq!(page["paging"], json!({"start": 0, "count": 10, "links": [], "total": 0}));
    let event = &page["elements"][0];
    let person = format!("urn:li:person:{}", scene.sim.person_id(scene.member));
    assert_eq!((&event["resourceName"], &event["method"]), (&json!("invitations"), &json!("ACTION")));
    assert_eq!(event["methodName"], "inviteeClosingInvitation");
    assert_eq!(event["activity"]["inviteeActionType"], "ACCEPT");
    assert_eq!((&event["owner"], &event["activityStatus"]), (&json!(person), &json!("SUCCESS")));
    assert_eq!(event["processedAt"], 1_795_176_000_000_i64);
}

#[tokio::test]
async fn events_come_in_order_by_pages_and_from_a_moment_on() {
    let scene = Scene::portability(5).await;
    for seed in 0..7 {
        scene.sim.edit(scene.member, 1, 0, 0, seed);
        scene.clock.advance(60);
    }
    let all = ids(&scene.get(PATH).await);
    assert_eq!(all.len(), 7);
    assert!(all.is_sorted());
    assert_eq!(ids(&scene.get(&format!("{PATH}&count=3&start=3")).await), all[3..6]);
    let last: Value = scene.get(PATH).await.json()["elements"][6]["processedAt"].clone();
    assert_eq!(ids(&scene.get(&format!("{PATH}&startTime={last}")).await), all[6..]);
}

#[tokio::test]
async fn events_are_kept_for_28_days() {
    let scene = Scene::portability(5).await;
    scene.sim.edit(scene.member, 1, 0, 0, 1);
    scene.clock.advance(28 * 86_400);
    assert_eq!(ids(&scene.get(PATH).await).len(), 1);
    scene.clock.advance(1);
    assert_eq!(ids(&scene.get(PATH).await).len(), 0);
}

#[tokio::test]
async fn nothing_before_consent_is_told() {
    let scene = Scene::connections(5).await;
    scene.sim.edit(scene.member, 1, 0, 0, 1);
    let token = scene.sim.token(scene.member, kith_sim::Grant::portability());
    assert_eq!(ids(&scene.get_with(PATH, &token).await).len(), 0);
}

#[tokio::test]
async fn a_call_that_is_not_as_documented_is_a_400() {
    let scene = Scene::portability(5).await;
    for tail in ["&count=51", "&startTime=yesterday", "&startTime=-1", "&start=-1", "&resource=x"] {
        assert_eq!(scene.get(&format!("{PATH}{tail}")).await.status, 400, "{tail}");
    }
    assert_eq!(scene.get("/rest/memberChangeLogs?q=criteria").await.status, 400);
    assert_eq!(scene.get("/rest/memberAuthorizations").await.status, 400);
}

#[tokio::test]
async fn an_authorization_names_the_member_and_when_they_consented() {
    let scene = Scene::portability(5).await;
    let answer = scene.get("/rest/memberAuthorizations?q=memberAndApplication").await.json();
    let element = &answer["elements"][0];
    let person = format!("urn:li:person:{}", scene.sim.person_id(scene.member));
    assert_eq!(element["memberComplianceAuthorizationKey"]["member"], person);
    assert_eq!(element["regulatedAt"], 1_795_176_000_000_i64);
    assert_eq!(scene.sim.calls().authorizations, 1);
}
