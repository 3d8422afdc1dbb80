//! Packages of the machine's distribution, installed where that is possible.

use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::shell;

/// Installs packages of Debian or Ubuntu; fails with `hint` where we may not, or there is no
/// apt-get.
pub(crate) fn install(names: &[&str], hint: &str) -> Result<()> {
    if !is_root() || shell::answer(Command::new("apt-get").arg("--version")).is_none() {
        bail!(hint.to_owned());
    }
    // A new machine has no package lists; an old one may be unable to renew all of them and still
    // have the package.
    if let Err(error) = shell::run(&mut apt_get(&["update"])) {
        eprintln!("{error:#}; trying with the package lists at hand");
    }
    let mut command = apt_get(&["install", "-y", "--no-install-recommends"]);
    shell::run(command.args(names))
}

/// Whether we run as the super-user, whom `PostgreSQL` refuses.
pub(crate) fn is_root() -> bool {
    shell::answer(Command::new("id").arg("-u")).as_deref() == Some("0")
}

fn apt_get(args: &[&str]) -> Command {
    let mut command = Command::new("apt-get");
    command.arg("-qq").args(args).env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null());
    command
}
