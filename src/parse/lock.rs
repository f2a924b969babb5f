//! `content/ids.lock`: one id a line, in order; a line that begins with `#` is a remark. `faqtual lock` writes it.

use super::entry::Text;
use crate::source::{Place, SitePath};

/// The ids of a lock file, each at its line.
#[must_use]
pub fn read(text: &str, path: &SitePath) -> Vec<Text> {
    let mut ids = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let id = line.trim();
        if !id.is_empty() && !id.starts_with('#') {
            let at = start + line.len() - line.trim_start().len();
            ids.push(Text { text: id.to_owned(), place: Place::bytes(path, at..at + id.len()) });
        }
        start += line.len();
    }
    ids
}

/// The text of a lock file with these ids, in order and each once.
#[must_use]
pub fn written(ids: impl IntoIterator<Item = String>) -> String {
    let ids: std::collections::BTreeSet<String> = ids.into_iter().collect();
    let mut text =
        "# Ids that other sites may embed. `faqtual lock` writes this file; a line leaves it only by hand.\n"
            .to_owned();
    for id in ids {
        text.push_str(&id);
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{read, written};
    use crate::source::SitePath;

    #[test]
    fn what_is_written_is_read() {
        let text = written(["b", "a--c", "b"].map(str::to_owned));
        let ids: Vec<String> = read(&text, &SitePath::new("content/ids.lock")).into_iter().map(|id| id.text).collect();
        assert_eq!(ids, ["a--c", "b"]);
    }
}
