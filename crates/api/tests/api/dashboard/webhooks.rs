//! Webhooks as a person makes them, reads their log and sends again.

use kith_model::Scope;
use serde_json::{Value, json};

use crate::support::receiver::Mood;
use crate::support::{Person, Receiver, TestApp};

#[tokio::test]
async fn the_page_says_that_there_is_none_and_how_to_make_one() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let person = Person::signed_in(&alice.client).await;
    let page = person.opens("/webhooks").await;
    assert_eq!((page.status(), page.title()), (200, "Webhooks"));
    page.shows("There is no webhook yet. Make the first one below.").shows("New webhook");
}

#[tokio::test]
async fn a_webhook_is_made_tried_changed_and_deleted() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let receiver = Receiver::start().await;
    let mut person = Person::signed_in(&alice.client).await;
    let url = receiver.url();
    let fields = [
        ("url", url.as_str()),
        ("description", "<b>CRM</b>"),
        ("event", "sync.failed"),
        ("of", "named"),
        ("account", "a"),
    ];
    let page = person.sends("/webhooks", &fields).await;
    page.shows("The webhook is made").shows("whsec_").shows("shown this once");
    let made = alice.client.get("/v2/webhooks").await.data()["webhooks"][0].clone();
    assert_eq!(
        (&made["url"], &made["events"], &made["accounts"]),
        (&json!(url), &json!(["sync.failed"]), &json!(["a"]))
    );
    let path = format!("/webhooks/{}", made["webhook_id"].as_str().unwrap());
    person
        .opens(&path)
        .await
        .shows("&#60;b&#62;CRM")
        .hides("<b>CRM")
        .hides("whsec_")
        .shows("Nothing was sent yet.");

    let page = person.sends(&format!("{path}/test"), &[]).await;
    page.shows("The message was accepted.").shows("webhook.test").shows("204");
    let link = page.text().split(&format!("{path}/deliveries/")).nth(1).unwrap().split('"').next().unwrap();
    let delivery = format!("{path}/deliveries/{link}");
    let page = person.opens(&delivery).await;
    page.shows("204 accepted").shows("&#34;type&#34;: &#34;webhook.test&#34;");
    let page = person.sends(&format!("{delivery}/resend"), &[]).await;
    page.shows("Sent again, and accepted.");
    assert_ne!(page.path, delivery, "another try has a page of its own");

    let fields = [("url", url.as_str()), ("event", "sync.failed"), ("event", "credits.low"), ("of", "all")];
    person.sends(&path, &fields).await.shows("The webhook is changed.").shows("disabled");
    let changed = alice.client.get(&format!("/v2{path}")).await.data();
    assert_eq!(
        (&changed["accounts"], &changed["enabled"], &changed["description"]),
        (&Value::Null, &json!(false), &Value::Null)
    );
    person.sends(&format!("{path}/rotate"), &[]).await.shows("whsec_").shows("The secret before signs too");

    person.opens(&format!("{path}/delete")).await.shows("Delete this webhook?");
    person
        .sends(&format!("{path}/delete"), &[])
        .await
        .shows("The webhook is deleted.")
        .shows("There is no webhook yet.");
    assert_eq!(person.opens(&path).await.status(), 404);
}

#[tokio::test]
async fn what_is_wrong_with_a_form_is_said_beside_what_was_sent() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let mut person = Person::signed_in(&alice.client).await;
    let page = person.sends("/webhooks", &[("url", "nowhere\"><script>"), ("event", "sync.failed")]).await;
    page.shows("must be a web address").shows("value=\"nowhere&#34;&#62;&#60;script&#62;\"");
    let page = person.sends("/webhooks", &[("url", "https://hooks.example/")]).await;
    page.shows("must name at least one of").hides("connection.added,");
    let fields = [("url", "javascript:"), ("event", "sync.failed"), ("of", "all")];
    person.sends("/webhooks", &fields).await.shows("The address must begin with").hides("Url:");
    let fields =
        [("url", "https://hooks.example/"), ("event", "sync.failed"), ("of", "named"), ("account", "x")];
    let page = person.sends("/webhooks", &fields).await;
    page.shows("One of the accounts is gone; choose again without it.").hides("/v2/");
    let page = person.opens("/webhooks/none").await;
    page.shows("The workspace has no webhook with this id.").hides("/v2/");
    assert_eq!(alice.client.get("/v2/webhooks").await.data()["total_results"], 0);
}

