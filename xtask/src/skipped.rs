//! What the tests of a run had to leave out, for want of a program: the run's last line says so, and with CI=true fails.

use anyhow::{Result, bail};

/// Something that was not tested, and the way to have it tested the next time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Skipped {
    pub(crate) what: &'static str,
    pub(crate) remedy: String,
}

/// Joins what was skipped to how the tests ended. The answer is the line that the run must end with, if any.
pub(crate) fn conclude(skipped: &[Skipped], tests: Result<()>, under_ci: bool) -> Result<Option<String>> {
    let say = |it: &Skipped| format!("{} was skipped; to test it: {}", it.what, it.remedy);
    let line = skipped.iter().map(say).collect::<Vec<_>>().join("\nxtask: ");
    match tests {
        tests if skipped.is_empty() => tests.map(|()| None),
        Err(error) => bail!("{error:#}\nxtask: {line}"),
        Ok(()) if under_ci => bail!("nothing may be skipped where CI=true\nxtask: {line}"),
        Ok(()) => Ok(Some(line)),
    }
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    use super::*;

    const LINE: &str = "PostgreSQL was skipped; to test it: sudo apt-get install postgresql";

    fn missing() -> Vec<Skipped> {
        vec![Skipped { what: "PostgreSQL", remedy: "sudo apt-get install postgresql".to_owned() }]
    }

    #[test]
    fn a_run_without_postgresql_passes_at_a_desk_and_says_so_last() {
        assert_eq!(conclude(&missing(), Ok(()), false).unwrap().as_deref(), Some(LINE));
    }

    #[test]
    fn a_run_without_postgresql_fails_under_ci() {
        let error = conclude(&missing(), Ok(()), true).unwrap_err().to_string();
        assert!(error.ends_with(LINE), "{error}");
    }

    #[test]
    fn tests_that_fail_are_told_before_what_was_skipped() {
        let error = conclude(&missing(), Err(anyhow!("tests failed")), false).unwrap_err().to_string();
        assert!(error.starts_with("tests failed") && error.ends_with(LINE), "{error}");
    }

    #[test]
    fn each_thing_that_was_skipped_has_a_line() {
        let mut two = missing();
        two.push(Skipped { what: "nginx", remedy: "sudo apt-get install nginx-light".to_owned() });
        let said = conclude(&two, Ok(()), false).unwrap().unwrap();
        assert_eq!(
            said,
            format!("{LINE}\nxtask: nginx was skipped; to test it: sudo apt-get install nginx-light")
        );
    }

    #[test]
    fn a_run_with_everything_has_no_more_to_say() {
        assert_eq!(conclude(&[], Ok(()), true).unwrap(), None);
        assert!(conclude(&[], Err(anyhow!("tests failed")), true).is_err());
    }
}
