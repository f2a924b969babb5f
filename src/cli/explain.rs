//! `faqtual explain`: the page about a kind of problem.

use std::process::ExitCode;

use clap::Args;
use faqtual::builtin::page;
use faqtual::diagnostic::{Code, did_you_mean};

use super::inputs::ReportForm;
use super::outcome::failed;
use crate::io::Failure;
use crate::io::terminal::give;

const EXAMPLES: &str = "\
Examples:
  faqtual explain                every code with its meaning
  faqtual explain missing-key    what it means, why it matters, examples with their reports";

/// Tell what a code in a report means, why it matters and how it is mended
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The code, as reports show it between brackets; all of them if left out
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

/// Prints the page, or the list.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    let Some(name) = &arguments.code else {
        give(&list());
        return ExitCode::SUCCESS;
    };
    match Code::ALL.iter().find(|code| code.name() == name.trim_matches(['[', ']'])) {
        Some(code) => {
            give(page(*code));
            ExitCode::SUCCESS
        }
        None => failed(ReportForm::Human, &unknown(name)),
    }
}

fn list() -> String {
    let longest = Code::ALL.iter().map(|code| code.name().len()).max().unwrap_or_default();
    let line =
        |code: &Code| format!("{:longest$}  {:7}  {}\n", code.name(), code.severity().to_string(), code.meaning());
    Code::ALL.iter().map(line).collect()
}

fn unknown(name: &str) -> Failure {
    let help = did_you_mean(name, Code::ALL.iter().map(|code| code.name()))
        .unwrap_or_else(|| "`faqtual explain` lists every code".to_owned());
    Failure::new(format!("there is no code `{name}`")).help(help)
}
