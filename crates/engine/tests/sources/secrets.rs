//! No token stands anywhere in the data folder, in what accounts and syncs show, or in an error.

use kith_engine::{Mode, SourceKind, SyncSettings};
use kith_sim::{Grant, Options, people::Network};

use super::world::{World, page};

#[tokio::test]
async fn no_token_is_in_the_data_folder_or_in_what_is_shown() {
    let options = Options { refresh_tokens: true, ..Options::default() };
    let world = World::with(options, |_| {}, SyncSettings::default()).await;
    let member = world.sim.add_member(Network::generate(1, 120));
    let mut tokens = Vec::new();
    for kind in [SourceKind::ConnectionsApi, SourceKind::Portability] {
        let grant = if kind == SourceKind::Portability { Grant::portability() } else { Grant::connections() };
        for _ in 0..2 {
            tokens.push(world.sim.token(member, grant.clone()));
        }
        let (one, two) = (tokens[tokens.len() - 2].clone(), tokens[tokens.len() - 1].clone());
        let account = world.account_with(kind, Mode::Mirror, Some(one)).await;
        world.works(&account).await;
        world.engine.set_token(world.workspace, &account, two.into()).await.unwrap();
        world.works(&account).await;
        let shown = serde_json::to_string(&world.info(&account).await).unwrap();
        assert!(tokens.iter().all(|token| !shown.contains(token.as_str())));
    }
    let live = world.account_with(SourceKind::ConnectionsApi, Mode::Live, Some(tokens[0].clone())).await;
    world.engine.list_connections(&world.caller().await, &page(&live, 0, 10)).await.unwrap();
    world.clock.advance(120);
    world.sim.revoke_member(member);
    let refused =
        world.engine.list_connections(&world.caller().await, &page(&live, 0, 10)).await.err().unwrap();
    assert!(tokens.iter().all(|token| !format!("{refused:?}").contains(token.as_str())));
    let mut files = 0;
    for file in std::fs::read_dir(world.dir.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        files += 1;
        for token in &tokens {
            assert!(!bytes.windows(token.len()).any(|part| part == token.as_bytes()));
        }
    }
    assert!(files > 0);
}
