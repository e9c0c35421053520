//! A person at the dashboard: keeps the cookie, follows where a form leads, and sends what the page's own forms would.

use serde_json::Value;

use super::{Client, Reply, exports};

pub struct Person {
    pub client: Client,
    pub cookie: String,
}

/// A page as it was read, with where it was read from.
pub struct Page {
    pub reply: Reply,
    pub path: String,
}

impl Person {
    /// Somebody who is not signed in.
    pub fn new(client: &Client) -> Self {
        Self { client: client.clone().without_key(), cookie: String::new() }
    }

    /// Signs in with a key, or fails the test.
    pub async fn signed_in(client: &Client) -> Self {
        let mut person = Self::new(client);
        let page = person.sends("/sign-in", &[("key", client.key())]).await;
        assert_eq!(page.status(), 200, "{}", page.text());
        person
    }

    fn sender(&self) -> Client {
        let client = self.client.clone().with("sec-fetch-site", "same-origin");
        if self.cookie.is_empty() { client } else { client.with("cookie", &self.cookie) }
    }

    /// Opens a page; redirects are followed.
    pub async fn opens(&self, path: &str) -> Page {
        let mut path = path.to_owned();
        loop {
            let reply = self.sender().send_freely("GET", &path, None, "").await;
            match Page::location(&reply) {
                Some(next) => path = next,
                None => return Page { reply, path },
            }
        }
    }

    /// Sends a form of a page of the session, with its proof, and follows where it leads.
    pub async fn sends(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let proof = if self.cookie.is_empty() { String::new() } else { self.csrf().await };
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("csrf", &proof).extend_pairs(fields);
        self.sends_text(path, "application/x-www-form-urlencoded", form.finish().into_bytes()).await
    }

    /// Hands in a file by the form that exports are dropped on, with these fields, and follows where it leads.
    pub async fn hands_in(&mut self, fields: &[(&str, &str)], file: &[u8]) -> Page {
        let proof = self.csrf().await;
        let texts = [("csrf", proof.as_str())].into_iter().chain(fields.iter().copied());
        let mut parts: Vec<_> = texts.map(|(name, value)| (name, None, value.as_bytes())).collect();
        parts.push(("file", Some("Connections.csv"), file));
        self.sends_text("/accounts/import", exports::FORM, exports::form(&parts)).await
    }

    /// Sends a body as it is, and follows where it leads.
    pub async fn sends_text(&mut self, path: &str, content_type: &str, body: Vec<u8>) -> Page {
        let reply = self.sender().send_freely("POST", path, Some(content_type), body).await;
        for cookie in reply.headers.get_all("set-cookie") {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            self.cookie = if pair.ends_with('=') { String::new() } else { pair.to_owned() };
        }
        match Page::location(&reply) {
            Some(next) => self.opens(&next).await,
            None => Page { reply, path: path.to_owned() },
        }
    }

    /// What this session's forms prove their page by.
    pub async fn csrf(&self) -> String {
        let page = self.opens("/").await;
        let after = page.text().split("name=\"csrf\" value=\"").nth(1).unwrap_or_default();
        after.split('"').next().unwrap_or_default().to_owned()
    }
}

impl Page {
    fn location(reply: &Reply) -> Option<String> {
        let to = reply.headers.get("location").filter(|_| reply.status.is_redirection())?;
        Some(to.to_str().unwrap().to_owned())
    }

    pub fn status(&self) -> u16 {
        self.reply.status.as_u16()
    }

    pub fn text(&self) -> &str {
        self.reply.text()
    }

    /// What its forms send back to be done once.
    pub fn once(&self) -> String {
        self.text().split("name=\"once\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    }

    /// The page's title, without the product's name.
    pub fn title(&self) -> &str {
        let title = self.text().split("<title>").nth(1).unwrap_or_default();
        title.split(" · kith</title>").next().unwrap_or_default()
    }

    /// Fails the test where the page does not hold a text.
    #[track_caller]
    pub fn shows(&self, text: &str) -> &Self {
        assert!(self.text().contains(text), "{} does not show {text:?}: {}", self.path, self.text());
        self
    }

    /// Fails the test where the page holds a text.
    #[track_caller]
    pub fn hides(&self, text: &str) -> &Self {
        assert!(!self.text().contains(text), "{} shows {text:?}", self.path);
        self
    }

    /// A JSON block of the page: what a chart is drawn from.
    pub fn block(&self, id: &str) -> Value {
        let start = format!("<script type=\"application/json\" id=\"{id}\">");
        let after = self.text().split(&start).nth(1).unwrap();
        serde_json::from_str(after.split("</script>").next().unwrap()).unwrap()
    }
    /// What the form with this button would send, but for the button itself and what proves the page.
    #[track_caller]
    pub fn form(&self, button: &str) -> Vec<(String, String)> {
        let (before, _) = self
            .text()
            .split_once(&format!(">{button}</button>"))
            .unwrap_or_else(|| panic!("{} has no button {button:?}: {}", self.path, self.text()));
        let form = before.rsplit("<form ").next().unwrap();
        let fields = form.split("<input type=\"hidden\" name=\"").skip(1).map(|field| {
            let (name, rest) = field.split_once("\" value=\"").unwrap();
            (name.to_owned(), plain(rest.split('"').next().unwrap()))
        });
        fields.filter(|(name, _)| name != "csrf").collect()
    }
}

/// The text of a page as it is read: what the escaped letters stand for.
pub fn plain(html: &str) -> String {
    let marks =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#34;", "\""), ("&#60;", "<"), ("&#62;", ">")];
    let more = [("&#39;", "'"), ("&#38;", "&"), ("&amp;", "&")];
    marks.iter().chain(&more).fold(html.to_owned(), |text, (mark, letter)| text.replace(mark, letter))
}
