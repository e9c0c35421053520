use kith_sim::*;
#[tokio::main]
async fn main() {
    let sim =
        Sim::start(Options { snapshot_rows_per_page: 500, hidden_every: Some(5), ..Options::default() })
            .await
            .unwrap();
    let m = sim.add_member(people::Network::generate(1, 1000));
    let a = sim.token(m, Grant::connections());
    let b = sim.token(m, Grant::portability());
    sim.edit(m, 3, 0, 0, 1);
    println!("{}\n{a}\n{b}", sim.url());
    tokio::time::sleep(std::time::Duration::from_secs(90)).await;
}
