//! Exports that are dropped on a page: where they go, what is told of them, and that nothing is left of those refused.

use kith_engine::{ImportLimits, Settings};

use crate::support::{Person, Tenant, TestApp, exports};

async fn accounts(alice: &Tenant<'_>) -> u64 {
    alice.client.get("/v2/accounts").await.data()["total_available_results"].as_u64().unwrap()
}

/// A `Connections.csv` of the members with these numbers.
fn csv(members: std::ops::Range<u32>) -> Vec<u8> {
    exports::csv(members.map(exports::row))
}

#[tokio::test]
async fn the_first_export_makes_an_account_that_is_called_as_its_owner_and_a_newer_one_goes_there_too() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let mut person = Person::signed_in(&alice.client).await;
    let page = person.hands_in(&[], &exports::zip(1_201)).await;
    assert_eq!(page.status(), 200, "{}", page.text());
    page.shows("<dd>1,201</dd>").shows("The account was made.").shows("See the account");
    let made = alice.client.get("/v2/accounts").await.data()["accounts"][0].clone();
    page.shows(&format!("href=\"/people?account={}\"", made["account_id"].as_str().unwrap()));
    let owner = kith_sim::people::Network::generate(7, 1_201).owner;
    assert_eq!(made["name"], format!("{} {}", owner.first_name, owner.last_name));
    let page = person.hands_in(&[], &exports::zip(1_201)).await;
    page.shows("Nothing changed: the list is the one that was there.");
    assert_eq!(accounts(&alice).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_export_that_is_handed_in_twice_at_once_makes_one_account() {
    let app = TestApp::unlimited().await;
    let beside = app.beside().await;
    for (file, name) in [(exports::zip(300), "zip"), (csv(0..300), "csv")] {
        let tenant = app.workspace(name).await;
        let other = tenant.client.clone().at(beside.address);
        // Whose list it is cannot be told of a bare one while another process imports it.
        let places = if name == "zip" { [&tenant.client, &other] } else { [&tenant.client; 2] };
        let mut people = Vec::new();
        for n in 0..6 {
            people.push(Person::signed_in(places[n % 2]).await);
        }
        let all = people.iter_mut().map(|person| person.hands_in(&[], &file));
        for page in futures_util::future::join_all(all).await {
            assert_eq!(page.status(), 200, "{}", page.text());
        }
        assert_eq!(accounts(&tenant).await, 1, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_form_for_a_new_account_that_is_sent_again_is_answered_as_it_was_and_makes_no_other() {
    let app = TestApp::unlimited().await;
    let beside = app.beside().await;
    let alice = app.workspace("alice").await;
    let mut person = Person::signed_in(&alice.client).await;
    let mut elsewhere = Person::signed_in(&alice.client.clone().at(beside.address)).await;
    let once = person.opens("/accounts/new").await.once();
    let form = [("account", "new"), ("name", "Bo"), ("once", once.as_str())];
    let file = csv(0..20);
    let (here, there) = tokio::join!(person.hands_in(&form, &file), elsewhere.hands_in(&form, &file));
    for page in [here, there, person.hands_in(&form, &file).await] {
        assert_eq!(page.status(), 200, "{}", page.text());
        page.shows("The account was made.").shows("<dt>Came</dt><dd>20</dd>");
    }
    assert_eq!(accounts(&alice).await, 1);
    // Another file is another form, and so is another page; what was erased may be made again.
    person.hands_in(&form, &csv(0..21)).await.shows("The account was made.");
    let twice = person.opens("/accounts/new").await.once();
    let again = [("account", "new"), ("name", "Bo"), ("once", twice.as_str())];
    person.hands_in(&again, &file).await.shows("The account was made.");
    assert_eq!(accounts(&alice).await, 3);
    let all = alice.client.get("/v2/accounts").await.data()["accounts"].clone();
    for account in all.as_array().unwrap() {
        alice.client.delete(&format!("/v2/accounts/{}", account["account_id"].as_str().unwrap())).await;
    }
    person.hands_in(&form, &file).await.shows("The account was made.");
    assert_eq!(accounts(&alice).await, 1);
}

#[tokio::test]
async fn a_bare_list_goes_to_the_account_that_keeps_its_members_and_the_first_is_called_plainly() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let mut person = Person::signed_in(&alice.client).await;
    person.hands_in(&[("account", "")], &csv(0..20)).await.shows("My network");
    let page = person.hands_in(&[("account", "")], &csv(2..25)).await;
    page.shows("The list is the account").shows("<dt>Came</dt><dd>5</dd>").shows("<dt>Left</dt><dd>2</dd>");
    assert_eq!(accounts(&alice).await, 1);
    let page = person.hands_in(&[("account", "")], &csv(100..120)).await;
    assert_eq!((page.status(), page.title()), (400, "Nothing was imported"));
    page.shows("No account keeps at least half of its members in this export; choose below which one it is.");
    page.hides("--account");
    assert_eq!(accounts(&alice).await, 1);
    person.hands_in(&[("account", "new"), ("name", "Bo")], &csv(100..120)).await.shows("Bo</bdi>");
    assert_eq!(accounts(&alice).await, 2);
}

#[tokio::test]
async fn what_was_read_is_told_row_by_row() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let mut person = Person::signed_in(&alice.client).await;
    let mut rows: Vec<_> = (0..10).map(exports::row).collect();
    rows.push(exports::row(3));
    rows.push(exports::named("", "", "https://www.linkedin.com/in/closed"));
    rows.extend((0..120).map(|_| [""; 7].map(str::to_owned)));
    rows[0][3] = "no address".into();
    let page = person.hands_in(&[], &exports::csv(rows)).await;
    page.shows("1 row left out: the same member twice").shows("1 member without a name");
    page.shows("120 rows left out").shows("Rows left out").shows("And 20 more.").shows("Rows read in part");
    page.shows("scope=\"col\"").shows("<caption>");
}

#[tokio::test]
async fn looking_only_writes_nothing() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let mut person = Person::signed_in(&alice.client).await;
    let page = person.hands_in(&[("dry_run", "yes")], &csv(0..20)).await;
    page.shows("Nothing was written. An import would make the account.").shows("<dd>20</dd>");
    assert_eq!(accounts(&alice).await, 0);
    alice.has_connections("a", 5).await;
    let page = person.hands_in(&[("account", "a"), ("dry_run", "yes")], &csv(0..20)).await;
    page.shows("Nothing was written.").shows("href=\"/accounts/a/import\">Hand it in for real");
    assert_eq!(alice.account("a").await["connections"], 5);
}

#[tokio::test]
async fn a_form_that_is_refused_keeps_what_was_ticked_so_that_who_only_looked_imports_nothing_next() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 20).await;
    let mut person = Person::signed_in(&alice.client).await;
    let looks = "name=\"dry_run\" type=\"checkbox\" value=\"yes\" checked";
    let replaces = "name=\"replace\" type=\"checkbox\" value=\"yes\" checked";
    person
        .hands_in(&[("account", "a"), ("dry_run", "yes")], b"")
        .await
        .shows(looks)
        .hides("name=\"replace\"");
    person.hands_in(&[("account", "a"), ("dry_run", "yes")], &csv(50..60)).await.shows(looks).hides(replaces);
    person.hands_in(&[("account", "a"), ("replace", "yes")], b"").await.shows(replaces).hides(looks);
}

