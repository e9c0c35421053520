//! Files that members hand in: a `Connections.csv` written here by hand, the ZIP of the simulated LinkedIn, and
//! multipart forms around them.

/// The cells of one record, in the header's order.
pub type Row = [String; 7];

const HEADER: &str = "First Name,Last Name,URL,Email Address,Company,Position,Connected On";

/// The record of the member `n`.
pub fn row(n: u32) -> Row {
    [
        format!("First{n}"),
        format!("Last{n}"),
        format!("https://www.linkedin.com/in/first-last-{n}"),
        format!("first{n}@example.com"),
        format!("Company {}", n % 97),
        "Maker".to_owned(),
        "01 Jan 2024".to_owned(),
    ]
}

/// A record of someone of this name and address of whom nothing else is known.
pub fn named(first: &str, last: &str, url: &str) -> Row {
    [first, last, url, "", "", "", "01 Jan 2024"].map(str::to_owned)
}

/// A file with these records.
pub fn csv(rows: impl IntoIterator<Item = Row>) -> Vec<u8> {
    let mut text = format!("Notes:\n\"Some addresses are missing.\"\n\n{HEADER}\n");
    for row in rows {
        let cells: Vec<_> = row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    text.into_bytes()
}

/// The ZIP of an invented member with so many connections.
pub fn zip(connections: u32) -> Vec<u8> {
    let network = kith_sim::people::Network::generate(7, connections);
    kith_sim::export::archive(&network, "2026-04-26".parse().unwrap()).unwrap()
}

/// The border between the parts of a form.
pub const FORM: &str = "multipart/form-data; boundary=----border";

/// A form with a field of text and then these parts: a name, a file name if it is a file, the content.
pub fn form(parts: &[(&str, Option<&str>, &[u8])]) -> Vec<u8> {
    let mut body = b"------border\r\ncontent-disposition: form-data; name=\"note\"\r\n\r\nmine\r\n".to_vec();
    for (name, file, content) in parts {
        let file = file.map_or(String::new(), |file| format!("; filename=\"{file}\""));
        let head = format!("------border\r\ncontent-disposition: form-data; name=\"{name}\"{file}\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(b"content-type: application/octet-stream\r\n\r\n");
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"------border--\r\n");
    body
}
