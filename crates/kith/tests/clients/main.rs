//! The clients of `clients/`, against the real binary: their own tests, their types, and that what is generated of them
//! is what this version's document generates. Needs the packages of `cargo xtask tools`.

#[cfg(test)]
#[path = "../cli/support/mod.rs"]
#[expect(dead_code, unused_imports, reason = "the other suite uses the rest")]
mod support;

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};
    use std::process::Command;

    use kith_pg_fixture::Node;

    use crate::support::{Room, Serving};

    fn clients() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../clients").canonicalize().unwrap()
    }

    /// A server with an empty store, and a key that may do everything.
    fn serving(room: &Room) -> (Serving, String) {
        let key = room.kith("key create --scope admin --output json").json();
        let server = room.serving("serve --set limits.requests_per_minute=100000");
        (server, key["api_key"].as_str().unwrap().to_owned())
    }

    /// The test fails unless the program ends well.
    fn passes(command: &mut Command) {
        let output = command.output().unwrap();
        let said =
            [output.stdout, output.stderr].map(|it| String::from_utf8_lossy(&it).into_owned()).concat();
        assert!(output.status.success(), "{}: {said}", command.get_program().display());
        println!("{said}");
    }

    /// A copy of the TypeScript client at a place from which its dependencies are found.
    fn typescript(node: &Node) -> PathBuf {
        let copy = node.folder.join("typescript-client");
        let _ = fs::remove_dir_all(&copy);
        for folder in ["src", "tests"] {
            fs::create_dir_all(copy.join(folder)).unwrap();
            for file in fs::read_dir(clients().join("typescript").join(folder)).unwrap() {
                let file = file.unwrap();
                fs::copy(file.path(), copy.join(folder).join(file.file_name())).unwrap();
            }
        }
        for file in ["package.json", "tsconfig.json", "tsconfig.build.json", "README.md"] {
            fs::copy(clients().join("typescript").join(file), copy.join(file)).unwrap();
        }
        copy
    }

    #[test]
    fn the_python_client_keeps_its_promises() {
        let Some(python) = kith_pg_fixture::python() else { return };
        let room = Room::with_workspace();
        let (server, key) = serving(&room);
        let mut pytest = Command::new(python);
        pytest.args(["-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"]);
        pytest.envs([("KITH_URL", server.text("base_url")), ("KITH_API_KEY", &key)]);
        pytest.env("PYTHONDONTWRITEBYTECODE", "1").current_dir(clients().join("python"));
        passes(&mut pytest);
    }

    #[test]
    fn the_python_client_is_typed() {
        let Some(python) = kith_pg_fixture::python() else { return };
        let room = Room::new();
        let readme = fs::read_to_string(clients().join("python/README.md")).unwrap();
        let example = readme.split("```python\n").nth(1).unwrap().split("```").next().unwrap();
        room.file("readme_example.py", example);
        let mut mypy = Command::new(python);
        mypy.args(["-m", "mypy", "--strict", "--cache-dir"]).arg(room.path("mypy")).args(["kith", "tests"]);
        mypy.arg(room.path("readme_example.py"));
        passes(mypy.current_dir(clients().join("python")));
    }

    #[test]
    fn the_typescript_client_is_typed_and_keeps_its_promises() {
        let Some(node) = kith_pg_fixture::node() else { return };
        let client = typescript(&node);
        for words in [&["--project", ".", "--noEmit"][..], &["--project", "tsconfig.build.json"]] {
            let mut tsc = Command::new(&node.program);
            passes(tsc.arg(node.file("typescript/bin/tsc")).args(words).current_dir(&client));
        }
        let room = Room::with_workspace();
        let (server, key) = serving(&room);
        let mut tests = Command::new(&node.program);
        tests.args(["--test", "--disable-warning=ExperimentalWarning"]).current_dir(&client);
        tests.envs([("KITH_URL", server.text("base_url")), ("KITH_API_KEY", &key)]);
        passes(&mut tests);
    }

    #[test]
    fn what_is_generated_of_the_clients_is_what_this_version_generates() {
        let (Some(python), Some(node)) = (kith_pg_fixture::python(), kith_pg_fixture::node()) else { return };
        let room = Room::new();
        let document = room.kith("openapi").good().out;
        room.file("openapi.json", document);
        let mut generate = Command::new(python);
        generate.arg(clients().join("generate.py")).args(["--check", "--document"]);
        generate.arg(room.path("openapi.json")).arg("--node").arg(&node.program);
        generate.arg("--node-modules").arg(node.folder.join("node_modules"));
        passes(&mut generate);
    }
}
