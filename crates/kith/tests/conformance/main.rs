//! What the API says of itself, held against what it does, by other people's programs: a linter of its document, requests
//! that are made up from it, the examples of its tools, called by a client of another author. On the real binary.

#[cfg(test)]
mod document;
#[cfg(test)]
mod inspector;
#[cfg(test)]
mod made_up;
#[cfg(test)]
mod served;
