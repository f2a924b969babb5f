//! `faqtual check`: load, compile, report. Writes nothing but what it remembers of links.

use std::process::ExitCode;

use clap::Args;
use faqtual::check::{addresses, quotes};
use faqtual::compile::{ask, inspect};
use faqtual::diagnostic::{Locator, Report};
use faqtual::model::{Edition, Options};
use faqtual::parse::entry::Text;
use faqtual::text::date::Date;

use super::inputs::{Compilation, Inputs};
use super::links;
use super::outcome::{Ending, count, failed, show, summary};
use crate::io::Failure;
use crate::io::terminal::{Progress, give};

const EXAMPLES: &str = "\
Examples:
  faqtual check                     the site in this folder
  faqtual check site --strict       the site in ./site; warnings fail too
  faqtual check --report json       problems as one JSON object on stderr
  faqtual check --due-within 30d    what is to be looked at again in the next 30 days; 0d is what is overdue
  faqtual check --sources           quotes against the texts that `faqtual fetch` saved
  faqtual check --links             whether the pages it leads to are there; uses the network

What came of links is kept in `.faqtual/links.json` for a week; the file may be deleted at any time.";

/// Find every problem that a build would find, and write nothing
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(flatten)]
    inputs: Inputs,

    /// List what is due for review within so many days, as in `30d`
    #[arg(long, value_name = "DAYS", value_parser = days)]
    due_within: Option<i32>,

    /// Compare quotes with the saved texts of their sources
    #[arg(long)]
    sources: bool,

    /// Look at every external link
    #[arg(long)]
    links: bool,

    /// With --links, connect to addresses that are not on the public Internet
    #[arg(long, requires = "links")]
    allow_private: bool,
}

fn days(text: &str) -> Result<i32, &'static str> {
    let number = text.strip_suffix('d').unwrap_or(text);
    number.parse().ok().filter(|days| (0..=36_500).contains(days)).ok_or("write a number of days, as in 30d")
}

/// Checks the site.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    let inputs = &arguments.inputs;
    let progress = Progress::start();
    let checked = check(arguments, &progress);
    drop(progress);
    let (compilation, listed) = match checked {
        Ok(checked) => checked,
        Err(failure) => return failed(inputs.report, &failure),
    };
    give(&listed);
    let ending = if compilation.report.blocks(inputs.strict) {
        Ending::Blocked("the site cannot be built")
    } else {
        Ending::Done(summary("checked", &compilation, None))
    };
    show(inputs.report, &compilation, &ending)
}

/// The compiled site with all that was asked for, and the list of what is due.
fn check(arguments: &Arguments, progress: &Progress) -> Result<(Compilation, String), Failure> {
    let options = arguments.inputs.options()?;
    let mut compilation = arguments.inputs.compile(progress)?;
    let mut found = Vec::new();
    if arguments.sources {
        progress.stage("comparing quotes");
        let sources = &compilation.sources;
        found.extend(inspect(sources, &options, |site| quotes::quotes(site, sources)));
    }
    if arguments.links {
        let known = ask(&compilation.sources, &options, addresses::addresses).unwrap_or_default();
        let when = (Inputs::today()?, arguments.allow_private);
        let answers = links::answers(&arguments.inputs.root, known.keys(), when, progress)?;
        found.extend(inspect(&compilation.sources, &options, |_| addresses::judged(&known, &answers)));
    }
    if !found.is_empty() {
        compilation.compiled.diagnostics.extend(found);
        compilation.report = Report::new(&compilation.compiled.diagnostics, &compilation.sources);
    }
    let listed = arguments.due_within.map(|days| due(&compilation, &options, days)).unwrap_or_default();
    Ok((compilation, listed))
}

/// What is due within so many days, a line an entry.
fn due(compilation: &Compilation, options: &Options, days: i32) -> String {
    let last = options.as_of.plus_days(days);
    let lines = ask(&compilation.sources, options, |site| {
        let mut locator = Locator::new(&compilation.sources);
        let ledger = site.editions.first().map(Edition::ledger).unwrap_or_default();
        let due = ledger.iter().filter_map(|review| Some((review, review.due.filter(|due| *due <= last)?)));
        due.map(|(review, due)| {
            let location = locator.locate(review.place);
            let regions: Vec<&str> = review.regions.iter().map(Text::as_str).collect();
            let at = if regions.is_empty() { String::new() } else { format!("@{}", regions.join(",")) };
            let when = state(review.reviewed, due, options.as_of);
            let place = match location.line {
                0 => location.file.to_string(),
                line => format!("{}:{line}", location.file),
            };
            format!("{when:28} {:8} {}{at}  {place}\n", review.subject.word(), review.id)
        })
        .collect::<Vec<String>>()
    });
    let lines = lines.unwrap_or_default();
    format!("{}{} due by {last}\n", lines.concat(), count(lines.len(), "entry").replace("entrys", "entries"))
}

fn state(reviewed: Option<Date>, due: Date, as_of: Date) -> String {
    match reviewed {
        None => "never reviewed".to_owned(),
        Some(_) if due < as_of => format!("overdue since {due}"),
        Some(_) => format!("due {due}"),
    }
}