#[tokio::test]
async fn another_members_export_is_asked_about_and_replaces_the_list_only_when_that_is_said() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 20).await;
    let mut person = Person::signed_in(&alice.client).await;
    let page = person.hands_in(&[("account", "a")], &csv(15..60)).await;
    assert_eq!(page.status(), 400);
    page.shows("keeps 5 of the 20 connections of Test").shows("Replace the list, whoever is in it");
    page.shows("<option value=\"a\" selected>");
    assert_eq!(alice.account("a").await["connections"], 20);
    let page = person.hands_in(&[("account", "a"), ("replace", "yes")], &csv(15..60)).await;
    assert_eq!(page.status(), 200);
    assert_eq!(alice.account("a").await["connections"], 45);
}

#[tokio::test]
async fn what_is_no_export_is_refused_in_words_and_leaves_no_account() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let mut person = Person::signed_in(&alice.client).await;
    for (file, says) in [
        (&b""[..], "No file was chosen"),
        (b"%PDF-1.7 something", "PDF"),
        (b"PK\x03\x04 cut short", "ZIP"),
        (b"a,b\n1,2\n", "Nothing was imported."),
    ] {
        for account in ["", "new"] {
            let page = person.hands_in(&[("account", account)], file).await;
            assert_eq!((page.status(), page.title()), (400, "Nothing was imported"));
            page.shows(says).shows("name=\"file\"");
        }
    }
    for length in [300, 3_000, 30_000] {
        let long = "x".repeat(length);
        let page = person.hands_in(&[("account", "new"), ("name", &long)], &csv(0..3)).await;
        assert_eq!(page.status(), 400, "{length}");
        page.shows("1 to 200 characters");
    }
    assert_eq!(accounts(&alice).await, 0);
}

