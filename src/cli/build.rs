//! `faqtual build`: load, compile, report, emit.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use faqtual::compile::{Compiled, Memo, compile, examine, identity};
use faqtual::model::Options;
use faqtual::render::picture::FOLDER;
use faqtual::source::Sources;

use super::inputs::{Compilation, Inputs, ReportForm};
use super::outcome::{Ending, count, failed, show, summary, unchanged};
use crate::io::Failure;
use crate::io::emit::{Differences, Stage, Stamp, Target, emit, published, standing, verify};
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
Where neither the sources nor the folder have changed since the last build, they are checked, and that is all.
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
    let built = target(arguments).and_then(|target| build(arguments, &target, &progress));
    drop(progress);
    match built {
        Ok((compilation, ending)) => {
            let code = show(inputs.report, &compilation, &ending);
            // The process ends here, and its memory with it.
            std::mem::forget(compilation);
            code
        }
        Err(failure) => failed(inputs.report, &failure),
    }
}

/// Builds the site into the target, if nothing stands against it.
fn build(arguments: &Arguments, target: &Target, progress: &Progress) -> Result<(Compilation, Ending), Failure> {
    let Prepared { compilation, stamp, place } = prepare(arguments, target, progress)?;
    let ending = match place {
        _ if compilation.report.blocks(arguments.inputs.strict) => Ending::Blocked("nothing was written"),
        Place::Standing(files) => Ending::Done(unchanged(&compilation, files, &target.to_string())),
        Place::Open(stage) => publish(&compilation, &stamp, stage, progress),
    };
    Ok((compilation, ending))
}

/// A site to publish.
struct Prepared<'t> {
    compilation: Compilation,
    /// What it is made from.
    stamp: Stamp,
    place: Place<'t>,
}

/// What a build finds in its target.
enum Place<'t> {
    /// So many files, which are all of the site.
    Standing(usize),
    /// Another site or none.
    Open(Stage<'t>),
}

/// Compiles the site, unless its last build came from the same and still stands: then it is only checked.
fn prepare<'t>(arguments: &Arguments, target: &'t Target, progress: &Progress) -> Result<Prepared<'t>, Failure> {
    let kept = arguments.keep_pinned.as_deref().map(pinned).transpose()?;
    let options = Options { pictures: true, ..arguments.inputs.options()? };
    let (mut compilation, (stamp, place)) = arguments.inputs.compile_with(progress, |sources| {
        let stamp = Stamp::new(&arguments.inputs.root, identity(sources, &options));
        let standing = if kept.is_none() { standing(target, &stamp, progress) } else { None };
        let place = match standing {
            Some(files) => Place::Standing(files),
            None => Place::Open(Stage::open(target, progress)?),
        };
        let compiled = match &place {
            Place::Standing(_) => Compiled { diagnostics: examine(sources, &options), ..Compiled::default() },
            Place::Open(stage) => {
                progress.stage("compiling");
                afresh(sources, &options, target, stage)
            }
        };
        Ok((compiled, (stamp, place)))
    })?;
    compilation.compiled.keep(kept.unwrap_or_default());
    Ok(Prepared { compilation, stamp, place })
}

/// Compiles with pictures; those of the last build are not drawn again.
fn afresh(sources: &Sources, options: &Options, target: &Target, stage: &Stage<'_>) -> Compiled {
    let mut memo = Memo::with_shelf(stage.shelf());
    memo.recall_pictures(published(target, |name| name.ends_with(".png") && name.contains(FOLDER)));
    let compiled = compile(sources, options, &mut memo);
    // The process ends soon: quicker than to give back each text of it.
    std::mem::forget(memo);
    compiled
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

fn publish(compilation: &Compilation, stamp: &Stamp, stage: Stage<'_>, progress: &Progress) -> Ending {
    let (compiled, target) = (&compilation.compiled, stage.target.to_string());
    match emit(&compiled.output, stage, compiled.is_of_sources_alone.then_some(stamp), progress) {
        Ok(()) => Ending::Done(summary("built", compilation, Some(&target))),
        Err(failure) => Ending::Failed(failure),
    }
}
