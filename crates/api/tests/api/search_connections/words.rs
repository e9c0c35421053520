//! `search_connections`: words, beginnings of words, scripts, and the two fields that look in a part of them.

use serde_json::json;

use super::worker;
use crate::support::{Tenant, TestApp};

async fn alice(app: &TestApp) -> Tenant<'_> {
    let alice = app.workspace("alice").await;
    let list = vec![
        worker("Anders", "Ångström", "Physicist", "Uppsala Universitet"),
        worker("花子", "鈴木", "研究者", "東京大学"),
        worker("İpek", "İstanbul", "Founder", "Globex"),
        worker("Pat", "O'Brien", "Senior Engineer", "Acme Corp."),
        worker("محمد", "شَرِكة", "مهندس", "شركة النور"),
        worker("Acme", "Jones", "Globex Liaison", "Initech"),
    ];
    app.commit(alice.workspace, "a", list, Vec::new()).await;
    alice
}

#[tokio::test]
async fn letter_case_accents_and_the_order_of_words_do_not_matter() {
    let app = TestApp::start().await;
    let alice = alice(&app).await;
    for (query, name) in [
        ("angstrom", "Anders Ångström"),
        ("ÅNGSTRÖM anders", "Anders Ångström"),
        ("uppsala and", "Anders Ångström"),
        ("istanbul", "İpek İstanbul"),
        ("ISTANBUL ipek", "İpek İstanbul"),
        ("o'brien", "Pat O'Brien"),
        ("obrien", "Pat O'Brien"),
        ("O’BRIEN, pat!", "Pat O'Brien"),
        ("شركة", "محمد شَرِكة"),
        ("مهند", "محمد شَرِكة"),
    ] {
        assert_eq!(alice.finds(query).await, [name], "{query}");
    }
}

#[tokio::test]
async fn scripts_without_spaces_are_found_anywhere_and_others_at_the_beginnings_of_words() {
    let app = TestApp::start().await;
    let alice = alice(&app).await;
    for query in ["京大", "大学 鈴", "東京", "究"] {
        assert_eq!(alice.finds(query).await, ["花子 鈴木"], "{query}");
    }
    for query in ["ngstrom", "rien pat", "京都", "pat globex"] {
        assert_eq!(alice.finds(query).await, [""; 0], "{query}");
    }
}

#[tokio::test]
async fn a_company_is_looked_for_in_companies_and_a_title_in_titles() {
    let app = TestApp::start().await;
    let alice = alice(&app).await;
    let names = async |params| alice.searches(params).await.names();
    assert_eq!(names(json!({"query": "acme"})).await, ["Pat O'Brien", "Acme Jones"]);
    assert_eq!(names(json!({"company": "acme"})).await, ["Pat O'Brien"]);
    assert_eq!(names(json!({"title": "globex"})).await, ["Acme Jones"]);
    assert_eq!(names(json!({"company": "globex"})).await, ["İpek İstanbul"]);
    assert_eq!(names(json!({"query": "acme", "title": "globex", "company": "ini"})).await, ["Acme Jones"]);
    assert_eq!(names(json!({"query": "pat", "company": "globex"})).await, [""; 0]);
}

#[tokio::test]
async fn nobody_is_found_by_words_of_two_neighbours_in_the_list() {
    let app = TestApp::start().await;
    let alice = alice(&app).await;
    for query in ["universitet 花子", "corp محمد", "globex pat"] {
        assert_eq!(alice.finds(query).await, [""; 0], "{query}");
    }
}
