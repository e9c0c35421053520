//! `/openapi.json`: what is registered is described, what is described is true, and what is described is tested.

mod coverage;
mod document;
mod examples;
mod files;
mod links;
mod refusals;
mod schemas;
mod webhooks;
