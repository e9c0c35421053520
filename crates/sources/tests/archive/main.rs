//! The archive source from outside: files in, lists and reports out.

#[cfg(test)]
mod cells;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod resaved;
#[cfg(test)]
mod support;
#[cfg(test)]
mod zips;
