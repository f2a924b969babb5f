//! `faqtual fetch`: saves the texts of cited sources, so that their quotes can be compared. On request only.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use faqtual::check::quotes::{resting_on, without_head};
use faqtual::compile::ask;
use faqtual::model::Site;
use faqtual::source::Sources;
use similar::{ChangeTag, TextDiff};

use super::inputs::{Inputs, ReportForm};
use super::outcome::{count, failed};
use crate::io::Failure;
use crate::io::fetch::{Answer, Client};
use crate::io::load::load;
use crate::io::terminal::{give, tell};

const EXAMPLES: &str = "\
Examples:
  faqtual fetch                       every source that a receipt quotes
  faqtual fetch acme-notice           this one
  faqtual fetch --root site --all     every source of the site in ./site
  faqtual check --sources             then compares the quotes

A text is saved as `content/sources/ID.txt` and never published. robots.txt is honoured. Saved texts are other
people's work: think before you publish the repository that holds them.";

/// Save the texts of cited sources, and tell what changed in them
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The ids of the sources; those that a receipt quotes, if left out
    #[arg(value_name = "ID")]
    ids: Vec<String>,

    /// The folder that holds `content/site.yaml`
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,

    /// Take every source, quoted or not
    #[arg(long)]
    all: bool,

    /// Connect to addresses that are not on the public Internet
    #[arg(long)]
    allow_private: bool,
}

/// A source to fetch, and what rests on it.
struct Wanted {
    id: String,
    url: String,
    rests: Vec<String>,
}

/// Fetches the sources.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    match fetch(arguments) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(1),
        Err(failure) => failed(ReportForm::Human, &failure),
    }
}

/// Fetches the sources; gives how many could not be.
fn fetch(arguments: &Arguments) -> Result<usize, Failure> {
    let sources = load(&arguments.root)?;
    let today = Inputs::today()?;
    let wanted = ask(&sources, &Inputs::plain(today), |site| wanted(site, arguments)).unwrap_or_else(|| {
        Err(Failure::new("there is no `content/site.yaml` here").help("name its folder with --root"))
    })?;
    let mut client = Client::new(arguments.allow_private);
    let mut missed = 0;
    for source in &wanted {
        let outcome = client.page(&source.url).and_then(|answer| match answer.status {
            200..=299 => Ok(answer),
            status => Err(format!("the server answered {status}")),
        });
        match outcome {
            Ok(answer) => give(&saved(&arguments.root, &sources, source, &answer, &today.to_string())?),
            Err(error) => {
                missed += 1;
                tell(&format!("{}: not saved, {error} ({})\n", source.id, source.url));
            }
        }
    }
    give(&format!("{} fetched, {missed} not\n", count(wanted.len() - missed, "source")));
    Ok(missed)
}

fn wanted(site: &Site<'_>, arguments: &Arguments) -> Result<Vec<Wanted>, Failure> {
    let Some(edition) = site.editions.first() else { return Ok(Vec::new()) };
    if let Some(unknown) = arguments.ids.iter().find(|id| edition.source(id).is_none()) {
        let help = "the ids are those of `content/sources.yaml`";
        return Err(Failure::new(format!("there is no source `{unknown}`")).help(help));
    }
    let quoted = faqtual::check::quotes::quoted(site);
    let is_wanted = |id: &str| match arguments.ids.as_slice() {
        [] => arguments.all || quoted.contains(id),
        ids => ids.iter().any(|own| own == id),
    };
    let chosen = edition.sources.iter().filter(|source| is_wanted(source.id.as_str()));
    Ok(chosen
        .filter_map(|source| {
            let id = source.id.text.clone();
            Some(Wanted { rests: resting_on(site, &id), url: source.url.clone()?, id })
        })
        .collect())
}

