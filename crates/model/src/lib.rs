//! The nouns of kith: connections, snapshots, chunks, credits, keys, ids, time.
//! Pure values and pure rules. No I/O, no async, no HTTP, no SQL.

pub mod api_key;
pub mod changes;
pub mod chunk;
pub mod clock;
pub mod connected_on;
pub mod connection;
pub mod credits;
pub mod ids;
pub mod manifest;
pub mod member;
pub mod page;
pub mod person;
pub mod picture;
pub mod profile_url;
pub mod random;
pub mod scope;
pub mod words;

pub use changes::Changes;
pub use chunk::{Chunk, ChunkId};
pub use clock::{Clock, Timestamp};
pub use connected_on::ConnectedOn;
pub use connection::Connection;
pub use credits::Credits;
pub use ids::{
    AccountId, DeliveryId, KeyId, MessageId, RequestId, SnapshotId, SyncId, WebhookId, WorkspaceId,
};
pub use jiff::civil::Date;
pub use manifest::Manifest;
pub use member::{MemberId, MemberKey};
pub use page::{Pagination, Window};
pub use person::PersonKey;
pub use picture::Picture;
pub use profile_url::ProfileUrl;
pub use random::Random;
pub use scope::{Scope, Scopes};
pub use words::{Query, Words};
