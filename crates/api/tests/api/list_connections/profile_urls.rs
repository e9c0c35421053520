//! `list_connections`: `profile_url` has the seed's form whatever the source wrote.

use serde_json::{Value, json};

use crate::support::{TestApp, exports};

#[tokio::test]
async fn every_spelling_of_an_export_is_answered_in_the_seeds_form() {
    let spellings = [
        ("https://www.linkedin.com/in/form-a", "form-a"),
        ("https://www.linkedin.com/in/form-b/", "form-b"),
        ("http://www.linkedin.com/in/form-c", "form-c"),
        ("www.linkedin.com/in/form-d", "form-d"),
        ("HTTPS://WWW.LINKEDIN.COM/in/Form-E", "Form-E"),
        ("https://uk.linkedin.com/in/form-f", "form-f"),
        ("https://www.linkedin.com/in/form-g?trk=x&utm=y", "form-g"),
        ("https://www.linkedin.com/in/form-h#about", "form-h"),
        ("https://www.linkedin.com/in/form-i/?a=b#c", "form-i"),
        ("https://www.linkedin.com/in/r%c3%b6der-j", "r%C3%B6der-j"),
        ("https://www.linkedin.com/in/röder-k/", "r%C3%B6der-k"),
        ("https://www.linkedin.com/in/100%-l", "100%25-l"),
        ("https://www.linkedin.com/in/50%2-m", "50%252-m"),
        ("https://www.linkedin.com/in/李小龙-n", "%E6%9D%8E%E5%B0%8F%E9%BE%99-n"),
    ];
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let id = alice.creates("Alice").await;
    let rows = spellings.iter().map(|(url, vanity)| exports::named("A", vanity, url));
    let path = format!("/v2/accounts/{id}/import");
    alice.client.send("POST", &path, Some("text/csv"), exports::csv(rows)).await.data();

    let page = alice.lists(&id, json!({"count": 100})).await.data();

    let shown = page["connections"].as_array().unwrap().iter().map(|row| row["profile_url"].clone());
    let right = spellings.iter().map(|(_, vanity)| json!(format!("https://www.linkedin.com/in/{vanity}/")));
    assert_eq!(shown.collect::<Vec<_>>(), right.collect::<Vec<_>>());
}

#[tokio::test]
async fn an_address_that_is_no_profile_is_null_and_its_member_stays_in_the_list() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let id = alice.creates("Alice").await;
    let no_profiles =
        ["", "javascript:alert(1)", "https://example.com/in/jane", "https://www.linkedin.com/company/x"];
    let rows = no_profiles.iter().zip(0..).map(|(url, n)| exports::named("A", &n.to_string(), url));
    let path = format!("/v2/accounts/{id}/import");
    alice.client.send("POST", &path, Some("text/csv"), exports::csv(rows)).await.data();
    let page = alice.lists(&id, json!({})).await.data();
    assert_eq!(page["total_results"], 4);
    assert!(page["connections"].as_array().unwrap().iter().all(|row| row["profile_url"] == Value::Null));
}
