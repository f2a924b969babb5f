//! The `faqtual` command: the edge around the library, which alone touches disk, clock and terminal.

mod cli;
mod io;

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// A build makes and drops millions of small texts on all cores.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    cli::run()
}
