//! The dashboard, looked at in Chromium: each part of it by one file of `browser/`, which pytest runs against the real
//! binary. Needs the packages and the browser of `cargo xtask tools`.

#[cfg(test)]
#[path = "../deploy/nginx.rs"]
#[expect(dead_code, reason = "the other suite uses the rest")]
mod nginx;
#[cfg(test)]
#[path = "../cli/support/mod.rs"]
#[expect(dead_code, unused_imports, reason = "the other suite uses the rest")]
mod support;
#[cfg(test)]
#[path = "../deploy/tool.rs"]
#[expect(dead_code, reason = "the other suite uses the rest")]
mod tool;

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::process::Command;

    use kith_sim::export;
    use kith_sim::people::{NEWEST, Network};
    use rcgen::{CertificateParams, KeyPair};

    use crate::nginx::Nginx;
    use crate::support::{Room, Serving, Sim};
    use crate::tool;

    /// Nothing stands in the way of many pages in a short time, and what is called is on this machine.
    const SERVE: &str = "up --set limits.requests_per_minute=1000000 --set webhooks.allow_hosts=127.0.0.1 \
                         --set sources.allow_hosts=127.0.0.1 --set sources.retries=0";

    /// A client of the Model Context Protocol.
    const INSPECTOR: &str = "@modelcontextprotocol/inspector/clients/launcher/build/index.js";

    /// The browser's tests in `file`: they find the server, the binary and the folder to run it in by variable.
    fn looks(file: &str) {
        looks_through(file, |_, server| ((), server.text("base_url").to_owned()));
    }

    /// The same, where browsers come to the server through something else, which is there as long as the tests: it, and
    /// its URL.
    fn looks_through<Proxy>(file: &str, proxy: impl FnOnce(&Room, &Serving) -> (Proxy, String)) {
        let (Some(python), Some(node), Some(chromium)) =
            (kith_pg_fixture::python(), kith_pg_fixture::node(), kith_pg_fixture::chromium())
        else {
            return;
        };
        let room = Room::new();
        let mut network = Network::generate(1, 30_000);
        room.file("everyone.zip", export::archive(&network, NEWEST).unwrap());
        network.edit(120, 90, 240, 1);
        room.file("everyone-later.zip", export::archive(&network, NEWEST).unwrap());
        let sim = Sim::start(&room, 120, "");
        let server = room.serving(SERVE);
        let (_proxy, url) = proxy(&room, &server);
        let shown = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots");
        let mut pytest = Command::new(python);
        pytest.args(["-m", "pytest", "-q", "-p", "no:cacheprovider", "--durations=5", file]);
        pytest.env("PYTHONDONTWRITEBYTECODE", "1").env("KITH_TEST_CHROMIUM", chromium);
        pytest.envs([("KITH_URL", url.as_str()), ("KITH_API_KEY", server.text("api_key"))]);
        pytest.envs([("KITH_SIM_URL", sim.url()), ("KITH_SIM_TOKEN", sim.token("connections_api"))]);
        pytest.env("KITH_BIN", env!("CARGO_BIN_EXE_kith")).env("KITH_ROOM", room.path(""));
        pytest.env("KITH_AXE", node.file("axe-core/axe.min.js")).env("KITH_SCREENSHOTS", shown);
        pytest.env("KITH_TEST_NODE_BIN", &node.program);
        pytest.env("KITH_MCP_INSPECTOR", node.file(INSPECTOR));
        pytest.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dashboard/browser"));
        let output = pytest.output().unwrap();
        let said =
            [output.stdout, output.stderr].map(|it| String::from_utf8_lossy(&it).into_owned()).concat();
        assert!(output.status.success(), "{file}: {said}\n{}", server.err());
        println!("{said}");
    }

    #[test]
    fn people_sign_in_with_a_key_or_a_link_and_out_again() {
        looks("test_sign_in.py");
    }

    #[test]
    fn behind_a_proxy_that_speaks_tls_a_session_is_kept_to_it_and_everything_works() {
        let Some(program) = tool::nginx() else { return };
        looks_through("test_tls.py", |room, server| {
            let key = KeyPair::generate().unwrap();
            let certificate = CertificateParams::new(vec!["127.0.0.1".into()]).unwrap().self_signed(&key);
            room.file("tls.pem", certificate.unwrap().pem());
            room.file("tls.key", key.serialize_pem());
            let at = server.text("base_url").strip_prefix("http://").unwrap();
            let proxy = Nginx::with_tls(program, [at, at], [&room.path("tls.pem"), &room.path("tls.key")]);
            let url = format!("https://{}", proxy.address);
            (proxy, url)
        });
    }

    #[test]
    fn every_page_is_well_at_nothing_one_and_30_000_and_with_names_that_are_hard_to_show() {
        looks("test_content.py");
    }

    #[test]
    fn accounts_are_added_watched_mended_and_erased() {
        looks("test_accounts.py");
    }

    #[test]
    fn the_first_hour_leads_from_an_export_to_programs_that_run() {
        looks("test_first_hour.py");
    }

    #[test]
    fn people_are_found_as_they_are_typed_turned_over_looked_at_and_taken_away() {
        looks("test_people.py");
    }

    #[test]
    fn changes_are_told_by_day_narrowed_and_taken_away() {
        looks("test_changes.py");
    }

    #[test]
    fn a_network_is_drawn_told_in_tables_and_taken_away() {
        looks("test_network.py");
    }

    #[test]
    fn credits_are_told_and_keys_made_limited_and_revoked() {
        looks("test_credits.py");
    }

    #[test]
    fn webhooks_are_made_tried_and_read_and_messages_are_sent_again() {
        looks("test_webhooks.py");
    }

    #[test]
    fn nothing_needs_a_mouse() {
        looks("test_keyboard.py");
    }

    #[test]
    fn what_is_read_needs_no_script() {
        looks("test_without_script.py");
    }
}
