//! What pages are made of: who is found as values, one member with what changed of them, files of who was found.

#[cfg(test)]
mod looking {
    mod world;

    mod cards;
    mod downloads;
    mod erasing;
    mod look_ups;
    mod teams;
}