/// Saves a text; gives what there is to say about it.
fn saved(root: &Path, sources: &Sources, source: &Wanted, answer: &Answer, today: &str) -> Result<String, Failure> {
    let name = format!("content/sources/{}.txt", source.id);
    let text = readable(answer, &source.url);
    let before = sources.file(&name).map(|file| String::from_utf8_lossy(&file.bytes).into_owned());
    let path = root.join(&name);
    let folder = path.parent().unwrap_or(root);
    std::fs::create_dir_all(folder).map_err(|error| Failure::system("create", folder, &error))?;
    let redirects: String = answer.redirects.iter().map(|url| format!("Redirected: {url}\n")).collect();
    let whole = format!("Source: {}\nFetched: {today}\n{redirects}\n{text}", source.url);
    std::fs::write(&path, whole).map_err(|error| Failure::system("write", &path, &error))?;
    let Some(before) = before else { return Ok(format!("{}: saved, {}\n", source.id, count(words(&text), "word"))) };
    let before = without_head(&before);
    if before == text {
        return Ok(format!("{}: unchanged\n", source.id));
    }
    let rests: String = source.rests.iter().map(|name| format!("  rests on it: {name}\n")).collect();
    Ok(format!("{}: changed\n{}{rests}", source.id, difference(before, &text)))
}

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// The words of a page, as a reader of it would see them.
fn readable(answer: &Answer, url: &str) -> String {
    let text = if answer.is_html { article(&answer.body, url) } else { None };
    let text = text.unwrap_or_else(|| answer.body.clone());
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join("\n") + "\n"
}

/// The text of a page without its menus and frames, when there is one.
fn article(html: &str, url: &str) -> Option<String> {
    let config = dom_smoothie::Config { text_mode: dom_smoothie::TextMode::Formatted, ..Default::default() };
    let article = dom_smoothie::Readability::new(html, Some(url), Some(config)).ok()?.parse().ok()?;
    Some(article.text_content.to_string()).filter(|text| !text.trim().is_empty())
}

/// What changed between two texts, word by word: each change on a line, with a few words around it.
fn difference(before: &str, after: &str) -> String {
    const AROUND: usize = 4;
    let diff = TextDiff::configure().timeout(std::time::Duration::from_secs(5)).diff_words(before, after);
    let mut lines = String::new();
    for group in diff.grouped_ops(AROUND * 2) {
        let mut line = Line::default();
        for change in group.iter().flat_map(|operation| diff.iter_changes(operation)) {
            line.add(change.tag(), &change.value().replace('\n', " "));
        }
        lines.push_str(&format!("  … {} …\n", line.end().trim()));
    }
    lines
}

/// A line of a difference; changes with nothing but a space between them are told as one.
#[derive(Default)]
struct Line {
    text: String,
    gone: String,
    new: String,
    space: String,
}

impl Line {
    fn add(&mut self, tag: ChangeTag, words: &str) {
        let is_open = !self.gone.is_empty() || !self.new.is_empty();
        if tag == ChangeTag::Equal && is_open && self.space.is_empty() && words.trim().is_empty() {
            words.clone_into(&mut self.space);
            return;
        }
        if tag == ChangeTag::Equal {
            self.close();
            self.text.push_str(words);
            return;
        }
        let space = std::mem::take(&mut self.space);
        self.gone.push_str(&space);
        self.new.push_str(&space);
        if tag == ChangeTag::Delete { self.gone.push_str(words) } else { self.new.push_str(words) }
    }

    /// Writes the changes that are open.
    fn close(&mut self) {
        let (gone, new) = (std::mem::take(&mut self.gone), std::mem::take(&mut self.new));
        if !gone.trim().is_empty() {
            self.text.push_str(&format!("[-{gone}-]"));
        }
        if !new.trim().is_empty() {
            self.text.push_str(&format!("{{+{new}+}}"));
        }
        self.text.push_str(&std::mem::take(&mut self.space));
    }

    fn end(mut self) -> String {
        self.close();
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn changes_are_told_word_by_word() {
        let told = difference("We use public posts from adults.", "We use all posts from adults.");
        assert_eq!(told, "  … We use [-public-]{+all+} posts from adults. …\n");
        assert_eq!(difference("a b", "a b c d"), "  … a b{+ c d+} …\n");
        assert_eq!(difference("at any time now", "until the end now"), "  … [-at any time-]{+until the end+} now …\n");
    }
}