#[tokio::test]
async fn a_form_that_is_sent_twice_makes_one_webhook_and_one_secret() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let receiver = Receiver::start().await;
    let mut person = Person::signed_in(&alice.client).await;
    let once = person.opens("/webhooks").await.once();
    let url = receiver.url();
    let secret = |page: &crate::support::Page| {
        page.text().split("whsec_").nth(1).unwrap().split('<').next().unwrap().to_owned()
    };
    let fields = [("once", once.as_str()), ("url", url.as_str()), ("event", "sync.failed"), ("of", "all")];
    let made = secret(&person.sends("/webhooks", &fields).await);
    assert_eq!(secret(&person.sends("/webhooks", &fields).await), made);
    let all = alice.client.get("/v2/webhooks").await.data();
    assert_eq!(all["total_results"], 1);
    let path = format!("/webhooks/{}", all["webhooks"][0]["webhook_id"].as_str().unwrap());
    let once = person.opens(&path).await.once();
    let (rotate, fields) = (format!("{path}/rotate"), [("once", once.as_str())]);
    let rotated = secret(&person.sends(&rotate, &fields).await);
    assert_eq!(secret(&person.sends(&rotate, &fields).await), rotated);
    assert_ne!(rotated, made);
}

#[tokio::test]
async fn a_form_that_is_refused_answers_so_and_still_holds_what_was_sent() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let receiver = Receiver::start().await;
    let (id, _) = alice.hooks(&receiver.url(), &["sync.failed"]).await;
    let mut person = Person::signed_in(&alice.client).await;
    let fields = [
        ("url", "javascript:alert(1)"),
        ("description", "The CRM"),
        ("event", "credits.low"),
        ("of", "named"),
        ("account", "a"),
    ];
    for path in ["/webhooks".to_owned(), format!("/webhooks/{id}")] {
        let page = person.sends(&path, &fields).await;
        assert_eq!(page.status(), 400, "{path}");
        page.shows("value=\"javascript:alert(1)\"").shows("value=\"The CRM\"");
        page.shows("value=\"credits.low\" checked").hides("value=\"sync.failed\" checked");
        page.shows("<option value=\"a\" selected").shows("value=\"named\" checked");
        page.hides("href=\"javascript:").hides("name=\"enabled\" value=\"yes\" checked");
        assert_eq!(person.sends(&path, &[("url", &receiver.url())]).await.status(), 400, "{path}: no event");
    }
    assert_eq!(alice.client.get("/v2/webhooks").await.data()["total_results"], 1);
}

#[tokio::test]
async fn a_webhook_of_chosen_accounts_never_comes_to_tell_of_all() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await.with_connections("b", 3).await;
    let receiver = Receiver::start().await;
    let mut person = Person::signed_in(&alice.client).await;
    let url = receiver.url();
    let form = [("url", url.as_str()), ("event", "sync.failed"), ("of", "named")];
    let none = person.sends("/webhooks", &form).await;
    none.shows("Choose the accounts that it is told of").shows("value=\"named\" checked");
    assert_eq!(alice.client.get("/v2/webhooks").await.data()["total_results"], 0);

    let named = |id| [form.as_slice(), &[("account", id), ("enabled", "yes")]].concat();
    person.sends("/webhooks", &named("a")).await.shows("The webhook is made");
    let made = alice.client.get("/v2/webhooks").await.data()["webhooks"][0]["webhook_id"].clone();
    let path = format!("/webhooks/{}", made.as_str().unwrap());
    let accounts = async || alice.client.get(&format!("/v2{path}")).await.data()["accounts"].clone();
    person.sends(&path, &form).await.shows("Choose the accounts that it is told of");
    person.sends(&path, &form[..2]).await.shows("The webhook is changed.");
    assert_eq!(accounts().await, json!(["a"]));

    alice.deletes("a").await;
    let gone = "<option value=\"a\" selected dir=\"auto\">An account that is gone: a</option>";
    person.opens(&path).await.shows(gone).shows("value=\"named\" checked");
    let renamed = [named("a").as_slice(), &[("description", "CRM")]].concat();
    person.sends(&path, &renamed).await.shows("The webhook is changed.").shows("CRM").shows(gone);
    assert_eq!(accounts().await, json!(["a"]));
    person.sends(&path, &form).await.shows("Choose the accounts that it is told of");
    assert_eq!(accounts().await, json!(["a"]));
    person.sends(&path, &named("b")).await.shows("The webhook is changed.").hides("that is gone");
    assert_eq!(accounts().await, json!(["b"]));
}

