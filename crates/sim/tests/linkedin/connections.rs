//! The Connections API: rows newest first, what a projection selects, and what is refused.

use kith_sim::Grant;
use serde_json::{Value, json};

use crate::support::{Answer, Scene};

/// All that kith could want to know of a person.
const DECORATED: &str = "%28elements*%28to~%28id%2ClocalizedFirstName%2ClocalizedLastName%2ClocalizedHeadline%2C\
    vanityName%2CprofilePicture%28displayImage~%3AplayableStreams%29%29%29%2Cpaging%29";

fn decorated(count: u32) -> String {
    format!("/v2/connections?q=viewer&count={count}&projection={DECORATED}")
}

fn links(page: &Answer) -> Vec<(String, String)> {
    let page = page.json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let links = page["paging"]["links"].as_array().unwrap();
    links.iter().map(|link| (text(&link["rel"]), text(&link["href"]))).collect()
}

#[tokio::test]
async fn without_a_projection_a_page_has_urns_and_paging() {
    let scene = Scene::connections(8).await;
    let page = scene.get("/v2/connections?q=viewer&count=50").await;
    assert_eq!(page.status, 200);
    assert_eq!(page.header("content-type"), Some("application/json"));
    assert_eq!(page.ids().len(), 8);
    assert!(page.ids().iter().all(|id| id.starts_with("urn:li:person:SYN")));
    let paging = json!({"start": 0, "count": 50, "links": [], "total": 8});
    assert_eq!(page.json()["paging"], paging);
    assert_eq!(page.json()["elements"][0].as_object().unwrap().len(), 1);
}

#[tokio::test]
async fn ten_rows_are_a_page_unless_a_count_is_given() {
    let scene = Scene::connections(25).await;
    assert_eq!(scene.get("/v2/connections?q=viewer").await.ids().len(), 10);
    assert_eq!(scene.get("/v2/connections?q=viewer&start=20").await.ids().len(), 5);
}

#[tokio::test]
async fn the_next_links_lead_through_the_whole_list_and_the_prev_links_back() {
    let scene = Scene::connections(25).await;
    let all = scene.get("/v2/connections?q=viewer&count=100").await.ids();
    let mut path = "/v2/connections?q=viewer&count=10&projection=%28elements*%28to%29%2Cpaging%29".to_owned();
    let mut seen = Vec::new();
    loop {
        let page = scene.get(&path).await;
        seen.extend(page.ids());
        match links(&page).into_iter().find(|(rel, _)| rel == "next") {
            Some((_, href)) => path = href,
            None => break,
        }
    }
    assert_eq!(seen, all);
    assert_eq!(
        path,
        "/v2/connections?count=10&projection=%28elements*%28to%29%2Cpaging%29&q=viewer&start=20"
    );
    let (rel, href) = links(&scene.get(&path).await).remove(0);
    assert_eq!(rel, "prev");
    assert_eq!(scene.get(&href).await.ids(), all[10..20]);
}

#[tokio::test]
async fn a_page_past_the_end_is_empty() {
    let scene = Scene::connections(5).await;
    let page = scene.get("/v2/connections?q=viewer&start=5&count=5").await;
    assert_eq!((page.status, page.ids().len()), (200, 0));
    assert_eq!(page.json()["paging"]["total"], 5);
}

#[tokio::test]
async fn a_projection_of_paging_counts_and_shows_nobody() {
    let scene = Scene::connections(42).await;
    let page = scene.get("/v2/connections?q=viewer&projection=(paging)").await;
    assert_eq!(page.json(), json!({"paging": {"start": 0, "count": 10, "links": [], "total": 42}}));
    let page = scene.get("/v2/connections?q=viewer&projection=(paging(total))").await;
    assert_eq!(page.json(), json!({"paging": {"total": 42}}));
}

#[tokio::test]
async fn a_person_has_only_the_fields_that_were_named() {
    let scene = Scene::connections(3).await;
    let page = scene.get("/v2/connections?q=viewer&projection=(elements*(to~(id,vanityName)))").await.json();
    assert_eq!(page.as_object().unwrap().keys().collect::<Vec<_>>(), ["elements"]);
    for element in page["elements"].as_array().unwrap() {
        let person = element["to~"].as_object().unwrap();
        assert_eq!(person.len(), 2);
        assert_eq!(element["to"], format!("urn:li:person:{}", person["id"].as_str().unwrap()));
    }
}

#[tokio::test]
async fn people_are_shown_as_the_network_has_them_newest_first() {
    let scene = Scene::connections(200).await;
    let page = scene.get(&decorated(200)).await.json();
    let network = scene.sim.network(scene.member);
    for (element, member) in page["elements"].as_array().unwrap().iter().zip(&network.members) {
        let person = &element["to~"];
        assert_eq!(person["localizedFirstName"], member.first_name);
        assert_eq!(person["localizedLastName"], member.last_name);
        let headline = match (member.position.as_str(), member.company.as_str()) {
            ("", "") => Value::Null,
            (one, "") | ("", one) => json!(one),
            (position, company) => json!(format!("{position} at {company}")),
        };
        assert_eq!(person.get("localizedHeadline").unwrap_or(&Value::Null), &headline);
        let vanity = person["vanityName"].as_str().unwrap();
        assert!(!vanity.contains('%') && (vanity == member.vanity || member.vanity.contains('%')));
        assert!(person.get("emailAddress").is_none());
    }
}

