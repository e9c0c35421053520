//! kith against a simulated LinkedIn: live reads, syncs, tokens, faults, and what is left on the disk.

#[cfg(test)]
mod sources {
    mod world;

    mod edits;
    mod faults;
    mod live;
    mod secrets;
    mod servers;
    mod syncs;
    mod tokens;
    mod writes;
}
