//! `faqtual check`: load, compile, report. Writes nothing.

use std::process::ExitCode;

use clap::Args;

use super::inputs::Inputs;
use super::outcome::{Ending, failed, show, summary};
use crate::io::terminal::Progress;

const EXAMPLES: &str = "\
Examples:
  faqtual check                   the site in this folder
  faqtual check site --strict     the site in ./site; warnings fail too
  faqtual check --report json     problems as one JSON object on stderr";

/// Find every problem that a build would find, and write nothing
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(flatten)]
    inputs: Inputs,
}

/// Checks the site.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    let inputs = &arguments.inputs;
    let progress = Progress::start();
    let compiled = inputs.compile(&progress);
    drop(progress);
    let compilation = match compiled {
        Ok(compilation) => compilation,
        Err(failure) => return failed(inputs.report, &failure),
    };
    let ending = if compilation.report.blocks(inputs.strict) {
        Ending::Blocked("the site cannot be built")
    } else {
        Ending::Done(summary("checked", &compilation, None))
    };
    show(inputs.report, &compilation, &ending)
}
