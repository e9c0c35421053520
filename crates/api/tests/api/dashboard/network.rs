//! `/network` over HTTP: the figures of an account, the overlap of accounts, and their files.

use kith_model::{ConnectedOn, Connection};
use serde_json::json;

use crate::support::{Person, TestApp, people, person};

fn dated(n: u32, day: &str, company: &str) -> Connection {
    let (connected_on, company) = (ConnectedOn::read(day), Some(company.into()));
    let (headline, position) = (None, Some("Head of Sales".into()));
    Connection { connected_on, company, headline, position, ..person(n) }
}

fn six() -> Vec<Connection> {
    vec![
        dated(0, "03 Apr 2024", "Acme"),
        dated(1, "01 Apr 2024", "ACME"),
        dated(2, "01 Feb 2024", "Acme"),
        dated(3, "01 Feb 2024", "</script><b>"),
        dated(4, "no day", "Bolt"),
        dated(5, "31 Jan 2024", "Bolt"),
    ]
}

#[tokio::test]
async fn an_account_is_counted_in_charts_and_in_tables_alike() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    app.commit(alice.workspace, "a", six(), Vec::new()).await;
    let person = Person::signed_in(&alice.client).await;
    let page = person.opens("/network").await;
    assert_eq!((page.status(), page.title()), (200, "Network"));
    let growth = page.block("growth-data");
    assert_eq!(growth["labels"], json!(["2024-01", "2024-02", "2024-03", "2024-04"]));
    assert_eq!(growth["series"][0]["values"], json!([1, 3, 3, 5]));
    assert_eq!(growth["series"][1]["values"], json!([1, 2, 0, 2]));
    page.shows("From 2024-01 to 2024-04 the network grew to 5 connections")
        .shows("1 connection without a certain day");
    let companies = page.block("companies-data");
    assert_eq!(companies["labels"], json!(["Acme", "Bolt", "</script><b>"]));
    assert_eq!(companies["series"][0]["values"], json!([3, 2, 1]));
    page.shows("Most people: \u{2068}Acme\u{2069} (3), \u{2068}Bolt\u{2069} (2)")
        .hides("<b>")
        .hides(" style=")
        .hides("https://");
    for id in ["growth", "companies", "titles", "seniority"] {
        page.shows(&format!(
            "<canvas id=\"{id}\" data-chart=\"{id}-data\" role=\"img\" aria-label=\"Chart: "
        ));
        page.shows(&format!("/network/{id}.csv?account=a")).shows(&format!("data-picture-of=\"{id}\""));
    }
    page.shows("Overlap needs two accounts");
    alice.has_credits(100_000).await;
}

#[tokio::test]
async fn accounts_that_were_chosen_to_be_compared_stay_chosen_when_another_one_is_shown() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 4).await.with_connections("b", 3).await;
    let alice = alice.with_connections("c", 2).await;
    let person = Person::signed_in(&alice.client).await;
    let kept = |id: &str| format!("<input type=\"hidden\" name=\"with\" value=\"{id}\">");
    let page = person.opens("/network?account=a&with=b&with=c").await;
    page.shows(&kept("b")).shows(&kept("c")).hides(&kept("a"));
    person.opens("/network?account=a").await.hides("type=\"hidden\" name=\"with\"");
}

