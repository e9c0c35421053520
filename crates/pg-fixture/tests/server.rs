//! A private server's life, with real ones. Skipped where PostgreSQL is absent, never under CI.

#![expect(clippy::unwrap_used, reason = "what a server does not do fails the test")]

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::time::Duration;

use kith_pg_fixture::{Mode, Options, PrivatePostgres, Programs, Replication};

fn quick() -> Option<PrivatePostgres> {
    Programs::find_or_skip()?;
    Some(PrivatePostgres::start(&Options::quick().with("log_connections", "on")).unwrap())
}

/// The id of its first process.
fn postmaster(server: &PrivatePostgres) -> String {
    let file = std::fs::read_to_string(server.data().join("postmaster.pid")).unwrap();
    file.lines().next().unwrap().to_owned()
}

#[test]
fn a_server_that_is_stopped_or_crashes_has_its_data_and_its_url_when_it_starts_again() {
    let Some(server) = quick() else { return };
    let url = server.url("kept");
    server.create_database("kept").unwrap();
    server.psql("kept", "CREATE TABLE noted (n int); INSERT INTO noted VALUES (1), (2)").unwrap();
    server.stop(Mode::Fast).unwrap();
    assert!(!server.is_running());
    assert!(server.psql("kept", "SELECT 1").is_err());
    server.start_again().unwrap();
    assert!(server.is_running());
    assert!(server.start_again().unwrap_err().to_string().contains("it runs already"));
    server.psql("kept", "INSERT INTO noted VALUES (3)").unwrap();
    server.restart(Mode::Immediate).unwrap();
    assert!(server.log().contains("not properly shut down"), "{}", server.log());
    assert_eq!(server.psql("kept", "SELECT n, n > 1 FROM noted ORDER BY n").unwrap(), "1|f\n2|t\n3|t");
    assert_eq!(server.url("kept"), url);
}

#[test]
fn two_at_once_do_not_disturb_each_other_and_nothing_is_left_of_one_that_is_dropped() {
    let (Some(one), Some(other)) = (quick(), quick()) else { return };
    one.create_database("here").unwrap();
    assert!(other.psql("here", "SELECT 1").unwrap_err().to_string().contains("does not exist"));
    one.pause().unwrap(); // the state that is hardest to end
    let (folder, process) = (PathBuf::from(one.folder()), PathBuf::from("/proc").join(postmaster(&one)));
    drop(one);
    assert!(!folder.exists());
    assert!(!process.exists());
    assert_eq!(other.psql("postgres", "SELECT 1").unwrap(), "1");
}

#[test]
fn a_database_is_copied_from_a_template_and_dropped_with_its_connections() {
    let Some(server) = quick() else { return };
    server.create_database("form").unwrap();
    server.psql("form", "CREATE TABLE filled (n int); INSERT INTO filled VALUES (7)").unwrap();
    server.create_database_from("form", "it's \"one\"").unwrap();
    server.create_database_from("form", "copy").unwrap();
    assert_eq!(server.psql("copy", "SELECT n FROM filled").unwrap(), "7");
    let mut connection = connect(&server, "copy");
    server.drop_database("copy").unwrap();
    server.drop_database("copy").unwrap();
    assert!(connection.read_to_end(&mut Vec::new()).is_ok(), "it ends");
    assert!(server.psql("copy", "SELECT 1").is_err());
    let error = server.psql("form", "SELECT 1; SELECT nothing; SELECT 2").unwrap_err().to_string();
    assert!(error.contains("\"nothing\" does not exist"), "{error}");
    server.set("statement_timeout", "1234").unwrap();
    assert_eq!(server.psql("form", "SHOW statement_timeout").unwrap(), "1234ms");
}

#[test]
fn a_paused_server_answers_nobody_until_it_goes_on() {
    let Some(server) = quick() else { return };
    let mut connection = connect(&server, "postgres");
    connection.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    server.pause().unwrap();
    server.pause().unwrap();
    assert!(server.is_running());
    connection.write_all(b"Q\0\0\0\x0dSELECT 1\0").unwrap();
    let mut answer = [0];
    assert_eq!(connection.read(&mut answer).unwrap_err().kind(), ErrorKind::WouldBlock);
    server.resume().unwrap();
    connection.set_read_timeout(None).unwrap();
    connection.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"T"); // RowDescription
    server.pause().unwrap();
    server.restart(Mode::Fast).unwrap();
    assert_eq!(server.psql("postgres", "SELECT 1").unwrap(), "1");
}

#[test]
fn a_standby_streams_and_can_be_promoted_when_the_first_is_gone() {
    let Some(first) = quick() else { return };
    first.psql("postgres", "CREATE TABLE followed (n int)").unwrap();
    let standby = first.standby(Replication::Synchronous).unwrap();
    first.set("synchronous_commit", "remote_apply").unwrap();
    first.psql("postgres", "INSERT INTO followed VALUES (1)").unwrap();
    assert_eq!(standby.psql("postgres", "SELECT n FROM followed").unwrap(), "1");
    let refused = standby.psql("postgres", "INSERT INTO followed VALUES (2)").unwrap_err().to_string();
    assert!(refused.contains("read-only"), "{refused}");
    drop(first);
    standby.promote().unwrap();
    standby.psql("postgres", "INSERT INTO followed VALUES (2)").unwrap();
    standby.restart(Mode::Fast).unwrap();
    assert_eq!(standby.psql("postgres", "SELECT count(*) FROM followed").unwrap(), "2");
}

/// A connection that has been let in and waits for a query.
fn connect(server: &PrivatePostgres, database: &str) -> TcpStream {
    let mut connection = TcpStream::connect(("127.0.0.1", server.port())).unwrap();
    let parameters = format!("user\0kith\0database\0{database}\0\0");
    let length = u32::try_from(8 + parameters.len()).unwrap();
    let hello = [&length.to_be_bytes()[..], &196_608_u32.to_be_bytes(), parameters.as_bytes()].concat();
    connection.write_all(&hello).unwrap();
    let mut said = Vec::new();
    while !said.ends_with(b"Z\0\0\0\x05I") {
        let mut byte = [0];
        connection.read_exact(&mut byte).unwrap();
        said.extend(byte);
    }
    connection
}
