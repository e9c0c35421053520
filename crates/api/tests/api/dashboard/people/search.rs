//! Who is found by which filter, and what is said where nobody can be.

use kith_model::{ConnectedOn, Connection};

use crate::support::people::name;
use crate::support::{Person, TestApp, people, person};

#[tokio::test]
async fn a_workspace_without_accounts_is_led_to_the_first_hour() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let page = Person::signed_in(&alice.client).await.opens("/people").await;
    assert_eq!((page.status(), page.title()), (200, "People"));
    page.shows("There is no account yet");
    assert_eq!(page.link("Begin"), "/start");
}

#[tokio::test]
async fn every_filter_finds_who_fits_and_nobody_else() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let member = |n: u32, company: &str, title: &str, email: Option<&str>, day: &str| Connection {
        company: Some(company.into()),
        headline: Some(title.into()),
        email: email.map(Into::into),
        connected_on: ConnectedOn::read(day),
        ..person(n)
    };
    let list = vec![
        member(1, "Müller & Söhne", "Head of Growth", Some("one@example.com"), "01 Mar 2024"),
        member(2, "Acme", "Founder", None, "01 Feb 2024"),
        member(3, "Acme Corp", "Growth hacker", Some("three@example.com"), "01 Jan 2024"),
        member(4, "Zeta", "Founder", None, ""),
    ];
    alice.lists_now("a", list).await;
    let person = Person::signed_in(&alice.client).await;
    for (query, expected) in [
        ("", &[1, 2, 3, 4][..]),
        ("q=acme", &[2, 3]),
        ("q=GROWTH+corp", &[3]),
        ("q=nobody", &[]),
        ("company=muller", &[1]),
        ("title=growth", &[1, 3]),
        ("title=growth&company=acme", &[3]),
        ("after=2024-02-01", &[1, 2]),
        ("before=2024-02-01", &[2, 3]),
        ("after=2024-01-15&before=2024-02-15", &[2]),
        ("email=yes", &[1, 3]),
        ("email=no", &[2, 4]),
        ("sort=company", &[2, 3, 1, 4]),
        ("sort=last_name&email=yes", &[1, 3]),
        ("q=***&company=zeta", &[4]),
        ("after=soon&company=zeta", &[4]),
        ("after=2025-01-01&before=2024-01-01", &[]),
    ] {
        let page = person.opens(&format!("/people?account=a&{query}")).await;
        assert_eq!(page.status(), 200, "{query}");
        let names: Vec<_> = expected.iter().map(|n| name(*n)).collect();
        assert_eq!(page.names(), names, "{query}");
        match expected.len() {
            0 => page.shows("Nobody found").shows("Nobody fits"),
            1 => page.shows("1 person found"),
            4 => page.shows("4 people"),
            count => page.shows(&format!("{count} people found")),
        };
    }
    let page = person.opens("/people?account=a&q=***&after=2025-01-01&before=2024-01-01").await;
    page.shows("The search has no letter and no digit").shows("The first day is later than the last");
}

#[tokio::test]
async fn who_has_one_account_means_that_one_and_who_has_several_all_of_them() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let mut list = people(2);
    list.push(person(9));
    let reader = Person::signed_in(&alice.client).await;
    let page = reader.opens("/people").await;
    page.shows("<option value=\"a\" selected>").shows("Sort by").hides("Known by");
    alice.lists_now("b", list).await;
    let page = reader.opens("/people").await;
    page.shows("<option value=\"\" selected>All accounts</option>").shows("Known by").shows("4 people");
    assert_eq!(page.names()[2..], [name(2), name(9)]);
    assert_eq!(page.text().matches("2 of us").count(), 2);
    assert_eq!(reader.opens("/people?account=&known=2").await.names(), [name(0), name(1)]);
    assert_eq!(reader.opens("/people?account=&q=first9").await.names(), [name(9)]);
    assert_eq!(reader.opens("/people?account=&company=company+2").await.names(), [name(2)]);
    reader.opens("/people?account=&email=yes").await.shows("choose one").shows("4 people");
    let page = reader.opens("/people?account=b").await;
    assert_eq!(page.names(), [name(0), name(1), name(9)]);
    page.shows("2 of us").shows("1 of us");
}

