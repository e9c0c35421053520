//! `/docs`: every call and every action is on it, with request, answer and errors; and it needs nothing of another host.

use crate::support::TestApp;
use crate::support::document::operations;

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
            let section = page.split_once(&format!("<section id=\"{name}\">")).map(|(_, rest)| rest);
            let section = section.unwrap_or_else(|| panic!("{name} is not on the page"));
            let section = section.split("</section>").next().unwrap();
            assert!(page.contains(&format!("<a href=\"#{name}\">")), "{name} is not in the list");
            assert!(section.contains("<h3>Request</h3>\n<pre tabindex=\"0\"><code>curl"), "{name}");
            assert!(section.contains("<h3>Answer 2"), "{name}");
            for (status, response) in operation.described["responses"].as_object().unwrap() {
                let examples = response["content"]["application/json"]["examples"].as_object();
                for code in examples.into_iter().flatten().map(|(code, _)| code) {
                    let is_error = status.parse::<u16>().unwrap() >= 400;
                    assert!(!is_error || section.contains(&format!("<code>{code}</code>")), "{name} {code}");
                }
            }
        }
    }
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
