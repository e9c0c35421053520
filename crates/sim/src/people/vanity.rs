//! The last part of a profile's address: LinkedIn's default (name and hex digits) for most, a chosen one for some.

use std::collections::HashSet;
use std::fmt::Write as _;

use kith_model::random::SeededRandom;

use super::below;

/// A vanity name for this bare name that nobody in `taken` has; it is added to it.
pub(super) fn unique(
    (first, last): &(String, String),
    random: &SeededRandom,
    taken: &mut HashSet<String>,
) -> String {
    // Most members type an accented name in plain letters; another script has none, and is always encoded.
    let plain = (fold(first), fold(last));
    let (first, last) = match plain {
        (Some(first), Some(last)) if random.below(10) < 8 => (first, last),
        _ => (encode(first, random), encode(last, random)),
    };
    let (first, last) = (first.replace(' ', "-"), last.replace(' ', "-"));
    let mut vanity = match random.below(100) {
        0..60 => format!("{first}-{last}-{}", hex(random)),
        60..80 => format!("{first}-{last}"),
        80..90 => format!("{first}{last}"),
        _ => format!("{first}-{last}-{}", 1 + random.below(99)),
    };
    while !taken.insert(key(&vanity)) {
        vanity = format!("{first}-{last}-{}", hex(random));
    }
    vanity
}

/// What tells two vanity names apart: they are encoded in lower case already, but for the escapes' hex digits.
pub(super) fn key(vanity: &str) -> String {
    vanity.to_ascii_lowercase()
}

/// The mailbox of a bare name: what of it is plain letters.
pub(super) fn ascii((first, last): &(String, String)) -> String {
    let plain = |name: &str| fold(name).unwrap_or_default().replace(' ', "");
    let mailbox = format!("{}.{}", plain(first), plain(last));
    if mailbox == "." { "mail".to_owned() } else { mailbox.trim_matches('.').to_owned() }
}

/// Seven to nine hex digits, as LinkedIn gives them.
fn hex(random: &SeededRandom) -> String {
    let digits = [7, 8, 8, 8, 8, 9, 9, 9][below(random, 8)];
    format!("{:0digits$x}", random.below(16_u64.pow(digits.try_into().unwrap_or(8))))
}

/// In lower-case plain letters, accents dropped; `None` for another script.
fn fold(name: &str) -> Option<String> {
    let mut plain = String::with_capacity(name.len());
    for letter in name.to_lowercase().chars() {
        match letter {
            'a'..='z' | '-' | ' ' => plain.push(letter),
            '\'' => {}
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ą' => plain.push('a'),
            'ç' | 'ć' | 'č' => plain.push('c'),
            'è' | 'é' | 'ê' | 'ë' | 'ę' | 'ě' => plain.push('e'),
            'ì' | 'í' | 'î' | 'ï' | 'ı' => plain.push('i'),
            'ğ' => plain.push('g'),
            'ł' => plain.push('l'),
            'ñ' | 'ń' => plain.push('n'),
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => plain.push('o'),
            'ř' => plain.push('r'),
            'ś' | 'š' | 'ş' => plain.push('s'),
            'ù' | 'ú' | 'û' | 'ü' => plain.push('u'),
            'ý' => plain.push('y'),
            'ź' | 'ż' | 'ž' => plain.push('z'),
            'ß' => plain.push_str("ss"),
            'æ' => plain.push_str("ae"),
            _ => return None,
        }
    }
    Some(plain)
}

/// Percent-encoded in upper-case hex, as most addresses have it, or in lower case.
fn encode(name: &str, random: &SeededRandom) -> String {
    let upper = random.below(5) > 0;
    let mut out = String::new();
    for byte in name.to_lowercase().bytes() {
        let _ = match byte {
            b'a'..=b'z' | b'-' | b' ' => write!(out, "{}", char::from(byte)),
            b'\'' => Ok(()),
            _ if upper => write!(out, "%{byte:02X}"),
            _ => write!(out, "%{byte:02x}"),
        };
    }
    out
}