#[tokio::test]
async fn all_accounts_together_are_filtered_and_put_in_order_too() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let member = |n: u32, company: &str, title: &str, day: &str| Connection {
        company: Some(company.into()),
        headline: Some(title.into()),
        connected_on: ConnectedOn::read(day),
        ..person(n)
    };
    let ours = [
        member(1, "Müller & Söhne", "Head of Growth", "01 Mar 2024"),
        member(2, "Acme", "Founder", "01 Feb 2024"),
        member(4, "", "Founder", ""),
    ];
    alice.lists_now("a", ours.to_vec()).await;
    app.clock.advance(60);
    // Told as the newest list has them, and known since the first of us connected with them.
    let theirs = [member(2, "Zeta", "Head of Growth", "01 Apr 2024"), member(3, "Beta", "", "01 Jan 2024")];
    alice.lists_now("b", theirs.to_vec()).await;
    let reader = Person::signed_in(&alice.client).await;
    for (query, expected) in [
        ("", &[2, 1, 3, 4][..]),
        ("sort=known_by", &[2, 1, 3, 4]),
        ("title=growth", &[2, 1]),
        ("title=founder", &[4]),
        ("title=growth&company=zeta", &[2]),
        ("after=2024-02-01", &[2, 1]),
        ("after=2024-02-02", &[1]),
        ("before=2024-02-01", &[2, 3]),
        ("after=2024-03-01&before=2024-02-01", &[]),
        ("known=2&sort=company", &[2]),
        ("sort=recently_connected", &[1, 2, 3, 4]),
        ("sort=first_name", &[1, 2, 3, 4]),
        ("sort=company", &[3, 1, 2, 4]),
        ("sort=last_name", &[2, 1, 3, 4]),
    ] {
        let page = reader.opens(&format!("/people?account=&{query}")).await;
        assert_eq!(page.status(), 200, "{query}");
        assert_eq!(page.names(), expected.iter().map(|n| name(*n)).collect::<Vec<_>>(), "{query}");
    }
    let page = reader.opens("/people?account=&sort=company").await;
    page.shows("<option value=\"company\" selected>").hides("those whom most of us know first");
    reader.opens("/people?account=").await.shows("those whom most of us know first");
}

#[tokio::test]
async fn accounts_without_a_list_say_what_to_do_instead() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await.with_empty_account("new").await;
    alice.has_live_account("live").await;
    alice.lists_now("none", Vec::new()).await;
    let reader = Person::signed_in(&alice.client).await;
    reader.opens("/people").await.shows("Left out:").shows("(live)").shows("(nothing imported yet)");
    alice.pauses("a").await;
    for (account, says) in [
        ("a", "This account is paused"),
        ("new", "Nothing was imported or synced into this account yet"),
        ("live", "This account is live"),
        ("none", "This list is empty"),
    ] {
        let page = reader.opens(&format!("/people?account={account}")).await;
        assert_eq!(page.status(), 200, "{account}");
        page.shows(says);
        assert!(page.names().is_empty());
        if account != "none" {
            let to = page.link("See the account");
            assert_eq!(
                (to.as_str(), reader.opens(&to).await.status()),
                (&*format!("/accounts/{account}"), 200)
            );
        }
    }
    assert_eq!(reader.opens("/people?account=elsewhere").await.status(), 404);
}

#[tokio::test]
async fn another_workspaces_account_is_not_found_whatever_is_asked_of_it() {
    let app = TestApp::start().await;
    let _bob = app.workspace("bob").await.with_connections("his", 3).await;
    let alice = app.workspace("alice").await.with_connections("hers", 3).await;
    let mut reader = Person::signed_in(&alice.client).await;
    let member = person(0).member_id();
    for path in ["/people?account=his".to_owned(), format!("/people/his/{member}")] {
        let page = reader.opens(&path).await;
        assert_eq!(page.status(), 404, "{path}");
        page.hides("First0");
    }
    let page = reader.sends("/people/download", &[("account", "his"), ("format", "csv")]).await;
    assert_eq!(page.status(), 404);
    assert_eq!(reader.opens("/people?account=").await.names().len(), 3);
}

#[tokio::test]
async fn names_of_every_script_and_a_member_called_script_are_shown_as_they_are() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let names = ["<script>", "محمد", "דוד", "李小龍", "अनुष्का", "O'Brien \"&\"", "\u{1f600}"];
    let long = format!("{}<img src=x>", "Long title ".repeat(363));
    let list = (0..).zip(names).map(|(n, first)| Connection {
        first_name: Some(first.into()),
        last_name: None,
        headline: Some(long.clone()),
        ..person(n)
    });
    alice.lists_now("a", list.collect()).await;
    let reader = Person::signed_in(&alice.client).await;
    for account in ["a", ""] {
        let page = reader.opens(&format!("/people?account={account}")).await;
        let (mut shown, mut all) = (page.names(), names.map(str::to_owned));
        shown.sort();
        all.sort();
        assert_eq!(shown, all);
        page.hides("<script>").hides("<img src=x").shows("dir=\"auto\"");
        for (name, path) in page.people() {
            let card = reader.opens(&path).await;
            assert_eq!(card.status(), 200, "{path}");
            card.hides("<script>").hides("<img src=x");
            assert!(super::plain(card.text()).contains(&long), "{name}");
        }
    }
    let page = reader.opens("/people?account=a&q=%3Cscript%3E%22%27").await;
    page.hides("<script>");
    assert_eq!(page.names(), ["<script>"]);
}
