//! Keys and who signs in with them: how long a session lives, what a link opens, what a key's own limit lets through.

#[cfg(test)]
mod keys {
    mod desk;

    mod limits;
    mod sessions;
    mod spending;
}
