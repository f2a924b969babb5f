//! `sitemap.xml` (Sitemaps 0.9), only when the site's address is known: it needs whole addresses.
//!
//! A file of the format names 50,000 pages at most; with more of them, `sitemap.xml` is the index of several.

use super::File;
use crate::model::Site;
use crate::text::xml::escaped;

const MOST: usize = 50_000;

/// The site map, in as many files as it takes.
pub(super) fn files(site: &Site<'_>, pages: &[String]) -> Vec<File> {
    let Some(base) = &site.base_url else { return Vec::new() };
    if pages.len() <= MOST {
        return vec![file("sitemap.xml".to_owned(), base, ("urlset", "url"), pages)];
    }
    let parts = pages.chunks(MOST).enumerate();
    let mut files: Vec<File> =
        parts.map(|(at, pages)| file(format!("sitemap-{}.xml", at + 1), base, ("urlset", "url"), pages)).collect();
    let names: Vec<String> = files.iter().map(|(name, _)| name.clone()).collect();
    files.push(file("sitemap.xml".to_owned(), base, ("sitemapindex", "sitemap"), &names));
    files
}

fn file(name: String, base: &str, (list, entry): (&str, &str), paths: &[String]) -> File {
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{list} xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
    );
    for path in paths {
        xml.push_str(&format!("  <{entry}><loc>{}</loc></{entry}>\n", escaped(&format!("{base}{path}"))));
    }
    xml.push_str(&format!("</{list}>\n"));
    (name, xml.into_bytes())
}