#[tokio::test]
async fn an_account_beyond_those_that_a_form_offers_stays_named() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    for n in 0..501 {
        alice.creates(&format!("Account {n}")).await;
    }
    let all = alice.client.get("/v2/accounts?limit=1&offset=500").await.data();
    let last = all["accounts"][0]["account_id"].as_str().unwrap();
    let receiver = Receiver::start().await;
    let body = json!({"url": receiver.url(), "events": ["sync.failed"], "accounts": [last]});
    let made = alice.client.post("/v2/webhooks", &body).await.data();
    let person = Person::signed_in(&alice.client).await;
    let page = person.opens(&format!("/webhooks/{}", made["webhook_id"].as_str().unwrap())).await;
    page.shows(&format!("<option value=\"{last}\" selected dir=\"auto\">Account 500</option>"));
}

#[tokio::test]
async fn a_message_that_was_not_accepted_shows_what_was_answered() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let receiver = Receiver::start().await;
    receiver.is(|_| Mood::Answers(500));
    let (id, _) = alice.hooks(&receiver.url(), &["sync.failed"]).await;
    let mut person = Person::signed_in(&alice.client).await;
    let page = person.sends(&format!("/webhooks/{id}/test"), &[]).await;
    page.shows("The message was not accepted. The log says why.")
        .shows("<span class=\"badge bad\">500</span>");
}

#[tokio::test]
async fn a_log_of_many_deliveries_is_read_page_by_page() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let receiver = Receiver::start().await;
    let (id, _) = alice.hooks(&receiver.url(), &["sync.failed"]).await;
    for _ in 0..60 {
        app.clock.advance(1);
        alice.client.post_nothing(&format!("/v2/webhooks/{id}/test")).await.data();
    }
    let person = Person::signed_in(&alice.client).await;
    let page = person.opens(&format!("/webhooks/{id}")).await;
    assert_eq!(page.text().matches("<code>webhook.test</code>").count(), 50);
    let older = page.text().split("href=\"").find(|part| part.contains("?before=")).unwrap();
    let page = person.opens(older.split('"').next().unwrap()).await;
    assert_eq!(page.text().matches("<code>webhook.test</code>").count(), 10);
    page.shows(">Newest</a>").hides(">Older</a>");
}

#[tokio::test]
async fn a_key_that_only_reads_is_shown_no_form_and_refused_what_it_sends() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let receiver = Receiver::start().await;
    let (id, _) = alice.hooks(&receiver.url(), &["sync.failed"]).await;
    let mut person = Person::signed_in(&alice.client_with(Scope::Read).await).await;
    person.opens("/webhooks").await.hides("Make the webhook").shows("needs a key with the scope manage");
    person.opens(&format!("/webhooks/{id}")).await.hides("Send a test").hides("Change it");
    for path in ["/webhooks".to_owned(), format!("/webhooks/{id}/test"), format!("/webhooks/{id}/delete")] {
        let page = person.sends(&path, &[("url", "https://hooks.example/"), ("event", "sync.failed")]).await;
        assert_eq!(page.status(), 403, "{path}");
        page.shows("manage");
    }
}

#[tokio::test]
async fn another_workspaces_webhook_is_not_there() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.workspace("alice").await, app.workspace("bob").await);
    let receiver = Receiver::start().await;
    let (id, _) = alice.hooks(&receiver.url(), &["sync.failed"]).await;
    let mut person = Person::signed_in(&bob.client).await;
    assert_eq!(person.opens(&format!("/webhooks/{id}")).await.status(), 404);
    for verb in ["test", "rotate", "delete"] {
        assert_eq!(person.sends(&format!("/webhooks/{id}/{verb}"), &[]).await.status(), 404, "{verb}");
    }
}
