//! The description by which browsers offer a site's search (OpenSearch 1.1, draft 6).

use super::File;
use crate::model::{Edition, Site};
use crate::text::xml::escaped;

/// A description for each edition; none without a whole address.
pub(super) fn files(site: &Site<'_>) -> Vec<File> {
    let Some(base) = &site.base_url else { return Vec::new() };
    let file = |edition: &Edition<'_>| (edition.route("opensearch.xml").path, description(edition, base).into_bytes());
    site.editions.iter().map(file).collect()
}

fn description(edition: &Edition<'_>, base: &str) -> String {
    let page = escaped(&format!("{base}{}", edition.route("search.html").path));
    let (title, about) = (edition.settings.title.as_str(), edition.settings.description.as_str());
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n\
         \x20 <ShortName>{}</ShortName>\n  <LongName>{}</LongName>\n  <Description>{}</Description>\n\
         \x20 <Language>{}</Language>\n  <InputEncoding>UTF-8</InputEncoding>\n\
         \x20 <Url type=\"text/html\" template=\"{page}?q={{searchTerms}}\"/>\n</OpenSearchDescription>\n",
        beginning(title, 16),
        beginning(title, 48),
        beginning(about, 1024),
        edition.language
    )
}

/// As much of a text as an element may hold, escaped.
fn beginning(text: &str, most: usize) -> String {
    let text: String = text.chars().take(most).collect();
    escaped(text.trim())
}

#[cfg(test)]
mod tests {
    use super::beginning;

    #[test]
    fn texts_are_cut_and_escaped() {
        assert_eq!(beginning("a <b> & \"c\"", 7), "a &lt;b&gt; &amp;");
    }
}