#[tokio::test]
async fn about_two_thirds_have_a_picture_in_four_sizes() {
    let scene = Scene::connections(300).await;
    let page = scene.get(&decorated(300)).await.json();
    let elements = page["elements"].as_array().unwrap();
    let pictures: Vec<_> =
        elements.iter().filter_map(|element| element["to~"].get("profilePicture")).collect();
    assert!((170..230).contains(&pictures.len()), "{}", pictures.len());
    for picture in pictures {
        let streams = picture["displayImage~"]["elements"].as_array().unwrap();
        assert_eq!(streams.len(), 4);
        for (stream, width) in streams.iter().zip([100, 200, 400, 800]) {
            let image = &stream["data"]["com.linkedin.digitalmedia.mediaartifact.StillImage"];
            assert_eq!(image["storageSize"], json!({"width": width, "height": width}));
            let identifier = &stream["identifiers"][0];
            let url = identifier["identifier"].as_str().unwrap();
            let expires = identifier["identifierExpiresInSeconds"].as_i64().unwrap();
            assert!(url.starts_with("https://media.licdn.com/dms/image/v2/SYNASSET"), "{url}");
            assert!(url.contains(&format!("shrink_{width}_{width}/0/")), "{url}");
            assert!(url.contains(&format!("?e={expires}&v=beta&t=SYNTHETIC")), "{url}");
        }
    }
}

#[tokio::test]
async fn either_spelling_of_the_picture_is_answered_alike_and_a_bare_one_with_its_urn() {
    let scene = Scene::connections(30).await;
    let ask = async |picture: &str| {
        let path =
            format!("/v2/connections?q=viewer&count=30&projection=(elements*(to~(profilePicture{picture})))");
        scene.get(&path).await.json()
    };
    let streams = ask("(displayImage~:playableStreams)").await;
    assert_eq!(ask("(displayImage~digitalmediaAsset:playableStreams)").await, streams);
    let bare = ask("").await;
    let with = bare["elements"].as_array().unwrap().iter().find_map(|one| one["to~"].get("profilePicture"));
    let with = with.unwrap().as_object().unwrap();
    assert!(
        with.len() == 1 && with["displayImage"].as_str().unwrap().starts_with("urn:li:digitalmediaAsset:")
    );
}

#[tokio::test]
async fn signatures_stand_until_pictures_are_refreshed_and_expire_when_told() {
    let scene = Scene::connections(20).await;
    let first = scene.get(&decorated(20)).await.json();
    assert_eq!(scene.get(&decorated(20)).await.json(), first);
    scene.sim.refresh_pictures();
    let second = scene.get(&decorated(20)).await;
    assert_ne!(second.json(), first);
    scene.sim.set_picture_expiry("2026-12-01T00:00:00Z".parse().unwrap());
    let third = String::from_utf8(scene.get(&decorated(20)).await.body).unwrap();
    assert!(third.contains("?e=1796083200&") && third.contains("\"identifierExpiresInSeconds\":1796083200}"));
}

#[tokio::test]
async fn fresh_signatures_differ_at_every_call() {
    let scene = Scene::with(20, Grant::default(), |options| options.fresh_signatures = true).await;
    assert_ne!(scene.get(&decorated(20)).await.json(), scene.get(&decorated(20)).await.json());
}

#[tokio::test]
async fn hidden_people_cannot_be_expanded_and_are_always_the_same() {
    let scene = Scene::with(400, Grant::default(), |options| options.hidden_every = Some(20)).await;
    let page = scene.get(&decorated(400)).await.json();
    let elements = page["elements"].as_array().unwrap();
    let hidden: Vec<_> = elements.iter().filter(|one| one.get("to!").is_some()).collect();
    assert!((8..40).contains(&hidden.len()), "{}", hidden.len());
    assert!(hidden.iter().all(|one| one["to!"]["status"] == 403 && one.get("to~").is_none()));
    assert_eq!(scene.get(&decorated(400)).await.json(), page);
}

#[tokio::test]
async fn a_call_that_is_not_as_documented_is_refused_and_counted() {
    let scene = Scene::connections(5).await;
    let wrong = [
        "",
        "?q=member",
        "?q=viewer&sort=up",
        "?q=viewer&q=viewer",
        "?q=viewer&start=-1",
        "?q=viewer&start=ten",
        "?q=viewer&start=2147483648",
        "?q=viewer&count=501",
        "?q=viewer&count=-5",
        "?q=viewer&count=",
        "?q=viewer&projection=(paging",
        "?q=viewer&projection=(elements*(to~(email)))",
    ];
    for query in wrong {
        let answer = scene.get(&format!("/v2/connections{query}")).await;
        assert_eq!(answer.status, 400, "{query}");
        assert_eq!(
            answer.json(),
            json!({"message": "Invalid query parameters passed to request", "status": 400})
        );
    }
    assert_eq!(scene.sim.calls().refused, wrong.len() as u64);
}

#[tokio::test]
async fn the_protocol_version_is_needed() {
    let scene = Scene::connections(5).await;
    let bearer = format!("Bearer {}", scene.token);
    let headers = [("authorization", bearer.as_str())];
    assert_eq!(scene.send("GET", "/v2/connections?q=viewer", &headers, "").await.unwrap().status, 400);
}

#[tokio::test]
async fn what_does_not_exist_is_a_404_and_another_method_a_405() {
    let scene = Scene::connections(5).await;
    assert_eq!(scene.get("/v2/elsewhere").await.status, 404);
    assert_eq!(scene.send("DELETE", "/v2/connections?q=viewer", &[], "").await.unwrap().status, 405);
    assert_eq!(scene.sim.calls().refused, 2);
}
