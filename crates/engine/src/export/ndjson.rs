//! NDJSON: a connection a line, as the API's list has it with every field, but for its picture: pictures expire, and a
//! file does not know when it is read.

use kith_model::Connection;

use super::format::Encoder;
use crate::Result;
use crate::render::{Field, Fields, object};

pub(super) struct Ndjson;

impl Encoder for Ndjson {
    fn rows(&mut self, rows: &[Connection], out: &mut Vec<u8>) -> Result<()> {
        out.reserve(rows.len() * 384);
        let mut all = Fields::default();
        for field in Field::ALL {
            all.insert(field);
        }
        for row in rows {
            object(out, row, all);
            out.push(b'\n');
        }
        Ok(())
    }
}
