//! A simulated LinkedIn, to test and try kith against: invented members and the files they would download.
//! Nothing in kith depends on it but tests, the benchmark and the `sim` command.

pub mod export;
pub mod people;
pub mod sample;
