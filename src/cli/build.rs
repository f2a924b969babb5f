//! `faqtual build`: load, compile, report, emit.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::inputs::{Compilation, Inputs};
use super::outcome::{Ending, failed, show, summary};
use crate::io::Failure;
use crate::io::emit::{Target, emit};
use crate::io::terminal::Progress;

const EXAMPLES: &str = "\
Examples:
  faqtual build                                 the site in this folder, into ./dist
  faqtual build site                            the site in ./site, into site/dist
  faqtual build --out public --strict           into ./public, and only without a warning
  faqtual build --base-url https://example.org/ai-training/
  faqtual build --as-of 2026-11-23              the same bytes on any day and any machine

The folder is replaced as a whole, and only when there is no error: a build that is killed leaves the old
site or the new one. Unchanged files keep their time stamps, and files that you put there yourself stay.
A folder that holds something else is never touched.";

/// Build the site into a folder that any static host can serve
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(flatten)]
    inputs: Inputs,

    /// The folder to write, below the current one [default: `dist` below ROOT]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Builds the site.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    let inputs = &arguments.inputs;
    let progress = Progress::start();
    // A folder that may not be written is told before the work is done.
    let prepared = target(arguments).and_then(|target| Ok((inputs.compile(&progress)?, target)));
    let (compilation, target) = match prepared {
        Ok(prepared) => prepared,
        Err(failure) => {
            drop(progress);
            return failed(inputs.report, &failure);
        }
    };
    let ending = publish(&compilation, &target, inputs.strict, &progress);
    drop(progress);
    show(inputs.report, &compilation, &ending)
}

fn target(arguments: &Arguments) -> Result<Target, Failure> {
    let root = &arguments.inputs.root;
    let out = arguments.out.clone().unwrap_or_else(|| root.join("dist").components().collect());
    Target::choose(root, &plain(&out))
}

/// The path without `./` and a closing `/`.
fn plain(path: &Path) -> PathBuf {
    let parts: PathBuf = path.components().filter(|part| !matches!(part, std::path::Component::CurDir)).collect();
    if parts.as_os_str().is_empty() { PathBuf::from(".") } else { parts }
}

fn publish(compilation: &Compilation, target: &Target, strict: bool, progress: &Progress) -> Ending {
    if compilation.report.blocks(strict) {
        return Ending::Blocked("nothing was written");
    }
    match emit(&compilation.compiled.output, target, progress) {
        Ok(()) => Ending::Done(summary("built", compilation, Some(&target.to_string()))),
        Err(failure) => Ending::Failed(failure),
    }
}
