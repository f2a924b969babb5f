//! The command line: one file per command, each its arguments and what it runs.
//!
//! Takes the process's arguments, gives its exit code. Invariant: a command loads, calls the library and
//! shows what came of it; it decides nothing about content.

mod build;
mod check;
mod embed;
mod explain;
mod fetch;
mod inputs;
mod links;
mod lock;
mod new;
mod outcome;
mod schema;
mod serve;
mod shell;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

const EXIT_CODES: &str = "\
Exit codes:
  0  fine
  1  the content has errors, or warnings with --strict; nothing was written
  2  the command could not run

`faqtual help COMMAND` shows examples of each.";

/// Turns explainers and a FAQ, each fact with a receipt, into a searchable static site.
#[derive(Debug, Parser)]
#[command(name = "faqtual", version, after_help = EXIT_CODES, disable_help_subcommand = false)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Build(build::Arguments),
    Check(check::Arguments),
    Serve(serve::Arguments),
    Embed(embed::Arguments),
    Lock(lock::Arguments),
    Explain(explain::Arguments),
    Fetch(fetch::Arguments),
    New(new::Arguments),
    Schema(schema::Arguments),
    Completions(shell::Completions),
    Man(shell::Man),
}

/// Runs what the process was asked for.
pub(crate) fn run() -> ExitCode {
    match CommandLine::parse().command {
        Command::Build(arguments) => build::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Serve(arguments) => serve::run(arguments),
        Command::Embed(arguments) => embed::run(&arguments),
        Command::Lock(arguments) => lock::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Fetch(arguments) => fetch::run(&arguments),
        Command::New(arguments) => new::run(&arguments),
        Command::Schema(arguments) => schema::run(&arguments),
        Command::Completions(arguments) => shell::completions(&arguments, CommandLine::command()),
        Command::Man(arguments) => shell::man(&arguments, CommandLine::command()),
    }
}
