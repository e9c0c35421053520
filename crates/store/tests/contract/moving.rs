//! Moves from one store into another, both ways: the same by digest and through the traits, sound, resumable from
//! anywhere, refused where they would spoil something.

mod any;
mod broken;
mod refused;
mod there_and_back;
mod world;

use std::sync::Arc;

use kith_store::Place;
use kith_store::moves::{self, Contents, Moved, Moves, Outcome};

use super::backends::{Backend, is_clean};

/// A store to be moved from.
async fn source(place: &Place) -> Arc<dyn Moves> {
    kith_store::open_source(place).await.unwrap()
}

/// A store to be moved into.
async fn target(place: &Place) -> Arc<dyn Moves> {
    kith_store::open_target(place).await.unwrap()
}

async fn outcome(from: &dyn Moves, to: &dyn Moves) -> Outcome {
    moves::run(from, to, Some(99), &|_, _, _| ()).await.unwrap()
}

/// Moves to the end.
async fn moved(from: &Place, to: &Place) -> Moved {
    match outcome(&*source(from).await, &*target(to).await).await {
        Outcome::Done(moved) => moved,
        other => panic!("{other:?}"),
    }
}

async fn contents(place: &Place) -> Contents {
    moves::contents(&*source(place).await, &|_| ()).await.unwrap()
}

/// Both hold the same, by digest and by all that can be read, and are sound.
async fn are_alike<A: Backend, B: Backend>(one: &A, other: &B) {
    assert_eq!(contents(&one.place()).await, contents(&other.place()).await);
    let (one, other) = (one.open().await, other.open().await);
    assert_eq!(world::seen(&*one).await, world::seen(&*other).await);
    is_clean(&*one).await;
    is_clean(&*other).await;
}

/// Runs a test for each way that a move can take. Where a kind of store is missing it is skipped.
macro_rules! each_way {
    ($($test:ident),+ $(,)?) => {
        mod into_postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                super::$test::<crate::contract::backends::Sqlite, crate::contract::backends::Postgres>().await;
            })+
        }
        mod into_a_folder {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                super::$test::<crate::contract::backends::Postgres, crate::contract::backends::Sqlite>().await;
            })+
        }
        mod of_one_kind {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                super::$test::<crate::contract::backends::Sqlite, crate::contract::backends::Sqlite>().await;
            })+
        }
    };
}
use each_way;
