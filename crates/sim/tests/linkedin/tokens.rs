//! What a token opens and each way it does not.

use std::time::Duration;

use kith_sim::Grant;
use serde_json::json;

use crate::support::Scene;

const LIST: &str = "/v2/connections?q=viewer";
const SNAPSHOT: &str = "/rest/memberSnapshotData?q=criteria&domain=CONNECTIONS";

fn revoked() -> serde_json::Value {
    json!({
        "status": 401,
        "serviceErrorCode": 65601,
        "code": "REVOKED_ACCESS_TOKEN",
        "message": "The token used in the request has been revoked by the user",
    })
}

#[tokio::test]
async fn a_call_without_a_token_is_told_it_is_empty() {
    let scene = Scene::connections(5).await;
    for headers in [vec![], vec![("authorization", "Bearer ")], vec![("authorization", "Basic eDp5")]] {
        let answer = scene.send("GET", LIST, &headers, "").await.unwrap();
        let empty = json!({"message": "Empty oauth2_access_token", "serviceErrorCode": 401, "status": 401});
        assert_eq!((answer.status, answer.json()), (401, empty));
    }
}

#[tokio::test]
async fn a_token_that_was_never_issued_is_invalid() {
    let scene = Scene::connections(5).await;
    let answer = scene.get_with(LIST, "invented").await;
    let invalid = json!({"serviceErrorCode": 65600, "message": "Invalid access token", "status": 401});
    assert_eq!((answer.status, answer.json()), (401, invalid));
}

#[tokio::test]
async fn a_revoked_token_says_so_and_another_of_the_member_stays_good() {
    let scene = Scene::connections(5).await;
    let other = scene.sim.token(scene.member, Grant::default());
    scene.sim.revoke(&scene.token);
    let answer = scene.get(LIST).await;
    assert_eq!((answer.status, answer.json()), (401, revoked()));
    assert_eq!(scene.get_with(LIST, &other).await.status, 200);
    scene.sim.revoke_member(scene.member);
    assert_eq!(scene.get_with(LIST, &other).await.json(), revoked());
}

#[tokio::test]
async fn a_token_expires_at_its_second() {
    let grant = Grant { expires_in: 100, ..Grant::default() };
    let scene = Scene::with(5, grant, |_| {}).await;
    scene.clock.advance(99);
    assert_eq!(scene.get(LIST).await.status, 200);
    scene.clock.advance(1);
    let answer = scene.get(LIST).await;
    assert_eq!((answer.status, &answer.json()["serviceErrorCode"]), (401, &json!(65602)));
    assert_eq!(answer.json()["code"], "EXPIRED_ACCESS_TOKEN");
}

#[tokio::test]
async fn a_token_that_has_not_settled_answers_as_revoked() {
    let grant = Grant { settles_in: 8, ..Grant::default() };
    let scene = Scene::with(5, grant, |_| {}).await;
    assert_eq!(scene.get(LIST).await.json(), revoked());
    scene.clock.advance(8);
    assert_eq!(scene.get(LIST).await.status, 200);
}

#[tokio::test]
async fn a_token_opens_only_what_its_scope_names() {
    let scene = Scene::connections(5).await;
    let answer = scene.get(SNAPSHOT).await;
    assert_eq!((answer.status, &answer.json()["serviceErrorCode"]), (403, &json!(100)));
    let portable = scene.sim.token(scene.member, Grant::portability());
    assert_eq!(scene.get_with(SNAPSHOT, &portable).await.status, 200);
    let answer = scene.get_with(LIST, &portable).await;
    assert_eq!(
        (answer.status, answer.json()),
        (
            403,
            json!({
                "status": 403,
                "serviceErrorCode": 100,
                "code": "ACCESS_DENIED",
                "message": "Not enough permissions to access: connections.FINDER-viewer.NO_VERSION",
            })
        )
    );
    assert_eq!(scene.sim.calls().denied, 2);
}

#[tokio::test]
async fn every_scope_of_an_interface_opens_it_however_it_is_separated() {
    let scene = Scene::connections(5).await;
    for scope in ["r_compliance", "r_basicprofile,r_1st_connections", "r_basicprofile r_1st_connections"] {
        let token = scene.sim.token(scene.member, Grant { scope: scope.into(), ..Grant::default() });
        assert_eq!(scene.get_with(LIST, &token).await.status, 200, "{scope}");
    }
    for scope in ["r_dma_portability_3rd_party", "r_dma_portability_member", "r_dma_portability_self_serve"] {
        let token = scene.sim.token(scene.member, Grant { scope: scope.into(), ..Grant::default() });
        assert_eq!(scene.get_with(SNAPSHOT, &token).await.status, 200, "{scope}");
    }
}

#[tokio::test]
async fn calls_are_counted_by_interface_by_token_and_at_a_time() {
    let scene = Scene::connections(5).await;
    let other = scene.sim.token(scene.member, Grant::portability());
    // No answer comes while the test runs: so all three are there at one time, however slow the machine.
    scene.sim.set_latency(Duration::from_hours(1));
    let all_there = async {
        while scene.sim.calls().max_parallel < 3 {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        () = all_there => {}
        _ = scene.get(LIST) => {}
        _ = scene.get(LIST) => {}
        _ = scene.get_with(SNAPSHOT, &other) => {}
    }
    let calls = scene.sim.calls();
    assert_eq!((calls.connections, calls.snapshot, calls.refused, calls.denied), (2, 1, 0, 0));
    assert_eq!((calls.by_token[&scene.token], calls.by_token[&other]), (2, 1));
    assert_eq!((calls.max_parallel, calls.max_parallel_by_token), (3, 2));
    scene.sim.reset_calls();
    assert_eq!(scene.sim.calls(), kith_sim::Calls::default());
}

#[tokio::test]
async fn a_stopped_server_answers_nobody() {
    let scene = Scene::connections(5).await;
    let address = scene.sim.url().replace("http://", "");
    scene.sim.stop().await;
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn the_server_stops_with_its_last_handle() {
    let sim = kith_sim::Sim::start(kith_sim::Options::default()).await.unwrap();
    let (second, address) = (sim.clone(), sim.url().replace("http://", ""));
    drop(sim);
    assert!(tokio::net::TcpStream::connect(&address).await.is_ok());
    drop(second);
    while tokio::net::TcpStream::connect(&address).await.is_ok() {
        tokio::task::yield_now().await;
    }
}
