//! A step: a piece of work with a name, timed, that says when it fails how to run it again.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

/// Does `work`, and prints its name before and its time after. `again` is the command that repeats it.
pub(crate) fn run(name: &str, again: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
    println!("\n== {name}: {again}");
    let began = Instant::now();
    let outcome = work();
    let seconds = began.elapsed().as_secs_f64();
    match outcome {
        Ok(()) => println!("== {name}: ok, {seconds:.1} s"),
        Err(error) => bail!("{name} failed after {seconds:.1} s: {error:#}\nrun it again with: {again}"),
    }
    Ok(())
}

/// A step that is one command. Its output goes to the terminal as it comes.
pub(crate) fn command(name: &str, command: Command) -> Result<()> {
    let again = as_typed(&command);
    command_as(name, &again, command)
}

/// As `command`, for one that does not repeat by itself what was made ready for it: `again` does.
pub(crate) fn command_as(name: &str, again: &str, mut command: Command) -> Result<()> {
    run(name, again, || {
        let status = command.status().with_context(|| format!("could not start `{}`", as_typed(&command)))?;
        if !status.success() {
            bail!("{status}");
        }
        Ok(())
    })
}

/// The command as a person would type it: variables first, cargo by its bare name.
pub(crate) fn as_typed(command: &Command) -> String {
    let variables = command
        .get_envs()
        .filter_map(|(name, value)| Some((name.to_str()?, value?.to_str()?)))
        .filter(|(name, _)| *name != "CARGO_TARGET_DIR") // the caller's own, made absolute
        .map(|(name, value)| format!("{name}={}", quoted(value)));
    let program = Path::new(command.get_program());
    let program = if program.file_stem().is_some_and(|it| it == "cargo") {
        "cargo".into()
    } else {
        program.to_string_lossy()
    };
    let words = command.get_args().map(|word| quoted(&word.to_string_lossy()));
    variables.chain([quoted(&program)]).chain(words).collect::<Vec<_>>().join(" ")
}

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,@+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_a_person_would_type_it() {
        let mut command = Command::new("/somewhere/bin/cargo");
        command.env("RUSTDOCFLAGS", "-D warnings").env_remove("CARGO_PKG_NAME").args(["doc", "--locked"]);
        assert_eq!(as_typed(&command), "RUSTDOCFLAGS='-D warnings' cargo doc --locked");
        assert_eq!(as_typed(&Command::new("target/release/kith-bench")), "target/release/kith-bench");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted(""), "''");
    }

    #[test]
    fn a_step_that_fails_names_itself_its_cause_and_the_command_that_repeats_it() {
        let error = run("docs", "cargo doc", || bail!("two links are broken")).unwrap_err().to_string();
        assert!(error.starts_with("docs failed after "), "{error}");
        assert!(error.ends_with(": two links are broken\nrun it again with: cargo doc"), "{error}");
        assert!(run("docs", "cargo doc", || Ok(())).is_ok());
    }

    #[test]
    fn a_command_fails_its_step_when_it_ends_badly_or_does_not_start() {
        assert!(command("a", Command::new("true")).is_ok());
        assert!(command("b", Command::new("false")).unwrap_err().to_string().contains("exit status: 1"));
        let error = command("c", Command::new("no-such-program-here")).unwrap_err().to_string();
        assert!(error.contains("could not start `no-such-program-here`"), "{error}");
    }
}
