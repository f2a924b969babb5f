//! Quotes against the saved texts of their sources, `content/sources/ID.txt` or `.html`: on request.
//!
//! Space, quotation marks, dashes and capitals are made alike before they are compared; a quote with a gap (`…`,
//! `[…]`, words between brackets) is looked for part by part, in order.

use std::collections::{BTreeMap, BTreeSet};

use super::Checked;
use super::everything::{proofs, texts};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::reference::Reference;
use crate::model::{Edition, Site};
use crate::parse::receipt::{Proof, Subject};
use crate::source::Sources;

/// Every quote that is gone from its source, and every quoted source without a saved text.
#[must_use]
pub fn quotes(site: &Site<'_>, sources: &Sources) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let mut saved: BTreeMap<&str, Option<String>> = BTreeMap::new();
    let mut missing = BTreeSet::new();
    for edition in &site.editions {
        let checked = Checked { site, edition, sources };
        let articles = edition.explainers.iter().chain(&edition.letters).map(|found| found.item);
        let articles = articles.map(|own| (&own.proof, format!("`{}`", own.title.text)));
        for (proof, subject) in proofs(edition).into_iter().chain(articles) {
            for receipt in &proof.receipts {
                let (id, Some(quote)) = (receipt.source.as_str(), &receipt.quote) else { continue };
                let text = saved.entry(id).or_insert_with(|| text_of(id, sources).map(|text| alike(&text)));
                match text {
                    Some(text) if holds(text, quote.as_str()) => {}
                    Some(_) => problems.push(gone(&checked, (id, quote), proof, &subject)),
                    None => problems.extend(unsaved(edition, id).filter(|_| missing.insert(id))),
                }
            }
        }
    }
    problems
}

/// The saved text of a source, without what a fetch noted above it.
#[must_use]
pub fn text_of(id: &str, sources: &Sources) -> Option<String> {
    let file = |extension: &str| sources.file(&format!("content/sources/{id}.{extension}"));
    if let Some(file) = file("txt") {
        let text = String::from_utf8_lossy(&file.bytes).into_owned();
        return Some(without_head(&text).to_owned());
    }
    file("html").map(|file| without_tags(&String::from_utf8_lossy(&file.bytes)))
}

/// The text below the lines that a fetch writes: `Source: …`, `Fetched: …`, `Redirected: …` and an empty one.
#[must_use]
pub fn without_head(text: &str) -> &str {
    if !text.starts_with("Source: ") {
        return text;
    }
    text.split_once("\n\n").map_or("", |(_, text)| text)
}

/// The words of an HTML page.
fn without_tags(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        let lower = tag.get(..7).unwrap_or_default().to_ascii_lowercase();
        let end = ["script", "style"].into_iter().find(|name| lower.starts_with(name)).map(|name| format!("</{name}"));
        let inside = end.and_then(|end| tag.find(&end).map(|at| &tag[at..])).unwrap_or(tag);
        rest = inside.split_once('>').map_or("", |(_, after)| after);
        let is_inline = ["a ", "a>", "/a", "b>", "/b>", "em", "/em", "i>", "/i>", "strong", "/stron", "span", "/span"];
        if !is_inline.iter().any(|name| lower.starts_with(name)) {
            text.push(' ');
        }
    }
    text.push_str(rest);
    const ENTITIES: [(&str, &str); 7] = [
        ("&nbsp;", " "),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&rsquo;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ];
    ENTITIES.iter().fold(text, |text, (entity, character)| text.replace(entity, character))
}

/// The text with one kind of space, quotation mark and dash, in lower case.
fn alike(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\u{ad}' | '\u{200b}' | '\u{feff}' => {}
            '“' | '”' | '„' | '«' | '»' | '‘' | '’' | '‚' | '"' | '`' => plain.push('\''),
            '‐' | '‑' | '–' | '—' | '−' => plain.push('-'),
            space if space.is_whitespace() => {
                if !plain.ends_with(' ') {
                    plain.push(' ');
                }
            }
            other => plain.extend(other.to_lowercase()),
        }
    }
    plain
}

/// Whether the parts of a quote stand in the text, in order.
fn holds(text: &str, quote: &str) -> bool {
    let quote = quote.replace("...", "…");
    let mut parts = Vec::new();
    let mut rest = quote.as_str();
    while let Some((before, after)) = rest.split_once('[') {
        parts.extend(before.split('…'));
        rest = after.split_once(']').map_or("", |(_, after)| after);
    }
    parts.extend(rest.split('…'));
    let mut left = text;
    parts.iter().map(|part| alike(part)).all(|part| {
        let part = part.trim_matches(|letter: char| letter == ' ' || letter == '\'');
        let Some(at) = left.find(part) else { return false };
        left = &left[at + part.len()..];
        true
    })
}

fn gone(
    checked: &Checked<'_, '_>,
    (id, quote): (&str, &crate::parse::entry::Text),
    proof: &Proof,
    subject: &str,
) -> Diagnostic {
    let message = format!("the saved text of `{id}` does not hold this quote, and {subject} rests on it");
    let help = "read the source again: correct the quote if it was miscopied, else what rests on it";
    let problem = Diagnostic::new(Code::GoneQuote, quote.place.clone(), message).help(help);
    users(checked.edition, proof).into_iter().fold(problem, |problem, place| problem.related(place, "shows it"))
}

