//! `llms.txt` (the proposal of 2024): what the site holds, as a Markdown list of links.

use std::fmt::Write;

use super::copies::Copy;
use crate::model::reference::Target;
use crate::wording::Wording;

/// The file. Links are whole when the site's address is known, else relative to the file, which lies at
/// the top of its edition.
pub(super) fn file(wording: &Wording<'_, '_>, base_url: Option<&str>) -> Vec<u8> {
    let edition = wording.edition;
    let settings = edition.settings;
    let mut text = format!("# {}\n\n> {}\n", line(&settings.title.text), line(&settings.description.text));
    let mut section = |name: &str, links: Vec<(Target<'_, '_>, String)>| {
        if links.is_empty() {
            return;
        }
        // Writing into a text does not fail.
        let _ = writeln!(text, "\n## {}\n", line(name));
        for (target, about) in links {
            let (Some(route), Some(title)) = (edition.address(&target), wording.target_words(&target)) else {
                continue;
            };
            // What has a copy in Markdown is read there.
            let copy = Copy::of(&target).map(|copy| copy.path(edition));
            let path = copy.unwrap_or_else(|| route.href(""));
            let href = match base_url {
                Some(base) => format!("{base}{path}"),
                None => path.strip_prefix(&edition.prefix).unwrap_or(&path).to_owned(),
            };
            let _ = writeln!(text, "- [{}]({href}): {}", line(&title), line(&about));
        }
    };
    let title = |page: &str| wording.words.get(&format!("pages.{page}.title")).to_owned();
    let fixed = ["compare", "data", "timeline", "glossary", "sources"];
    let about = |page: &str| wording.words.get(&format!("pages.{page}.description")).to_owned();
    let platforms = edition.platforms.iter();
    let questions = edition.questions.iter();
    section(&title("compare"), fixed.map(|page| (Target::Fixed(page), about(page))).into());
    section(&settings.title.text, platforms.map(|own| (Target::Platform(*own), wording.plain(&own.summary))).collect());
    section(&title("faq"), questions.map(|own| (Target::Question(*own), wording.plain(&own.short))).collect());
    let explainers = edition.explainers.iter();
    section(
        &title("explainers"),
        explainers.map(|own| (Target::Explainer(*own, None), own.description.text.clone())).collect(),
    );
    let letters = edition.letters.iter();
    section(&title("letters"), letters.map(|own| (Target::Letter(*own), own.description.text.clone())).collect());
    text.into_bytes()
}

/// A text that stays in its line, ends no link, and opens no tag and no code, which would take in the link.
fn line(text: &str) -> String {
    let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
    joined.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]").replace('<', "\\<").replace('`', "\\`")
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn titles_cannot_end_their_link() {
        assert_eq!(line("<b>"), "\\<b>");
        assert_eq!(line("`a"), "\\`a");
        assert_eq!(line("a](https://evil.example)\n# b"), "a\\](https://evil.example) # b");
    }
}
