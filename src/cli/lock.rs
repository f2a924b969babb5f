//! `faqtual lock`: writes the ids that other sites may rely on to `content/ids.lock`.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use clap::Args;
use faqtual::output::Output;
use faqtual::parse::lock::{read, written};
use faqtual::render::embed::index::{INDEX, read as read_index};
use faqtual::source::SitePath;

use super::embed::embeds_are_off;
use super::inputs::Inputs;
use super::outcome::{Ending, count, failed, show};
use crate::io::Failure;
use crate::io::terminal::{Progress, give};

const EXAMPLES: &str = "\
Examples:
  faqtual lock                    the site in this folder
  faqtual lock site               the site in ./site

Keep the file with the content. From then on `build` and `check` fail when one of its ids stops answering:
give the old id to the question that answers now, as `former: [ID]`, or put it into content/tombstones.yaml.";

/// Write down the ids that other sites may embed, so that none vanishes unnoticed
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(flatten)]
    inputs: Inputs,
}

/// Writes the lock.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    let inputs = &arguments.inputs;
    let progress = Progress::start();
    let compiled = inputs.compile(&progress);
    drop(progress);
    let compilation = match compiled {
        Ok(compilation) => compilation,
        Err(failure) => return failed(inputs.report, &failure),
    };
    if compilation.report.blocks(inputs.strict) {
        return show(inputs.report, &compilation, &Ending::Blocked("the lock is as it was"));
    }
    match write(&inputs.root.join("content/ids.lock"), &compilation.compiled.output) {
        Ok(told) => {
            give(&told);
            ExitCode::SUCCESS
        }
        Err(failure) => failed(inputs.report, &failure),
    }
}

/// Writes the file when it says something new; tells what it holds.
fn write(path: &Path, output: &Output) -> Result<String, Failure> {
    let index = output.file(INDEX).and_then(read_index).ok_or_else(embeds_are_off)?;
    let ids: Vec<String> = index.items.into_iter().flat_map(|item| item.former.into_iter().chain([item.id])).collect();
    let before = fs::read_to_string(path).unwrap_or_default();
    let known = read(&before, &SitePath::new("content/ids.lock"));
    let new = ids.iter().filter(|id| !known.iter().any(|own| own.text == **id)).count();
    let all = count(ids.len(), "id");
    let text = written(ids);
    if text != before {
        fs::write(path, text).map_err(|error| Failure::system("write", path, &error))?;
    }
    Ok(format!("locked {all} in content/ids.lock, {new} new\n"))
}
