//! `faqtual embed`: prints what another site needs to show an answer.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use faqtual::diagnostic::did_you_mean;
use faqtual::output::Output;
use faqtual::render::embed::index::{Edition, INDEX, Index, Item, read};
use faqtual::render::embed::snippet::{Choice, Look, Snippet};
use faqtual::render::embed::{FOLDER, fragment};

use super::inputs::Inputs;
use super::outcome::{Ending, failed, show};
use crate::io::Failure;
use crate::io::terminal::{Progress, give, tell};

const EXAMPLES: &str = "\
Examples:
  faqtual embed am-i-affected                        HTML to paste in
  faqtual embed am-i-affected --level 2 --closed     its heading an h2, only the short answer in sight
  faqtual embed steps--PLATFORM --as iframe          how to say no at a platform, in a frame
  faqtual embed topic--TOPIC --as element            all questions about a topic, by the custom element
  faqtual embed compare --as markdown                the comparison, for a page written in Markdown

Ids: those of questions, `topic--ID`, `steps--PLATFORM`, and `compare`; embed/index.json lists them all.";

/// Print an answer, ready to stand in another site
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// What to embed: the id of a question, `topic--ID`, `steps--PLATFORM` or `compare`
    #[arg(value_name = "ID")]
    id: String,

    #[command(flatten)]
    inputs: Inputs,

    /// In which form
    #[arg(long = "as", value_name = "FORM", value_enum, default_value_t = Form::Html)]
    form: Form,

    /// The level of the first heading
    #[arg(long, value_name = "LEVEL", default_value_t = 3, value_parser = clap::value_parser!(u8).range(2..=5))]
    level: u8,

    /// Show only the short answer at first
    #[arg(long)]
    closed: bool,

    /// Today's version, for ever
    #[arg(long)]
    pinned: bool,

    /// The language, if not the site's first
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
}

/// The forms of an embed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// HTML to paste in, without script or style
    Html,
    /// A frame, and the script that fits its height
    Iframe,
    /// The custom element and its script
    Element,
    /// The oEmbed answer
    Oembed,
    /// Markdown
    Markdown,
    /// The data of the custom element
    Json,
}

/// Prints an embed.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    let form = arguments.inputs.report;
    let progress = Progress::start();
    let compiled = arguments.inputs.compile(&progress);
    drop(progress);
    let compilation = match compiled {
        Ok(compilation) => compilation,
        Err(failure) => return failed(form, &failure),
    };
    if compilation.report.blocks(arguments.inputs.strict) {
        return show(form, &compilation, &Ending::Blocked("there is nothing to embed"));
    }
    match printed(arguments, &compilation.compiled.output) {
        Ok(text) => {
            give(&text);
            ExitCode::SUCCESS
        }
        Err(failure) => failed(form, &failure),
    }
}

fn printed(arguments: &Arguments, output: &Output) -> Result<String, Failure> {
    let index = output.file(INDEX).and_then(read).ok_or_else(embeds_are_off)?;
    let item = item(&arguments.id, &index)?;
    let edition = edition(arguments.language.as_deref(), item)?;
    let file = |extension: &str| {
        let bytes = output.file(&format!("{FOLDER}{}{}.{extension}", edition.folder, item.id));
        String::from_utf8_lossy(bytes.unwrap_or_default()).into_owned()
    };
    let look = Look {
        choice: if arguments.pinned { Choice::Pinned } else { Choice::Latest },
        level: arguments.level,
        is_closed: arguments.closed,
    };
    let snippet = |base| Snippet { base, id: &item.id, edition, script: (&index.kit, &index.script_integrity), look };
    let base = index.base_url.as_deref();
    let needed = || base.ok_or_else(unplaced);
    if base.is_none() && matches!(arguments.form, Form::Html | Form::Markdown) {
        tell("its links are relative, since the site's address is not known: give it with --base-url\n");
    }
    Ok(match arguments.form {
        Form::Iframe => snippet(needed()?).frame(),
        Form::Element => snippet(needed()?).element(),
        Form::Oembed => needed().map(|_| file("oembed.json") + "\n")?,
        Form::Markdown => file("md"),
        Form::Json => file("json") + "\n",
        Form::Html if arguments.closed => file(&fragment(arguments.level)).replace(" open>", ">"),
        Form::Html => file(&fragment(arguments.level)),
    })
}

/// There is an index unless the settings say so.
pub(super) fn embeds_are_off() -> Failure {
    Failure::new("`embeds: false` in `content/site.yaml` lets nobody embed this site").help("take that line out")
}

fn unplaced() -> Failure {
    Failure::new("the site's address is not known, and others need it to find the embed")
        .help("give it with --base-url, or put `base_url:` into `content/site.yaml`")
}

fn item<'i>(id: &str, index: &'i Index) -> Result<&'i Item, Failure> {
    let found = index.items.iter().find(|item| item.id == id || item.former.iter().any(|former| former == id));
    found.ok_or_else(|| {
        let failure = Failure::new(format!("nothing can be embedded under the id `{id}`"));
        let near = did_you_mean(id, index.items.iter().map(|item| item.id.as_str()));
        failure.help(near.unwrap_or_else(|| format!("`{INDEX}` of a built site lists the ids")))
    })
}

fn edition<'i>(language: Option<&str>, item: &'i Item) -> Result<&'i Edition, Failure> {
    let found = match language {
        Some(language) => item.languages.get(language),
        None => item.languages.values().find(|edition| edition.folder.is_empty()).or(item.languages.values().next()),
    };
    found.ok_or_else(|| {
        let known: Vec<String> = item.languages.keys().map(|tag| format!("`{tag}`")).collect();
        let message = format!("`{}` is not there in the language `{}`", item.id, language.unwrap_or_default());
        Failure::new(message).help(format!("it is there in {}", known.join(", ")))
    })
}
