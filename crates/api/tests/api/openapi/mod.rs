//! `/openapi.json`: what is registered is described, what is described is true, and what is described is tested.

mod coverage;
mod document;
mod examples;
mod links;
mod schemas;
