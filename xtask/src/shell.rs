//! Running other programs.

use std::ffi::OsString;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::said::{self, SAID_BYTES_MAX, Said};

/// A program that ended with an exit code other than 0.
#[derive(Debug, thiserror::Error)]
#[error("`{name}`: {status}")]
pub(crate) struct Failed {
    name: String,
    status: ExitStatus,
    /// The end of what it said.
    pub(crate) said: Said,
}

/// The folder of the workspace.
pub(crate) fn workspace() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask).to_owned()
}

/// The cargo that started us, in the folder of the workspace, without standard input.
pub(crate) fn cargo(args: &[&str]) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(program);
    command.args(args).current_dir(workspace()).stdin(Stdio::null());
    command
}

/// npm in a folder of the workspace, without standard input.
pub(crate) fn npm(folder: &str, args: &[&str]) -> Command {
    let mut command = Command::new("npm");
    command.args(args).current_dir(workspace().join(folder)).stdin(Stdio::null());
    command
}

/// Runs a program to its end, showing what it says; an exit code other than 0 is [`Failed`].
pub(crate) fn run(command: &mut Command) -> Result<()> {
    hear(command).map(drop)
}

/// Runs a program to its end, showing what it says; answers the end of that.
pub(crate) fn hear(command: &mut Command) -> Result<String> {
    let name = name(command);
    let heard = said::hear(command).with_context(|| format!("`{name}` did not start"))?;
    let (status, said) = heard;
    if !status.success() {
        return Err(Failed { name, status, said }.into());
    }
    Ok(said.end(SAID_BYTES_MAX))
}

/// What a program prints, as it is; an exit code other than 0 is an error.
pub(crate) fn output(command: &mut Command) -> Result<Vec<u8>> {
    let name = name(command);
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("`{name}` did not start"))?;
    if !output.status.success() {
        bail!("`{name}`: {}", output.status);
    }
    Ok(output.stdout)
}

/// The one line that a program prints, or `None` if there is no such program or it fails.
pub(crate) fn answer(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    if !output.status.success() {
        return None;
    }
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Becomes the demonstration newsroom.
pub(crate) fn demo() -> Result<()> {
    let mut command = cargo(&["run", "--bin", "masthead", "--", "serve", "--demo"]);
    become_it(command.stdin(Stdio::inherit()))
}

/// Becomes the benchmarks.
pub(crate) fn bench() -> Result<()> {
    become_it(&mut cargo(&[
        "bench",
        "--workspace",
        "--bench",
        "audience",
        "--bench",
        "floods",
        "--bench",
        "history",
        "--bench",
        "lists",
    ]))
}

/// Becomes another program, so that signals reach it and its outputs are ours; returns only on
/// failure.
fn become_it(command: &mut Command) -> Result<()> {
    let error = command.exec();
    Err(error).with_context(|| format!("`{}` did not start", name(command)))
}

/// Becomes the tool of the tests that loads a page.
pub(crate) fn page(args: &[String]) -> Result<()> {
    let here = std::env::current_dir().context("where are we?")?;
    let mut command = cargo(&["run", "--quiet", "--bin", "page", "--"]);
    // cargo runs in the workspace; the files are named from here
    let files = args.iter().map(|arg| {
        if arg.starts_with("--") { arg.into() } else { here.join(arg).into_os_string() }
    });
    become_it(command.args(files))
}

/// A command as one would type it, for messages.
fn name(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let mut name = program.to_string_lossy().into_owned();
    for arg in command.get_args() {
        name.push(' ');
        name.push_str(&arg.to_string_lossy());
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failing_program_is_an_error_that_names_it() {
        let error = run(Command::new("sh").args(["-c", "exit 3"])).unwrap_err();
        assert_eq!(error.to_string(), "`sh -c exit 3`: exit status: 3");
    }

    #[test]
    fn answer_is_trimmed() {
        assert_eq!(answer(Command::new("echo").arg(" 15 ")).as_deref(), Some("15"));
    }

    #[test]
    fn missing_or_failing_program_has_no_answer() {
        assert_eq!(answer(&mut Command::new("no-such-program-here")), None);
        assert_eq!(answer(&mut Command::new("false")), None);
    }

    #[test]
    fn workspace_holds_this_package() {
        assert!(workspace().join("xtask").join("Cargo.toml").is_file());
    }
}
