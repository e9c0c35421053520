//! A member's picture in all its sizes. URLs are signed and end at a time that is told twice: beside them and in them.
//! Must not judge whether that time has come.
//!
//! Source: <https://learn.microsoft.com/en-us/linkedin/shared/references/v2/profile/profile-picture>

use kith_model::{Picture, Timestamp};
use serde::Deserialize;
use url::Url;

use crate::json::Text;

/// The longest address that is kept, in bytes; those seen have some 250.
const MAX_URL: usize = 2_000;

/// `profilePicture` of a decorated person.
#[derive(Deserialize)]
pub(super) struct ProfilePicture<'a> {
    /// The decoration can be written in two ways, with and without the kind of what is expanded.
    #[serde(borrow, rename = "displayImage~", alias = "displayImage~digitalmediaAsset")]
    image: Option<Image<'a>>,
}

#[derive(Deserialize)]
struct Image<'a> {
    #[serde(borrow)]
    elements: Option<Vec<Artifact<'a>>>,
}

#[derive(Deserialize)]
struct Artifact<'a> {
    data: Option<Data>,
    #[serde(borrow)]
    identifiers: Option<Vec<Identifier<'a>>>,
}

#[derive(Deserialize)]
struct Data {
    #[serde(rename = "com.linkedin.digitalmedia.mediaartifact.StillImage")]
    still: Option<Still>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Still {
    storage_size: Option<Size>,
    display_size: Option<Size>,
}

/// In pixels; the stored size is written as an integer, the displayed one as a fraction.
#[derive(Deserialize)]
struct Size {
    width: Option<f64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Identifier<'a> {
    #[serde(borrow)]
    identifier: Option<Text<'a>>,
    /// Not a duration, despite its name: seconds since 1970.
    identifier_expires_in_seconds: Option<i64>,
}

impl ProfilePicture<'_> {
    /// Every size that has an https address, expired ones included.
    pub(super) fn read(self) -> Vec<Picture> {
        let artifacts = self.image.and_then(|image| image.elements).unwrap_or_default();
        artifacts.into_iter().filter_map(picture).collect()
    }
}

fn picture(artifact: Artifact<'_>) -> Option<Picture> {
    let still = artifact.data.and_then(|data| data.still);
    let width = still.and_then(|still| {
        let of = |size: Option<Size>| size.and_then(|size| size.width).filter(|width| *width > 0.0);
        of(still.storage_size).or(of(still.display_size))
    });
    let usable = |identifier: Identifier<'_>| {
        let text = identifier.identifier?;
        let url = Url::parse(&text).ok().filter(|url| url.scheme() == "https" && text.len() <= MAX_URL)?;
        let told = identifier.identifier_expires_in_seconds;
        Some((url, told))
    };
    let (url, told) = artifact.identifiers?.into_iter().find_map(usable)?;
    let signed = || url.query_pairs().find(|(name, _)| name == "e").and_then(|(_, value)| value.parse().ok());
    let expires_at = told.or_else(signed).and_then(|seconds| Timestamp::from_second(seconds).ok());
    Some(Picture { width: width.map_or(0, pixels), expires_at, url: url.into() })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` stops at both ends")]
fn pixels(width: f64) -> u32 {
    width as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(image: &str, artifact: &str) -> Vec<Picture> {
        let json = format!(r#"{{"{image}":{{"elements":[{artifact}]}}}}"#);
        serde_json::from_str::<ProfilePicture<'_>>(&json).unwrap().read()
    }

    fn one(sizes: &str, url: &str, expires: &str) -> Picture {
        let artifact = format!(
            r#"{{"data":{{"com.linkedin.digitalmedia.mediaartifact.StillImage":{{{sizes}}}}},
                "identifiers":[{{"identifier":"{url}"{expires}}}]}}"#
        );
        read("displayImage~", &artifact).remove(0)
    }

    const URL: &str = "https://media.licdn.com/a/0?e=1526940000&v=beta&t=x";

    #[test]
    fn the_width_is_the_stored_one_else_the_displayed_one_else_unknown() {
        for (sizes, width) in [
            (r#""storageSize":{"width":400},"displaySize":{"width":100.0}"#, 400),
            (r#""displaySize":{"width":100.0}"#, 100),
            (r#""storageSize":{"width":-1},"displaySize":{}"#, 0),
            (r#""storageSize":{"width":1e99}"#, u32::MAX),
            ("", 0),
        ] {
            assert_eq!(one(sizes, URL, "").width, width, "{sizes}");
        }
    }

    #[test]
    fn the_end_of_an_address_is_told_beside_it_or_in_it() {
        let end = |url, expires| one("", url, expires).expires_at.map(Timestamp::as_second);
        assert_eq!(end(URL, r#","identifierExpiresInSeconds":1526940001"#), Some(1_526_940_001));
        assert_eq!(end(URL, ""), Some(1_526_940_000));
        assert_eq!(end("https://media.licdn.com/a", ""), None);
        assert_eq!(end("https://media.licdn.com/a?e=soon", ""), None);
    }

    #[test]
    fn only_https_addresses_are_pictures() {
        for url in ["http://media.licdn.com/a", "javascript:alert(1)", "data:image/png;base64,x", "", "/a"] {
            let artifact = format!(r#"{{"identifiers":[{{"identifier":"{url}"}},{{}}]}}"#);
            assert_eq!(read("displayImage~", &artifact), [], "{url}");
        }
    }

    #[test]
    fn both_ways_to_name_the_decoration_are_read() {
        let artifact = format!(r#"{{"identifiers":[{{"identifier":"{URL}"}}]}}"#);
        for image in ["displayImage~", "displayImage~digitalmediaAsset"] {
            assert_eq!(read(image, &artifact)[0].url, URL, "{image}");
        }
        assert_eq!(read("displayImage~", "{}"), []);
        assert!(serde_json::from_str::<ProfilePicture<'_>>("{}").unwrap().read().is_empty());
    }
}
