//! The simulator's own surface, as another process uses it.

use serde_json::json;

use crate::support::Scene;

#[tokio::test]
async fn the_overview_names_members_faults_and_calls() {
    let scene = Scene::connections(12).await;
    scene.sim.fault("connections:throttle@0.5".parse::<kith_sim::Fault>().unwrap());
    let page = scene.get("/sim").await.json();
    assert_eq!((&page["members"][0]["member"], &page["members"][0]["total"]), (&json!(1), &json!(12)));
    assert_eq!(page["members"][0]["person"], scene.sim.person_id(scene.member));
    assert_eq!(page["faults"], json!(["connections:throttle@0.5"]));
    assert_eq!(page["calls"]["connections"], 0);
}

#[tokio::test]
async fn faults_are_set_and_cleared() {
    let scene = Scene::connections(5).await;
    let list = "/v2/connections?q=viewer";
    assert_eq!(scene.send("POST", "/sim/fault", &[], "server-error").await.unwrap().status, 204);
    assert_eq!(scene.get(list).await.status, 500);
    assert_eq!(scene.send("DELETE", "/sim/faults", &[], "").await.unwrap().status, 204);
    assert_eq!(scene.get(list).await.status, 200);
    assert_eq!(scene.send("POST", "/sim/fault", &[], "mischief").await.unwrap().status, 400);
}

#[tokio::test]
async fn a_member_is_added_given_a_token_edited_and_revoked() {
    let scene = Scene::connections(5).await;
    let post = async |path: &str, body: &str| scene.send("POST", path, &[], body).await.unwrap();
    let added = post("/sim/members", r#"{"seed": 3, "size": 30}"#).await;
    assert_eq!((added.status, added.json()), (201, json!({"member": 2})));
    let token = post("/sim/members/2/token", "").await.json()["access_token"].as_str().unwrap().to_owned();
    assert_eq!(post("/sim/members/2/edit", r#"{"added": 4}"#).await.json(), json!({"total": 34}));
    let page = scene.get_with("/v2/connections?q=viewer", &token).await;
    assert_eq!(page.json()["paging"]["total"], 34);
    assert_eq!(post("/sim/members/2/revoke", "").await.status, 204);
    assert_eq!(scene.get_with("/v2/connections?q=viewer", &token).await.status, 401);
    let scoped = post("/sim/members/2/token", r#"{"scope": "r_compliance", "expires_in": 60}"#).await.json();
    assert_eq!((&scoped["scope"], &scoped["expires_in"]), (&json!("r_compliance"), &json!(60)));
}

#[tokio::test]
async fn counts_are_read_and_reset_and_do_not_count_themselves() {
    let scene = Scene::connections(5).await;
    scene.get("/v2/connections?q=viewer").await;
    assert_eq!(scene.get("/sim/calls").await.json()["connections"], 1);
    assert_eq!(scene.send("DELETE", "/sim/calls", &[], "").await.unwrap().status, 204);
    assert_eq!(scene.sim.calls(), kith_sim::Calls::default());
}

#[tokio::test]
async fn an_order_that_makes_no_sense_is_refused() {
    let scene = Scene::connections(5).await;
    for (path, body) in [
        ("/sim/members/9/edit", "{}"),
        ("/sim/members/one/edit", "{}"),
        ("/sim/members/1/edit", r#"{"renamed": 1}"#),
        ("/sim/members/1/edit", "nonsense"),
        ("/sim/members/1/praise", "{}"),
        ("/sim/members", "{}"),
    ] {
        assert_eq!(scene.send("POST", path, &[], body).await.unwrap().status, 400, "{path} {body}");
    }
    assert_eq!(scene.get("/sim/elsewhere").await.status, 404);
}
