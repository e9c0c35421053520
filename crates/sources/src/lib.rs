//! Where connections come from. One folder a source; each turns what LinkedIn gives into the model's nouns.
//! Knows nothing of the store, the engine or the API, and reads no clock.
#![warn(missing_docs)]

pub mod archive;
