//! The `faqtual` command: the edge around the library, which alone touches disk, clock and terminal.

mod cli;
mod io;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
