//! Each way a call can go wrong, and which calls it happens to.

use http_body_util::BodyExt as _;
use kith_sim::{Fault, FaultKind, Interface, Position};
use serde_json::json;

use crate::support::{Answer, Scene};

const LIST: &str = "/v2/connections?q=viewer&count=10";

/// A list of three pages, one fault, one call.
async fn met(kind: FaultKind) -> Answer {
    let scene = Scene::connections(30).await;
    scene.sim.fault(kind);
    let answer = scene.get(LIST).await;
    assert_eq!(scene.sim.calls().faulted, 1);
    answer
}

/// The status of each page of a list of three.
async fn statuses(scene: &Scene) -> [u16; 3] {
    let mut statuses = [0; 3];
    for (page, status) in statuses.iter_mut().enumerate() {
        *status = scene.get(&format!("{LIST}&start={}", page * 10)).await.status;
    }
    statuses
}

#[tokio::test]
async fn a_throttled_call_is_a_429_that_says_when_only_if_told_to() {
    let plain = met(FaultKind::Throttle).await;
    assert_eq!((plain.status, plain.header("retry-after")), (429, None));
    assert_eq!(plain.json()["serviceErrorCode"], 101);
    let told = met(FaultKind::ThrottleAfter(30)).await;
    assert_eq!((told.status, told.header("retry-after")), (429, Some("30")));
}

#[tokio::test]
async fn each_401_has_its_own_body_and_the_token_stays_good() {
    for (kind, code) in [
        (FaultKind::Empty401, 401),
        (FaultKind::Invalid401, 65_600),
        (FaultKind::Revoked401, 65_601),
        (FaultKind::Expired401, 65_602),
    ] {
        let scene = Scene::connections(30).await;
        scene.sim.fault(Fault::new(kind).times(1));
        let answer = scene.get(LIST).await;
        assert_eq!((answer.status, &answer.json()["serviceErrorCode"]), (401, &json!(code)));
        assert_eq!(scene.get(LIST).await.status, 200);
        assert_eq!(scene.sim.calls().denied, 0);
    }
}

#[tokio::test]
async fn a_dead_token_stays_dead() {
    let scene = Scene::connections(30).await;
    scene.sim.fault(Fault::new(FaultKind::TokenDies).at(Position::Middle));
    assert_eq!(statuses(&scene).await, [200, 401, 401]);
    scene.sim.clear_faults();
    assert_eq!(scene.get(LIST).await.json()["serviceErrorCode"], 65_601);
}

#[tokio::test]
async fn a_forbidden_call_is_a_403() {
    let answer = met(FaultKind::Forbidden).await;
    assert_eq!((answer.status, &answer.json()["serviceErrorCode"]), (403, &json!(100)));
}

#[tokio::test]
async fn a_server_error_is_json_and_a_gateway_is_not() {
    let answer = met(FaultKind::ServerError).await;
    assert_eq!(
        (answer.status, answer.json()),
        (500, json!({"message": "Internal Server Error", "status": 500}))
    );
    let answer = met(FaultKind::GatewayHtml).await;
    assert_eq!((answer.status, answer.header("content-type")), (504, Some("text/html; charset=utf-8")));
    assert!(answer.body.starts_with(b"<html>"));
}

#[tokio::test]
async fn a_page_to_sign_in_looks_like_success() {
    let answer = met(FaultKind::Html200).await;
    assert_eq!(answer.status, 200);
    assert!(answer.body.starts_with(b"<html>"));
}

#[tokio::test]
async fn a_redirect_points_to_another_host() {
    let answer = met(FaultKind::Redirect).await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (302, Some("http://elsewhere.invalid/v2/connections"))
    );
}

#[tokio::test]
async fn a_cut_connection_has_no_head_or_half_a_body() {
    let scene = Scene::connections(30).await;
    let whole = scene.get(LIST).await.body;
    let bearer = format!("Bearer {}", scene.token);
    let headers = [("authorization", bearer.as_str()), ("x-restli-protocol-version", "2.0.0")];
    scene.sim.fault(Fault::new(FaultKind::Cut).times(1));
    assert!(scene.send("GET", LIST, &headers, "").await.is_err());
    scene.sim.fault(Fault::new(FaultKind::CutHalf).times(1));
    let half = scene.send("GET", LIST, &headers, "").await.unwrap();
    assert_eq!((half.status, half.complete), (200, false));
    assert_eq!(half.header("content-length"), Some(whole.len().to_string().as_str()));
    assert_eq!(half.body, whole[..whole.len() / 2]);
    assert_eq!(scene.get(LIST).await.body, whole);
}

#[tokio::test]
async fn truncated_json_comes_in_a_complete_message() {
    let answer = met(FaultKind::Truncated).await;
    assert_eq!((answer.status, answer.complete), (200, true));
    assert_eq!(answer.header("content-length"), Some(answer.body.len().to_string().as_str()));
    assert!(serde_json::from_slice::<serde_json::Value>(&answer.body).is_err());
}

#[tokio::test]
async fn a_total_is_off_by_so_many() {
    assert_eq!(met(FaultKind::WrongTotal(-4)).await.json()["paging"]["total"], 26);
    assert_eq!(met(FaultKind::WrongTotal(1)).await.json()["paging"]["total"], 31);
}

#[tokio::test]
async fn a_repeated_element_stands_in_its_neighbours_place() {
    let scene = Scene::connections(30).await;
    let right = scene.get(LIST).await.ids();
    scene.sim.fault(FaultKind::Repeat);
    let wrong = scene.get(LIST).await.ids();
    assert_eq!(wrong[5], right[4]);
    assert!((0..10).filter(|nth| *nth != 5).all(|nth| wrong[nth] == right[nth]));
}

