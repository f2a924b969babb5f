//! `faqtual completions` and `faqtual man`: what a shell and its readers take.

use std::process::ExitCode;

use clap::{Args, Command};
use clap_complete::Shell;

use super::inputs::ReportForm;
use super::outcome::failed;
use crate::io::Failure;
use crate::io::terminal::give;

const COMPLETIONS: &str = "\
Examples:
  bash        faqtual completions bash > ~/.local/share/bash-completion/completions/faqtual
  zsh         faqtual completions zsh > ~/.zfunc/_faqtual        with ~/.zfunc in $fpath
  fish        faqtual completions fish > ~/.config/fish/completions/faqtual.fish
  PowerShell  faqtual completions powershell >> $PROFILE";

const MAN: &str = "\
Examples:
  faqtual man | man -l -                       read it
  faqtual man > ~/.local/share/man/man1/faqtual.1
  faqtual man build | man -l -                 the page of one command";

/// Print the script that lets a shell complete commands and options
#[derive(Args, Debug)]
#[command(after_help = COMPLETIONS)]
pub(super) struct Completions {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    shell: Shell,
}

/// Print the manual page
#[derive(Args, Debug)]
#[command(after_help = MAN)]
pub(super) struct Man {
    /// The command to print the page of; faqtual as a whole if left out
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
}

/// Prints the script.
pub(super) fn completions(arguments: &Completions, mut program: Command) -> ExitCode {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut program, "faqtual", &mut script);
    give(&String::from_utf8_lossy(&script));
    ExitCode::SUCCESS
}

/// Prints the page in troff.
pub(super) fn man(arguments: &Man, mut program: Command) -> ExitCode {
    // Only then do commands know their whole names.
    program.build();
    let page = match arguments.command.as_deref() {
        None => program,
        Some(name) => match program.find_subcommand(name) {
            Some(command) => command.clone(),
            None => {
                let failure = Failure::new(format!("there is no command `{name}`"));
                return failed(ReportForm::Human, &failure.help("`faqtual --help` lists them"));
            }
        },
    };
    let mut troff = Vec::new();
    match clap_mangen::Man::new(page).render(&mut troff) {
        Ok(()) => {
            give(&String::from_utf8_lossy(&troff));
            ExitCode::SUCCESS
        }
        Err(error) => failed(ReportForm::Human, &Failure::new(format!("cannot write the page: {error}"))),
    }
}
