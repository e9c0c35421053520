//! `/docs`: every call and every action is on it, with request, answer and errors; and it needs nothing of another host.

use crate::support::TestApp;
use crate::support::document::{document, operations};
use crate::support::laws::CODES;

#[tokio::test]
async fn every_call_and_action_is_shown_with_its_examples() {
    let app = TestApp::start().await;
    let reply = app.stranger().get_page("/docs").await;
    assert_eq!((reply.status.as_u16(), reply.header("content-type")), (200, "text/html; charset=utf-8"));
    let page = reply.text();
    for operation in operations() {
        let actions =
            operation.described["requestBody"]["content"]["application/json"]["examples"].as_object();
        let names: Vec<_> = match actions {
            Some(actions) => actions.keys().map(String::as_str).collect(),
            None => vec![operation.id],
        };
        for name in names {
            let name_of_section = name;
            let section = page.split_once(&format!("<section id=\"{name}\">")).map(|(_, rest)| rest);
            let section = section.unwrap_or_else(|| panic!("{name} is not on the page"));
            let section = section.split("</section>").next().unwrap();
            assert!(page.contains(&format!("<a href=\"#{name}\">")), "{name} is not in the list");
            assert!(section.contains("<h3>Request</h3>\n<pre tabindex=\"0\"><code>curl"), "{name}");
            assert!(section.contains("<h3>Answer 2"), "{name}");
            for (status, response) in operation.described["responses"].as_object().unwrap() {
                let examples = response["content"]["application/json"]["examples"].as_object();
                for (name, example) in examples.into_iter().flatten() {
                    let code = name.split(':').next().unwrap();
                    let own = example["value"]["metadata"]["action"] == name_of_section;
                    if let (true, Some(body)) = (own, example["x-request"].get("body")) {
                        assert!(section.contains(&escaped(&body.to_string())), "{name_of_section} {name}");
                        let message = example["value"]["error"]["message"].to_string();
                        assert!(section.contains(&escaped(&message)), "{name_of_section} {name}");
                    }
                    let is_error = status.parse::<u16>().unwrap() >= 400;
                    assert!(
                        !is_error || section.contains(&format!("<code>{code}</code>")),
                        "{name_of_section} {code}"
                    );
                }
            }
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The section of the page under that name.
async fn section(name: &str) -> String {
    let app = TestApp::start().await;
    let reply = app.stranger().get_page("/docs").await;
    let (_, rest) = reply.text().split_once(&format!("<section id=\"{name}\">")).unwrap();
    rest.split("</section>").next().unwrap().to_owned()
}

#[tokio::test]
async fn what_must_be_sent_is_called_required() {
    for (name, field) in [
        ("list_connections", "account_id"),
        ("compare_accounts", "params.accounts"),
        ("create_webhook", "url"),
        ("create_account", "name"),
    ] {
        let section = section(name).await;
        let row = section.split("<tr>").find(|row| row.starts_with(&format!("<td><code>{field}</code>")));
        assert!(row.unwrap().contains("<em>Required.</em>"), "{name} {field}");
    }
    let section = section("list_connections").await;
    let row = section.split("<tr>").find(|row| row.starts_with("<td><code>params.count</code>")).unwrap();
    assert!(!row.contains("Required"));
}

#[tokio::test]
async fn a_file_is_shown_in_each_of_its_forms_whole_and_in_part() {
    let section = section("export_account").await;
    for shown in
        ["Answer 200", "Answer 206", "text/csv", "application/vnd.apache.parquet", "BEGIN:VCARD", "Binary."]
    {
        assert!(section.contains(shown), "{shown}");
    }
    for header in ["x-kith-snapshot", "content-range", "etag", "content-disposition"] {
        assert!(section.contains(&format!("<code>{header}</code>")), "{header}");
    }
    assert!(section.contains("RANGE_NOT_SATISFIABLE") && !section.contains("Its fields"));
}

#[tokio::test]
async fn messages_models_and_all_errors_have_a_chapter() {
    let errors = section("errors").await;
    for (code, status) in CODES {
        assert!(errors.contains(&format!("<code>{code}</code></td><td>{status}</td>")), "{code}");
    }
    let messages = section("webhook-messages").await;
    for kind in document()["webhooks"].as_object().unwrap().keys() {
        assert!(messages.contains(&format!("<code>{kind}</code>")), "{kind}");
    }
    assert!(messages.contains("webhook-signature") && section("mcp").await.contains("/mcp"));
}

#[tokio::test]
async fn it_has_no_script_and_asks_no_other_host() {
    let app = TestApp::start().await;
    let reply = app.stranger().get_page("/docs").await;
    let page = reply.text();
    for word in ["<script", " src=", "style=", "onload", "onclick", "<iframe", "@import"] {
        assert!(!page.contains(word), "{word}");
    }
    for link in page.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(link.starts_with('#') || ["/openapi.json", "/docs/style.css"].contains(&link), "{link}");
    }
    assert!(reply.header("content-security-policy").starts_with("default-src 'none'; style-src 'self';"));
    let style = app.stranger().get_page("/docs/style.css").await;
    assert_eq!((style.status.as_u16(), style.header("content-type")), (200, "text/css; charset=utf-8"));
    assert!(!style.text().contains("url(") && style.text().contains("prefers-color-scheme: dark"));
}
