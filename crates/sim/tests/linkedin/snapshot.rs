//! Member Snapshot: pages of rows with one element each, and a 404 that means three things.

use serde_json::json;

use crate::support::{Answer, Scene};

fn path(page: u32) -> String {
    format!("/rest/memberSnapshotData?q=criteria&domain=CONNECTIONS&start={page}")
}

fn urls(page: &Answer) -> Vec<String> {
    let page = page.json();
    assert_eq!(page["elements"].as_array().unwrap().len(), 1);
    assert_eq!(page["elements"][0]["snapshotDomain"], "CONNECTIONS");
    let rows = page["elements"][0]["snapshotData"].as_array().unwrap();
    rows.iter().map(|row| row["URL"].as_str().unwrap().to_owned()).collect()
}

fn no_data() -> serde_json::Value {
    json!({"message": "No data found for this domain and memberId.", "status": 404})
}

#[tokio::test]
async fn pages_of_rows_follow_each_other_until_a_404() {
    let scene = Scene::portability(25).await;
    let mut seen = Vec::new();
    let mut page = 0;
    loop {
        let answer = scene.get(&path(page)).await;
        if answer.status == 404 {
            assert_eq!(answer.json(), no_data());
            break;
        }
        seen.extend(urls(&answer));
        page += 1;
    }
    let network = scene.sim.network(scene.member);
    let all = network.members.iter().map(|member| format!("https://www.linkedin.com/in/{}", member.vanity));
    assert_eq!(page, 3);
    assert_eq!(seen, all.collect::<Vec<_>>());
    assert_eq!(scene.sim.calls().refused, 0);
}

#[tokio::test]
async fn links_count_pages_and_not_rows() {
    let scene = Scene::portability(25).await;
    let page = scene.get(&path(1)).await.json();
    let link = |rel: &str, start: u32| {
        json!({
            "type": "application/json",
            "rel": rel,
            "href": format!("/rest/memberSnapshotData?count=10&domain=CONNECTIONS&q=criteria&start={start}"),
        })
    };
    assert_eq!(page["paging"]["links"], json!([link("prev", 0), link("next", 2)]));
    assert_eq!(scene.get(&path(2)).await.json()["paging"]["links"], json!([link("prev", 1)]));
}

#[tokio::test]
async fn rows_have_the_names_of_the_files_columns_and_sometimes_one_without() {
    let scene = Scene::portability(1_000).await;
    let network = scene.sim.network(scene.member);
    let mut nameless = 0;
    for page in 0..100 {
        let answer = scene.get(&path(page)).await.json();
        for (nth, row) in answer["elements"][0]["snapshotData"].as_array().unwrap().iter().enumerate() {
            let member = &network.members[page as usize * 10 + nth];
            assert_eq!(row["First Name"], member.first_name);
            assert_eq!(row["Last Name"], member.last_name);
            assert_eq!(row["Email Address"], member.email);
            assert_eq!(
                (&row["Company"], &row["Position"]),
                (&json!(member.company), &json!(member.position))
            );
            assert_eq!(row["Connected On"], member.connected_on.strftime("%d %b %Y").to_string());
            nameless += usize::from(row.get("").is_some());
        }
    }
    assert!((1..50).contains(&nameless), "{nameless}");
}

#[tokio::test]
async fn an_empty_list_and_one_that_is_not_ready_look_alike() {
    let empty = Scene::portability(0).await.get(&path(0)).await;
    let scene = Scene::portability(25).await;
    scene.sim.set_ready(scene.member, false);
    let early = scene.get(&path(0)).await;
    assert_eq!((empty.status, empty.json()), (404, no_data()));
    assert_eq!((early.status, early.json()), (404, no_data()));
    scene.sim.set_ready(scene.member, true);
    assert_eq!(scene.get(&path(0)).await.status, 200);
}

#[tokio::test]
async fn a_snapshot_that_is_not_live_waits_to_be_rebuilt() {
    let change = |options: &mut kith_sim::Options| options.live_snapshots = false;
    let scene = Scene::with(5, kith_sim::Grant::portability(), change).await;
    scene.sim.edit(scene.member, 3, 0, 0, 1);
    assert_eq!(urls(&scene.get(&path(0)).await).len(), 5);
    scene.sim.rebuild_snapshot(scene.member);
    assert_eq!(urls(&scene.get(&path(0)).await).len(), 8);
}

#[tokio::test]
async fn the_profile_is_one_page() {
    let scene = Scene::portability(5).await;
    let profile = "/rest/memberSnapshotData?q=criteria&domain=PROFILE";
    let page = scene.get(profile).await.json();
    let owner = &scene.sim.network(scene.member).owner;
    assert_eq!(page["elements"][0]["snapshotDomain"], "PROFILE");
    assert_eq!(page["elements"][0]["snapshotData"][0]["Last Name"], owner.last_name);
    assert_eq!(scene.get(&format!("{profile}&start=1")).await.status, 404);
}

#[tokio::test]
async fn a_call_that_is_not_as_documented_is_a_400() {
    let scene = Scene::portability(5).await;
    for query in
        ["q=viewer&domain=CONNECTIONS", "q=criteria", "q=criteria&domain=EVENTS", "domain=CONNECTIONS"]
    {
        assert_eq!(scene.get(&format!("/rest/memberSnapshotData?{query}")).await.status, 400, "{query}");
    }
    for tail in ["&start=-1", "&start=one", "&count=x", "&extra=1"] {
        let path = format!("/rest/memberSnapshotData?q=criteria&domain=CONNECTIONS{tail}");
        assert_eq!(scene.get(&path).await.status, 400, "{tail}");
    }
}

#[tokio::test]
async fn another_version_is_a_426_and_none_a_400() {
    let scene = Scene::portability(5).await;
    let bearer = format!("Bearer {}", scene.token);
    let ask = async |version: Option<&str>| {
        let mut headers = vec![("authorization", bearer.as_str())];
        headers.extend(version.map(|version| ("linkedin-version", version)));
        scene.send("GET", &path(0), &headers, "").await.unwrap()
    };
    let newer = ask(Some("202404")).await;
    let body = json!({
        "status": 426,
        "code": "NONEXISTENT_VERSION",
        "message": "Requested version 20240401 is not active",
    });
    assert_eq!((newer.status, newer.json()), (426, body));
    assert_eq!(ask(None).await.status, 400);
    assert_eq!(ask(Some("latest")).await.status, 400);
    assert_eq!(scene.sim.calls().refused, 3);
}
