//! Chores of the workspace: `cargo xtask <command>`.
//!
//! Has no part in the product: nothing here is shipped, and no other crate depends on it.

mod cluster;
mod codegen;
mod command;
mod contract;
mod front;
mod fuzz;
mod newsroom;
mod packages;
mod python;
mod said;
mod server;
mod shell;
mod steps;
mod suite;

use std::process::ExitCode;

use command::Command;

fn main() -> ExitCode {
    let args: Vec<String> =
        std::env::args_os().skip(1).map(|arg| arg.to_string_lossy().into_owned()).collect();
    let Some(command) = Command::parse(&args) else {
        eprint!("{}", command::USAGE);
        return ExitCode::from(2);
    };
    let done = match command {
        Command::Test(scope) => suite::run(scope),
        Command::Postgres => cluster::serve(),
        Command::Codegen(mode) => codegen::run(mode),
        Command::Contract(depth) => contract::run(depth),
        Command::Bench => shell::bench(),
        Command::Demo => shell::demo(),
        Command::Page(args) => shell::page(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
