//! `faqtual schema`: JSON Schema for editors and for programs that read reports.

use std::process::ExitCode;

use clap::Args;
use clap::builder::PossibleValuesParser;
use faqtual::schema::{SUBJECTS, Subject};

use crate::io::terminal::give;

const EXAMPLES: &str = "\
Examples:
  faqtual schema                   what has a schema
  faqtual schema faq > faq.json    the schema of content/faq/*.yaml
  faqtual schema report            the schema of what `--report json` writes

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
}

/// Prints the schema, or the list.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    match arguments.kind.as_deref().and_then(Subject::named) {
        Some(subject) => give(&subject.schema()),
        None => SUBJECTS.iter().for_each(|subject| give(&format!("{:11} {}\n", subject.name, subject.files))),
    }
    ExitCode::SUCCESS
}
