//! `/network`: an account's growth, companies, titles and levels, and how far accounts overlap; each as a chart, as a table
//! and as files.

mod chart;
mod figure;
mod file;
mod overlap;
mod show;
mod statistics;

pub(super) use file::file;
pub(super) use show::show;
