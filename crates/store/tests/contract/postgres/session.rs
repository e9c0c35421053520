//! Somebody else at the same database, who does things by hand.

use tokio_postgres::{Client, NoTls};

pub(crate) struct Session(Client);

impl Session {
    pub(crate) async fn of(url: &str) -> Self {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
        tokio::spawn(connection);
        Self(client)
    }

    pub(crate) async fn does(&self, sql: &str) {
        self.0.batch_execute(sql).await.unwrap();
    }
}
