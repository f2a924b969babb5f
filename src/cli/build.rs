//! `faqtual build`: load, compile, report, emit.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use faqtual::compile::Memo;
use faqtual::model::Options;
use faqtual::render::picture::FOLDER;

use super::inputs::{Compilation, Inputs, ReportForm};
use super::outcome::{Ending, count, failed, show, summary};
use crate::io::Failure;
use crate::io::emit::{Differences, Target, emit, published, verify};
use crate::io::pinned::pinned;
use crate::io::terminal::{Progress, give};

const EXAMPLES: &str = "\
Examples:
  faqtual build                                 the site in this folder, into ./dist
  faqtual build site                            the site in ./site, into site/dist
  faqtual build --out public --strict           into ./public, and only without a warning
  faqtual build --base-url https://example.org/ai-training/
  faqtual build --as-of 2026-11-23              the same bytes on any day and any machine
  faqtual build --keep-pinned dist              pinned copies of embeds survive
  faqtual build --verify public                 is ./public still as it was built?

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

    /// Take over the pinned copies of embeds (`embed/v/`) from FOLDER, an earlier build as it is published
    #[arg(long, value_name = "FOLDER")]
    keep_pinned: Option<PathBuf>,

    /// Build nothing; compare DIR with its manifest and name what was touched, missing or added [default: as --out]
    #[arg(long, value_name = "DIR", num_args = 0..=1)]
    verify: Option<Option<PathBuf>>,
}

/// Builds the site.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    if let Some(folder) = &arguments.verify {
        return verified(&plain(&folder.clone().unwrap_or_else(|| out(arguments))), arguments.inputs.report);
    }
    let inputs = &arguments.inputs;
    let progress = Progress::start();
    // A folder that may not be written is told before the work is done.
    let prepared = target(arguments).and_then(|target| {
        let kept = arguments.keep_pinned.as_deref().map(pinned).transpose()?.unwrap_or_default();
        let mut compilation = compiled(inputs, &target, &progress)?;
        compilation.compiled.keep(kept);
        Ok((compilation, target))
    });
    let (compilation, target) = match prepared {
        Ok(prepared) => prepared,
        Err(failure) => {
            drop(progress);
            return failed(inputs.report, &failure);
        }
    };
    let ending = publish(&compilation, &target, inputs.strict, &progress);
    drop(progress);
    let code = show(inputs.report, &compilation, &ending);
    // The process ends here, and its memory with it: quicker than to give back each text of it.
    std::mem::forget(compilation);
    code
}

/// Compiles with pictures; those of the last build are not drawn again.
fn compiled(inputs: &Inputs, target: &Target, progress: &Progress) -> Result<Compilation, Failure> {
    let mut memo = Memo::of_one_compile();
    memo.recall_pictures(published(target, |name| name.ends_with(".png") && name.contains(FOLDER)));
    inputs.compile_with(&Options { pictures: true, ..inputs.options()? }, memo, progress)
}

fn target(arguments: &Arguments) -> Result<Target, Failure> {
    Target::choose(&arguments.inputs.root, &plain(&out(arguments)))
}

/// The folder that `--out` means.
fn out(arguments: &Arguments) -> PathBuf {
    arguments.out.clone().unwrap_or_else(|| arguments.inputs.root.join("dist").components().collect())
}

/// Tells how the folder differs from what was built: a line a file on stdout, as `diff` would.
fn verified(folder: &Path, report: ReportForm) -> ExitCode {
    let differences = match verify(folder) {
        Ok(differences) => differences,
        Err(failure) => return failed(report, &failure),
    };
    let Differences { named, touched, missing, added } = &differences;
    for (kind, names) in [("touched", touched), ("missing", missing), ("added", added)] {
        for name in names {
            give(&format!("{kind}: {}\n", name.escape_debug()));
        }
    }
    if differences.is_empty() {
        give(&format!("verified {} in {}: as built\n", count(*named, "file"), folder.display()));
        return ExitCode::SUCCESS;
    }
    let message = format!(
        "`{}` is not as it was built: {} touched, {} missing, {} added",
        folder.display(),
        touched.len(),
        missing.len(),
        added.len()
    );
    failed(report, &Failure::new(message).help("build again, or find out who changed it"));
    ExitCode::from(1)
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
