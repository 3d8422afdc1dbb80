//! `masthead`: a headless newsroom in one binary.

use clap::Parser as _;
use masthead::commands::Cli;

fn main() -> anyhow::Result<()> {
    Cli::parse().run()
}
