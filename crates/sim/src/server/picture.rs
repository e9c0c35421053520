//! A person's picture in LinkedIn's full shape: four sizes, each with a signed address that expires. There is no image
//! behind any of them.

use std::io::Write as _;

use super::person::PersonId;
use super::projection::Picture;

/// What the addresses of an answer are signed with.
#[derive(Clone, Copy)]
pub(super) struct Signing {
    /// Another round, another `t=`.
    pub(super) round: u64,
    /// When they expire, in seconds since 1970.
    pub(super) expires: i64,
}

const SIZES: [&str; 4] = ["100", "200", "400", "800"];

/// What those without a picture are chosen by.
const WITHOUT: u64 = 0x4641_4345;

/// About two thirds of people have one.
pub(super) fn has_one(id: &PersonId) -> bool {
    !id.is_one_in(3, WITHOUT)
}

/// `"profilePicture":{…}`.
pub(super) fn write(out: &mut Vec<u8>, id: &PersonId, how: Picture, signing: Signing) {
    put(
        out,
        &[b"\"profilePicture\":{\"displayImage\":\"urn:li:digitalmediaAsset:SYNASSET", id.digits(), b"\""],
    );
    if how == Picture::Streams {
        out.extend_from_slice(b",\"displayImage~\":{\"elements\":[");
        for (nth, size) in SIZES.into_iter().enumerate() {
            if nth > 0 {
                out.push(b',');
            }
            stream(out, id, size, signing);
        }
        out.extend_from_slice(b"],\"paging\":{\"count\":10,\"start\":0,\"links\":[]}}");
    }
    out.push(b'}');
}

fn stream(out: &mut Vec<u8>, id: &PersonId, size: &str, signing: Signing) {
    const CLASS: &[u8] = b",urn:li:digitalmediaMediaArtifactClass:profile-displayphoto-shrink_";
    const RATIO: &[u8] = br#"{"widthAspect":1.0,"heightAspect":1.0,"formatted":"1.00:1.00"}"#;
    let (asset, px) = (id.digits(), size.as_bytes());
    put(out, &[
        b"{\"artifact\":\"urn:li:digitalmediaMediaArtifact:(urn:li:digitalmediaAsset:SYNASSET",
        asset, CLASS, px, b"_", px,
        b")\",\"authorizationMethod\":\"PUBLIC\",\"data\":{\"com.linkedin.digitalmedia.mediaartifact.StillImage\":{\"storageSize\":{\"width\":",
        px, b",\"height\":", px, b"},\"storageAspectRatio\":", RATIO,
        b",\"mediaType\":\"image/jpeg\",\"rawCodecSpec\":{\"name\":\"jpeg\",\"type\":\"image\"},\"displaySize\":{\"uom\":\"PX\",\"width\":",
        px, b".0,\"height\":", px, b".0},\"displayAspectRatio\":", RATIO,
        b"}},\"identifiers\":[{\"identifier\":\"https://media.licdn.com/dms/image/v2/SYNASSET", asset,
        b"/profile-displayphoto-shrink_", px, b"_", px, b"/profile-displayphoto-shrink_", px, b"_", px,
        b"/0/1700000000000?e=",
    ]);
    // Writing to memory does not fail.
    let _ = write!(out, "{}", signing.expires);
    let _ = write!(out, "&v=beta&t=SYNTHETIC-not-a-signature-{size}-{:016x}", signature(id, signing.round));
    put(out, &[
        b"\",\"file\":\"urn:li:digitalmediaFile:(urn:li:digitalmediaAsset:SYNASSET", asset, CLASS, px, b"_", px,
        b",0)\",\"index\":0,\"mediaType\":\"image/jpeg\",\"identifierType\":\"EXTERNAL_URL\",\"identifierExpiresInSeconds\":",
    ]);
    let _ = write!(out, "{}}}]}}", signing.expires);
}

fn signature(id: &PersonId, round: u64) -> u64 {
    let mixed = (id.hash() ^ round.wrapping_mul(0x9E37_79B9_7F4A_7C15)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 29)
}

fn put(out: &mut Vec<u8>, parts: &[&[u8]]) {
    for part in parts {
        out.extend_from_slice(part);
    }
}