#[tokio::test]
async fn a_file_over_the_limit_is_refused_with_the_limit() {
    let import = ImportLimits { max_export_bytes: 1 << 20, ..ImportLimits::default() };
    let app = TestApp::with(Settings { import, ..Settings::default() }).await;
    let alice = app.workspace("alice").await;
    let mut person = Person::signed_in(&alice.client).await;
    let page = person.hands_in(&[], &vec![b'x'; 1_200_000]).await;
    assert_eq!(page.status(), 413);
    page.shows("The file is larger than 1 MiB, the largest export that is taken.");
    person.opens("/accounts/new").await.shows("up to 1 MiB").shows("data-max=\"1048576\"");
}

#[tokio::test]
async fn an_upload_without_its_proof_imports_nothing_and_a_script_proves_it_by_a_header() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let mut person = Person::signed_in(&alice.client).await;
    let file = csv(0..5);
    for proof in [None, Some("0123456789abcdef0123456789abcdef")] {
        let mut parts = vec![("file", Some("Connections.csv"), file.as_slice())];
        parts.extend(proof.map(|proof| ("csrf", None, proof.as_bytes())));
        let page = person.sends_text("/accounts/import", exports::FORM, exports::form(&parts)).await;
        assert_eq!(page.status(), 403);
        page.shows("not sent by a page of your session")
            .shows("oad the page again")
            .hides("Sign in with a key");
    }
    assert_eq!(accounts(&alice).await, 0);
    let proof = person.csrf().await;
    let browser = alice.client.clone().without_key().with("cookie", &person.cookie);
    let body = exports::form(&[("file", Some("Connections.csv"), file.as_slice())]);
    let sent = browser.with("x-csrf-token", &proof).with("hx-request", "true");
    let reply = sent.send_freely("POST", "/accounts/import", Some(exports::FORM), body).await;
    assert_eq!(reply.status, 200);
    assert_eq!(accounts(&alice).await, 1);
}

#[tokio::test]
async fn an_account_whose_source_is_called_takes_no_export() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let mut person = Person::signed_in(&alice.client).await;
    person.sends("/accounts/new", &[("name", "Ada"), ("kind", "portability")]).await;
    let made = alice.client.get("/v2/accounts").await.data()["accounts"][0]["account_id"].clone();
    let id = made.as_str().unwrap();
    person.opens("/accounts/new").await.hides(&format!("<option value=\"{id}\""));
    let page = person.hands_in(&[("account", id)], &csv(0..5)).await;
    assert_eq!(page.status(), 400);
    page.shows("into an account of kind archive");
}

#[tokio::test]
async fn an_upload_of_another_form_is_refused() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let mut person = Person::signed_in(&alice.client).await;
    let page = person.sends("/accounts/import", &[("account", "new")]).await;
    assert_eq!(page.status(), 400);
    assert_eq!(person.opens("/accounts/import").await.path, "/accounts/new");
}