#[tokio::test]
async fn a_repeated_row_stands_in_its_neighbours_place_in_a_snapshot_too() {
    let scene = Scene::portability(10).await;
    scene.sim.fault(Fault::new(FaultKind::Repeat).of(Interface::Snapshot));
    let page = scene.get("/rest/memberSnapshotData?q=criteria&domain=CONNECTIONS").await.json();
    let rows = page["elements"][0]["snapshotData"].as_array().unwrap();
    assert_eq!((rows.len(), rows[4]["URL"] == rows[5]["URL"]), (10, true));
}

#[tokio::test]
async fn slow_and_late_answers_are_whole() {
    let scene = Scene::connections(30).await;
    let right = scene.get(LIST).await.body;
    scene.sim.fault(FaultKind::SlowBytes(32));
    scene.sim.fault(FaultKind::Latency(1));
    let slow = scene.get(LIST).await;
    assert_eq!((slow.complete, slow.body), (true, right));
}

#[tokio::test]
async fn a_huge_body_does_not_end() {
    let scene = Scene::connections(30).await;
    scene.sim.fault(FaultKind::Huge);
    let mut response = scene.open("GET", LIST, &[], "").await.unwrap();
    let mut length = 0;
    while length < 4 << 20 {
        length += response.body_mut().frame().await.unwrap().unwrap().into_data().unwrap().len();
    }
    assert_eq!(response.headers().get("content-length"), None);
}

#[tokio::test]
async fn a_fault_keeps_to_its_place_in_the_list() {
    for (position, expected) in [
        (Position::Any, [500, 500, 500]),
        (Position::First, [500, 200, 200]),
        (Position::Middle, [200, 500, 200]),
        (Position::Last, [200, 200, 500]),
    ] {
        let scene = Scene::connections(30).await;
        scene.sim.fault(Fault::new(FaultKind::ServerError).at(position));
        assert_eq!(statuses(&scene).await, expected, "{position:?}");
    }
}

#[tokio::test]
async fn a_list_of_one_page_is_first_and_last_and_a_count_is_nowhere() {
    for position in [Position::First, Position::Last] {
        let scene = Scene::connections(5).await;
        scene.sim.fault(Fault::new(FaultKind::ServerError).at(position));
        assert_eq!(scene.get(LIST).await.status, 500);
        assert_eq!(scene.get("/v2/connections?q=viewer&projection=(paging)").await.status, 200);
    }
}

#[tokio::test]
async fn a_fault_keeps_to_its_page_of_a_snapshot() {
    let scene = Scene::portability(25).await;
    scene.sim.fault(Fault::new(FaultKind::ServerError).at(Position::Last));
    let path = "/rest/memberSnapshotData?q=criteria&domain=CONNECTIONS&start=";
    for (page, status) in [(0, 200), (1, 200), (2, 500), (3, 404)] {
        assert_eq!(scene.get(&format!("{path}{page}")).await.status, status, "{page}");
    }
}

#[tokio::test]
async fn a_fault_keeps_to_its_interface_its_calls_and_its_times() {
    let scene = Scene::connections(30).await;
    scene.sim.fault(Fault::new(FaultKind::ServerError).of(Interface::Snapshot));
    assert_eq!(statuses(&scene).await, [200, 200, 200]);
    scene.sim.clear_faults();
    scene.sim.fault(Fault::new(FaultKind::ServerError).calls(1..2));
    assert_eq!(statuses(&scene).await, [200, 500, 200]);
    scene.sim.clear_faults();
    scene.sim.fault(Fault::new(FaultKind::ServerError).times(2));
    assert_eq!(statuses(&scene).await, [500, 500, 200]);
    assert_eq!(scene.sim.calls().faulted, 4 - 1);
}

#[tokio::test]
async fn a_rate_hits_its_share_of_calls_and_the_same_ones_for_a_seed() {
    let mut runs = Vec::new();
    for _ in 0..2 {
        let scene = Scene::connections(30).await;
        scene.sim.fault(Fault::new(FaultKind::Throttle).rate(0.3));
        let mut run = Vec::new();
        for _ in 0..60 {
            run.push(scene.get(LIST).await.status);
        }
        runs.push(run);
    }
    let hit = runs[0].iter().filter(|status| **status == 429).count();
    assert!((6..32).contains(&hit), "{hit}");
    assert_eq!(runs[0], runs[1]);
}

#[tokio::test]
async fn faults_stand_side_by_side_and_the_first_that_replaces_the_answer_does() {
    let scene = Scene::connections(30).await;
    scene.sim.fault(FaultKind::WrongTotal(1));
    scene.sim.fault(FaultKind::Repeat);
    let page = scene.get(LIST).await;
    assert_eq!((&page.json()["paging"]["total"], page.ids()[4] == page.ids()[5]), (&json!(31), true));
    scene.sim.fault(FaultKind::Forbidden);
    scene.sim.fault(FaultKind::Throttle);
    assert_eq!(scene.get(LIST).await.status, 403);
}

#[tokio::test]
async fn the_token_endpoint_meets_faults_too() {
    let scene = Scene::connections(5).await;
    scene.sim.fault(Fault::new(FaultKind::ServerError).of(Interface::OAuth));
    assert_eq!(scene.post_form("/oauth/v2/accessToken", &[]).await.status, 500);
    assert_eq!(scene.get(LIST).await.status, 200);
}