#[tokio::test]
async fn tables_are_files_and_nobody_pays_for_numbers() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    app.commit(alice.workspace, "a", six(), Vec::new()).await;
    app.commit(alice.workspace, "b", people(3), Vec::new()).await;
    let person = Person::signed_in(&alice.client).await;
    let file = async |name: &str| {
        let page = person.opens(&format!("/network/{name}")).await;
        assert_eq!(page.status(), 200, "{name}");
        assert_eq!(page.reply.header("content-type"), "text/csv; charset=utf-8");
        page.text().trim_start_matches('\u{feff}').replace("\r\n", "\n")
    };
    let growth = file("growth.csv?account=a").await;
    assert_eq!(growth, "Month,New,Connections\n2024-01,1,1\n2024-02,2,3\n2024-04,2,5\n");
    let companies = file("companies.csv?account=a").await;
    assert_eq!(companies, "Company,People,Share\nAcme,3,50.0 %\nBolt,2,33.3 %\n</script><b>,1,16.7 %\n");
    assert!(file("titles.csv?account=a").await.contains("Head of Sales,6,100.0 %"));
    assert!(file("seniority.csv?account=a").await.contains("\nHead,6,100.0 %\n"));
    let overlap = file("overlap.csv?with=a&with=b").await;
    assert_eq!(overlap, "Account,Other account,People whom both know,Share\nTest,Test,3,0.5\n");
    for none in ["growth", "growth.png", "nothing.csv", ".csv", "growth.csv"] {
        assert_eq!(person.opens(&format!("/network/{none}")).await.status(), 404, "{none}");
    }
    alice.has_credits(100_000).await;
}

#[tokio::test]
async fn the_largest_accounts_are_compared_unless_others_are_chosen() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    for (id, count) in [("a", 40), ("b", 30), ("c", 20), ("d", 10), ("e", 50), ("f", 60), ("g", 70)] {
        alice.has_connections(id, count).await;
    }
    alice.pauses("g").await;
    let person = Person::signed_in(&alice.client).await;
    let page = person.opens("/network").await;
    assert_eq!(
        page.block("overlap-data")["series"][0]["values"],
        json!([50, 40, 40, 30, 30, 30, 20, 20, 20, 20])
    );
    page.shows("5 of 6 accounts compared").shows("60 people together; 20 people known to all");
    let page = person.opens("/network?account=d&with=d&with=a&with=none&with=g").await;
    assert_eq!(page.block("overlap-data")["series"][0]["values"], json!([10]));
    page.shows("2 of 6 accounts compared").shows("<option value=\"d\" selected>");
    page.shows("/network/overlap.csv?account=d&#38;with=a&#38;with=d");
    let page = person.opens("/network?with=a").await;
    page.shows("Choose two accounts or more");
}

#[tokio::test]
async fn accounts_can_be_chosen_again_where_one_of_two_that_were_compared_is_gone() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 4).await.with_connections("b", 3).await;
    let person = Person::signed_in(&alice.client).await;
    person.opens("/network").await.hides("Choose the accounts to compare");
    let page = person.opens("/network?with=a&with=gone").await;
    page.shows("Choose two accounts or more.")
        .shows("Choose the accounts to compare (1 of 2 accounts compared)");
}

#[tokio::test]
async fn a_page_without_figures_says_why_and_what_to_do() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let person = Person::signed_in(&alice.client).await;
    person.opens("/network").await.shows("There is no list to count yet").hides("<canvas");
    let alice = alice.with_empty_account("never").await.with_connections("a", 1).await;
    person.opens("/network?account=never").await.shows("This account has no list yet");
    person.opens("/network").await.shows("<canvas").shows("100.0 %");
    alice.has_connections("none", 0).await;
    person.opens("/network?account=none").await.shows("Nobody is in this list yet");
    alice.pauses("a").await;
    person.opens("/network?account=a").await.shows("This account is paused");
    assert_eq!(person.opens("/network?account=acc_none").await.status(), 404);
}

#[tokio::test]
async fn another_workspaces_accounts_are_neither_counted_nor_compared() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 5).await.with_connections("b", 5).await;
    let bob = app.workspace("bob").await;
    let person = Person::signed_in(&bob.client).await;
    for path in ["/network?account=a", "/network/growth.csv?account=a"] {
        assert_eq!(person.opens(path).await.status(), 404, "{path}");
    }
    person.opens("/network?with=a&with=b").await.hides("Each account against each");
    let own = Person::signed_in(&alice.client).await;
    own.opens("/network").await.shows("Each account against each");
}
