//! `faqtual schema`: JSON Schema for editors and for programs that read reports.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use clap::builder::PossibleValuesParser;
use faqtual::scaffold::{SCHEMAS, schemas};
use faqtual::schema::{SUBJECTS, Subject};

use super::inputs::ReportForm;
use super::outcome::{count, failed};
use crate::io::create::{below, refresh};
use crate::io::terminal::give;

const EXAMPLES: &str = "\
Examples:
  faqtual schema                   what has a schema
  faqtual schema faq > faq.json    the schema of content/faq/*.yaml
  faqtual schema report            the schema of what `--report json` writes
  faqtual schema --write           all for editors, into .faqtual/schema, as after an update of faqtual

An editor with yaml-language-server completes and explains keys in a file whose first line names its schema:
  # yaml-language-server: $schema=../../.faqtual/schema/faq.json
`faqtual new site` writes the schemas and these lines.";

/// Print the JSON Schema (2020-12) of a kind of file
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// What to print the schema of; a list of all if left out
    #[arg(value_name = "KIND", value_parser = PossibleValuesParser::new(SUBJECTS.iter().map(|subject| subject.name)))]
    kind: Option<String>,

    /// Write the schemas that editors use below ROOT, in place of older ones
    #[arg(long, value_name = "ROOT", num_args = 0..=1, default_missing_value = ".", conflicts_with = "kind")]
    write: Option<PathBuf>,
}

/// Prints the schema, or the list.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    if let Some(root) = &arguments.write {
        return write(root);
    }
    match arguments.kind.as_deref().and_then(Subject::named) {
        Some(subject) => give(&subject.schema()),
        None => SUBJECTS.iter().for_each(|subject| give(&format!("{:11} {}\n", subject.name, subject.files))),
    }
    ExitCode::SUCCESS
}

fn write(root: &Path) -> ExitCode {
    let files: Vec<_> = schemas().collect();
    for (path, text) in &files {
        if let Err(failure) = refresh(&below(root, path), text) {
            return failed(ReportForm::Human, &failure);
        }
    }
    give(&format!("wrote {} into {}\n", count(files.len(), "schema"), below(root, SCHEMAS).display()));
    ExitCode::SUCCESS
}
