//! Texts to copy: what asks this server for the network in curl, Python and TypeScript, and what an assistant needs. They
//! run as they stand, with nothing installed but what they name.

use serde_json::json;

/// Where the key is kept that the texts use.
const VARIABLE: &str = "KITH_API_KEY";

/// The texts for one account.
pub(super) struct Texts {
    /// Sets the key for the others.
    pub(super) key: String,
    pub(super) curl: String,
    pub(super) python: String,
    pub(super) typescript: String,
    pub(super) mcp: String,
    /// For Claude Code, in one line.
    pub(super) claude: String,
}

impl Texts {
    /// `base` and `account` hold no quotation marks; without a `secret` the texts go by the variable.
    pub(super) fn new(base: &str, account: &str, secret: Option<&str>) -> Self {
        let shown = secret.unwrap_or("kith_\u{2026}");
        let header = secret
            .map_or_else(|| format!("\"x-api-key: ${VARIABLE}\""), |secret| format!("'x-api-key: {secret}'"));
        let body = json!({"account_id": account, "action": "list_connections", "params": {"count": 10}});
        let in_python =
            secret.map_or_else(|| format!("os.environ[\"{VARIABLE}\"]"), |secret| format!("\"{secret}\""));
        let in_typescript =
            secret.map_or_else(|| format!("process.env.{VARIABLE}!"), |secret| format!("\"{secret}\""));
        let bearer = format!("Bearer {shown}");
        let server =
            json!({"type": "http", "url": format!("{base}/mcp"), "headers": {"Authorization": bearer}});
        let mcp = json!({"mcpServers": {"kith": server}});
        let python = PYTHON.replace("BASE", base).replace("ACCOUNT", account).replace("SECRET", &in_python);
        let typescript =
            TYPESCRIPT.replace("BASE", base).replace("ACCOUNT", account).replace("SECRET", &in_typescript);
        Self {
            key: format!("export {VARIABLE}='{shown}'"),
            curl: format!(
                "curl -s {base}/v2/network -H 'content-type: application/json' \\\n  -H {header} \\\n  -d '{body}'"
            ),
            python,
            typescript,
            mcp: serde_json::to_string_pretty(&mcp).unwrap_or_default(),
            claude: format!(
                "claude mcp add --transport http kith {base}/mcp --header \"Authorization: {bearer}\""
            ),
        }
    }
}

const PYTHON: &str = r#"import json, os, urllib.request

url, account, key = "BASE/v2/network", "ACCOUNT", SECRET
offset, snapshot = 0, None
while offset is not None:
    params = {"count": 500, "offset": offset}
    if snapshot:
        params["snapshot"] = snapshot
    body = json.dumps({"account_id": account, "action": "list_connections", "params": params}).encode()
    request = urllib.request.Request(url, body, {"content-type": "application/json", "x-api-key": key})
    answer = urllib.request.urlopen(request)
    snapshot, page = answer.headers["x-kith-snapshot"], json.load(answer)["data"]
    for person in page["connections"]:
        print(person["name"])
    offset = page["pagination"]["next_offset"]
"#;

const TYPESCRIPT: &str = r#"const url = "BASE/v2/network", account = "ACCOUNT", key = SECRET;
let offset: number | null = 0, snapshot: string | null = null;
while (offset !== null) {
  const params: Record<string, unknown> = { count: 500, offset };
  if (snapshot) params.snapshot = snapshot;
  const answer: Response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", "x-api-key": key },
    body: JSON.stringify({ account_id: account, action: "list_connections", params }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  snapshot = answer.headers.get("x-kith-snapshot");
  const page = (await answer.json()).data;
  for (const person of page.connections) console.log(person.name);
  offset = page.pagination.next_offset;
}
"#;
