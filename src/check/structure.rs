//! Texts are built so that everyone can read them.

use super::Checked;
use super::everything;
use crate::diagnostic::{Code, Diagnostic};
use crate::limits;
use crate::model::reference::Reference;
use crate::parse::entry::Prose;
use crate::source::Place;

/// Headings, links and images of one text.
fn text(prose: &Prose, problems: &mut Vec<Diagnostic>) {
    let at = |range: &std::ops::Range<usize>| prose.place.within(range.clone());
    if let Some(range) = &prose.outline.beyond {
        let message = format!(
            "the text is nested deeper than {} levels, or has more than {} links",
            limits::MARKDOWN_DEPTH,
            limits::LINKS
        );
        let place = at(&(range.start..range.start + 1));
        problems
            .push(Diagnostic::new(Code::BeyondLimits, place, message).help("write it flatter, or as several texts"));
    }
    let mut last = 1;
    for heading in &prose.outline.headings {
        let line = heading.range.start..heading.range.start + prose.text[heading.range.clone()].trim_end().len();
        if heading.level == 1 {
            problems.push(
                Diagnostic::new(Code::TopHeading, at(&line), "a heading of level 1 in the text")
                    .help("begin it with `##`; the title is the page's only heading of level 1"),
            );
        } else if heading.level > last + 1 {
            let before = if last == 1 { "the title".to_owned() } else { format!("one of level {last}") };
            let message = format!("a heading of level {} comes straight after {before}", heading.level);
            let hashes = |level: u8| "#".repeat(usize::from(level));
            let help = format!("begin it with `{}` in place of `{}`", hashes(last + 1), hashes(heading.level));
            problems.push(Diagnostic::new(Code::HeadingJump, at(&line), message).help(help));
        }
        last = heading.level;
    }
    for link in prose.outline.links.iter().filter(|link| link.is_empty) {
        if link.is_image {
            problems.push(
                Diagnostic::new(
                    Code::MissingAltText,
                    at(&link.range),
                    "the image has no text for those who cannot see it",
                )
                .help("say between the brackets what it shows: `![what it shows](file)`"),
            );
        } else if !matches!(Reference::parse(&link.target), Reference::Own(..) | Reference::Foreign(_)) {
            problems.push(
                Diagnostic::new(Code::EmptyLink, at(&link.range), "the link has no words")
                    .help(format!("write them between the brackets: `[words]({})`", link.target)),
            );
        }
    }
}

/// Raw HTML of one text, where the site shows it as text.
fn raw_html(prose: &Prose, problems: &mut Vec<Diagnostic>) {
    let at = |range: &std::ops::Range<usize>| prose.place.within(range.clone());
    for range in &prose.outline.html {
        let end = range.start + prose.text[range.clone()].lines().next().map_or(0, str::len);
        problems.push(
            Diagnostic::new(Code::RawHtml, at(&(range.start..end)), "raw HTML is shown as text")
                .help("use Markdown; to show the characters themselves, put them between backticks"),
        );
    }
}

/// Every text of the edition.
pub(super) fn texts(checked: &Checked<'_, '_>, problems: &mut Vec<Diagnostic>) {
    for written in everything::texts(checked.edition) {
        text(written.prose, problems);
        if !checked.edition.settings.raw_html {
            raw_html(written.prose, problems);
        }
    }
}

/// Every article says something.
pub(super) fn bodies(checked: &Checked<'_, '_>, problems: &mut Vec<Diagnostic>) {
    let edition = checked.edition;
    for article in edition.explainers.iter().chain(&edition.letters).chain(&edition.pages) {
        if article.item.body.text.trim().is_empty() {
            problems.push(
                Diagnostic::new(
                    Code::EmptyText,
                    Place::end(&article.item.id.place.file),
                    "there is no text below the front matter",
                )
                .help("write it here, or put `draft: true` in the front matter until it is written"),
            );
        }
    }
}

/// Every blank that a letter declares is used.
pub(super) fn blanks(checked: &Checked<'_, '_>, problems: &mut Vec<Diagnostic>) {
    for letter in &checked.edition.letters {
        let used = |id: &str| {
            let links = &letter.item.body.outline.links;
            links.iter().any(|link| Reference::parse(&link.target) == Reference::Own("blank", id))
        };
        for blank in letter.item.blanks.iter().filter(|blank| !used(blank.id.as_str())) {
            let message = format!("the letter does not use its blank `{}`", blank.id.text);
            let help = format!("write `[{}](blank:{})` where it goes, or take it out", blank.label.text, blank.id.text);
            problems.push(Diagnostic::new(Code::UnusedBlank, blank.id.place.clone(), message).help(help));
        }
    }
}
