//! The way to a database on another machine: encrypted, and to the right one, unless somebody says otherwise.

use std::path::PathBuf;
use std::sync::Arc;

use kith_pg_fixture::{Options, PrivatePostgres, Programs};
use kith_store::{Place, PostgresSettings, Store};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tempfile::TempDir;

use crate::contract::backends::settings;

/// A certificate authority: its certificate, and one that it signed for the server, with its key.
fn authority() -> (String, String, String) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap();
    let (issuer, server) = (Issuer::new(params, key), KeyPair::generate().unwrap());
    let signed =
        CertificateParams::new(vec!["127.0.0.1".into()]).unwrap().signed_by(&server, &issuer).unwrap();
    (certificate.pem(), signed.pem(), server.serialize_pem())
}

/// Has the server write a file into its folder that is its alone.
fn write(server: &PrivatePostgres, name: &str, text: &str) {
    let copy = format!(
        "COPY (SELECT unnest(string_to_array($text${}$text$, E'\\n'))) TO PROGRAM 'umask 077; cat > {name}'",
        text.trim_end()
    );
    server.psql("kith", &copy).unwrap();
}

fn server() -> Option<PrivatePostgres> {
    Programs::find_or_skip()?;
    let server = PrivatePostgres::start(&Options::quick()).unwrap();
    server.create_database("kith").unwrap();
    Some(server)
}

async fn opens(url: String, ca_file: Option<PathBuf>) -> Result<Arc<dyn Store>, String> {
    let place = Place::Postgres(PostgresSettings { ca_file, ..settings(url) });
    kith_store::open(&place).await.map_err(|error| error.to_string())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_is_believed_whose_certificate_is_signed_by_whom_is_named_and_no_other() {
    let Some(server) = server() else { return };
    let (ours, certificate, key) = authority();
    let (theirs, ..) = authority();
    write(&server, "server.crt", &certificate);
    write(&server, "server.key", &key);
    server.set("ssl", "on").unwrap();
    let folder = TempDir::new().unwrap();
    let file = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).unwrap();
        Some(folder.path().join(name))
    };
    let (ours, theirs) = (file("ours.pem", &ours), file("theirs.pem", &theirs));
    let url = format!("{}?sslmode=require", server.url("kith"));
    let store = opens(url.clone(), ours.clone()).await.unwrap();
    let encrypted = "SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
                     WHERE application_name = 'kith'";
    assert_eq!(server.psql("kith", encrypted).unwrap(), "t");
    drop(store);
    assert!(opens(url.clone(), theirs).await.err().unwrap().contains("TLS"));
    assert!(opens(url.clone(), None).await.is_err(), "the system's authorities did not sign it");
    let missing = opens(url.clone(), Some(folder.path().join("missing.pem"))).await.err().unwrap();
    assert!(missing.contains("no certificates to know the database by"), "{missing}");
    let elsewhere = url.replace("127.0.0.1", "localhost");
    assert!(opens(elsewhere, ours).await.is_err(), "the certificate is for another name");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_must_be_encrypted_is_not_sent_to_a_server_that_cannot() {
    let Some(server) = server() else { return };
    let url = format!("{}?sslmode=require", server.url("kith"));
    assert!(opens(url.clone(), None).await.is_err());
    opens(url.replace("require", "disable"), None).await.unwrap();
}
