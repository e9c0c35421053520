//! The first page: every account, how complete it is and what to do about it.

mod list;

pub(super) use list::list;
