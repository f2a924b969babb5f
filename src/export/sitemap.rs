//! `sitemap.xml` (Sitemaps 0.9), only when the site's address is known: it needs whole addresses.

use super::File;
use crate::model::Site;
use crate::text::xml::escaped;

/// The site map.
pub(super) fn file(site: &Site<'_>, pages: &[String]) -> Option<File> {
    let base = site.base_url.as_ref()?;
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for page in pages {
        xml.push_str(&format!("  <url><loc>{}</loc></url>\n", escaped(&format!("{base}{page}"))));
    }
    xml.push_str("</urlset>\n");
    Some(("sitemap.xml".to_owned(), xml.into_bytes()))
}