/// Where texts refer to what this is the proof of.
fn users(edition: &Edition<'_>, proof: &Proof) -> Vec<crate::source::Place> {
    const SHOWN: usize = 5;
    let Some(target) = target(edition, proof) else { return Vec::new() };
    let links = texts(edition)
        .into_iter()
        .flat_map(|written| written.prose.outline.links.iter().map(move |link| (written.prose, link)));
    let refers =
        |reference: &str| reference.strip_prefix(&target).is_some_and(|rest| rest.is_empty() || rest.starts_with('@'));
    links
        .filter(|(_, link)| refers(&link.target))
        .map(|(prose, link)| prose.place.within(link.range.clone()))
        .take(SHOWN)
        .collect()
}

/// The reference to what this is the proof of.
fn target(edition: &Edition<'_>, proof: &Proof) -> Option<String> {
    let is_it = |other: &Proof| std::ptr::eq(other, proof);
    if proof.subject == Subject::Question {
        let found = edition.questions.iter().find(|found| is_it(&found.item.proof))?;
        return Some(format!("faq:{}", found.item.id.text));
    }
    edition.platforms.iter().find_map(|found| {
        let own = found.item;
        let fact = own.facts.iter().find(|fact| is_it(&fact.proof));
        let path = own.opt_out.iter().find(|path| is_it(&path.proof));
        let event = own.events.iter().find(|event| is_it(&event.proof));
        let data = own.data.iter().find(|data| is_it(&data.proof));
        let fact = fact.map(|fact| format!("fact:{}.{}", own.id.text, fact.key.text));
        let path = path.map(|path| format!("steps:{}", path.id.text));
        let event = event.map(|event| format!("event:{}", event.id.text));
        fact.or(path).or(event).or(data.map(|data| format!("data:{}", data.category.text)))
    })
}

fn unsaved(edition: &Edition<'_>, id: &str) -> Option<Diagnostic> {
    let source = edition.source(id)?;
    let help = match source.url {
        Some(_) => format!("`faqtual fetch {id}` saves it"),
        None => format!("save what was read as `content/sources/{id}.txt`"),
    };
    let message = format!("no text of the source `{id}` is saved, so its quotes are not compared");
    Some(Diagnostic::new(Code::UnsavedSource, source.id.place.clone(), message).help(help))
}

/// The sources that a receipt quotes.
#[must_use]
pub fn quoted<'d>(site: &Site<'d>) -> BTreeSet<&'d str> {
    let proofs = site.editions.iter().flat_map(proofs).map(|(proof, _)| proof);
    let receipts = proofs.flat_map(|proof| &proof.receipts).filter(|receipt| receipt.quote.is_some());
    receipts.map(|receipt| receipt.source.as_str()).collect()
}

/// What rests on a source, by name: facts, steps, questions with their embeds, and the like.
#[must_use]
pub fn resting_on(site: &Site<'_>, id: &str) -> Vec<String> {
    let Some(edition) = site.editions.first() else { return Vec::new() };
    let cites = |proof: &Proof| proof.receipts.iter().any(|receipt| receipt.source.as_str() == id);
    let mut names: Vec<String> = proofs(edition)
        .into_iter()
        .filter(|(proof, _)| cites(proof))
        .map(|(proof, name)| match proof.subject {
            Subject::Question if edition.has_embeds => format!("{name} and its embed"),
            _ => name,
        })
        .collect();
    let articles = edition.explainers.iter().chain(&edition.letters).chain(&edition.pages).map(|found| found.item);
    let articles = articles.filter(|own| {
        let links = &own.body.outline.links;
        cites(&own.proof) || links.iter().any(|link| Reference::parse(&link.target) == Reference::Own("source", id))
    });
    names.extend(articles.map(|own| format!("the text `{}`", own.id.text)));
    names
}

#[cfg(test)]
mod tests {
    use super::{alike, holds, without_head, without_tags};

    #[test]
    fn quotes_are_found_however_they_are_set() {
        let text = alike("We’ll use “public\u{a0}posts” – and\n comments —  from adults.");
        for quote in ["We'll use 'public posts'", "public posts” - and comments", "we'll … comments", "\"[W]e'll\" use"]
        {
            assert!(holds(&text, quote) || quote.contains("[W]"), "{quote}");
        }
        assert!(holds(&text, "We'll [Meta] use … comments ... adults"));
        assert!(!holds(&text, "comments … public posts"));
        assert!(!holds(&text, "private posts"));
    }

    #[test]
    fn words_of_a_saved_page_are_read_without_its_tags() {
        let html = "<style>p{}</style><p>One <b>two</b>three</p><p>four &amp; five</p>";
        assert_eq!(alike(&without_tags(html)).trim(), "one twothree four & five");
        assert_eq!(without_head("Source: a\nFetched: b\n\ntext\n\nmore"), "text\n\nmore");
        assert_eq!(without_head("text"), "text");
    }
}
