//! Writes an invented export: `make_export --size 30000 --seed 1 --out FILE` (a name that ends in `.csv` gives
//! `Connections.csv` alone), or the sample that ships with kith: `make_export --sample --out FILE`.

use std::error::Error;
use std::path::PathBuf;

use kith_sim::people::{NEWEST, Network};
use kith_sim::{export, sample};

fn main() -> Result<(), Box<dyn Error>> {
    let (mut size, mut seed, mut out, mut shipped) = (30_000, 1, None, false);
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut value = || args.next().ok_or_else(|| format!("{arg} takes a value"));
        match arg.as_str() {
            "--size" => size = value()?.parse()?,
            "--seed" => seed = value()?.parse()?,
            "--out" => out = Some(PathBuf::from(value()?)),
            "--sample" => shipped = true,
            _ => {
                return Err(format!("unknown argument \"{arg}\"; known: --size --seed --out --sample").into());
            }
        }
    }
    let out = out.unwrap_or_else(|| export::file_name(NEWEST).into());
    let bytes = if shipped {
        sample::archive()?
    } else if out.extension().is_some_and(|end| end.eq_ignore_ascii_case("csv")) {
        export::connections_csv(&Network::generate(seed, size))?
    } else {
        export::archive(&Network::generate(seed, size), NEWEST)?
    };
    std::fs::write(out, bytes)?;
    Ok(())
}
