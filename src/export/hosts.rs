//! What static hosts read: headers, redirects, robots.

use std::collections::BTreeSet;

use super::File;
use crate::model::Site;
use crate::model::policy::POLICY;

/// Everything that a page could ask a browser for, off.
const PERMISSIONS: &str =
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()";

/// The files that hosts read.
pub(super) fn files(site: &Site<'_>, pages: &[String]) -> Vec<File> {
    vec![
        ("_headers".to_owned(), headers(pages, site.has_embeds()).into_bytes()),
        ("_redirects".to_owned(), redirects(site).into_bytes()),
        // Without it GitHub Pages leaves out names that begin with an underscore.
        (".nojekyll".to_owned(), Vec::new()),
        ("robots.txt".to_owned(), robots(site).into_bytes()),
    ]
}

/// Rules where there are embeds, up to those of pages.
const EMBEDS: &str = "\
# What other sites embed: anybody may frame and fetch it, and pinned copies never change.
/embed/*
  Access-Control-Allow-Origin: *
  Cross-Origin-Resource-Policy: cross-origin

/embed/v/*
  Cache-Control: public, max-age=31536000, immutable

# Everything else: nobody else may frame it.
";

/// Who may frame a page is told by rules of their own: hosts join the headers of all rules that fit, and two policies
/// allow what both allow, so that a rule for embeds could not take back one for everything.
fn headers(pages: &[String], has_embeds: bool) -> String {
    let mut headers = format!(
        "/*\n  Content-Security-Policy: {POLICY}\n  X-Content-Type-Options: nosniff\n  Referrer-Policy: no-referrer\n  \
         Permissions-Policy: {PERMISSIONS}\n  Cross-Origin-Opener-Policy: same-origin\n\n\
         /assets/*\n  Cache-Control: public, max-age=31536000, immutable\n\n\
         /search/*\n  Cache-Control: no-cache\n\n"
    );
    headers.push_str(if has_embeds { EMBEDS } else { "# Nobody else may frame it.\n" });
    for place in places(pages) {
        headers.push_str(&format!("{place}\n  Content-Security-Policy: frame-ancestors 'self'\n"));
    }
    headers
}

/// The places of pages, as few as can be: folders as a whole, pages at the top with and without their ending, since
/// hosts show them under both.
fn places(pages: &[String]) -> BTreeSet<String> {
    let mut places = BTreeSet::from(["/".to_owned()]);
    for page in pages {
        match page.split_once('/') {
            Some((folder, _)) => {
                places.insert(format!("/{folder}/*"));
            }
            None => places.extend([format!("/{page}"), format!("/{}", page.trim_end_matches(".html"))]),
        }
    }
    places
}

/// The path of the site on its host: `/`, or `/a/b/`.
fn base_path(site: &Site<'_>) -> String {
    let url = site.base_url.as_deref().and_then(|base| url::Url::parse(base).ok());
    url.map_or_else(|| "/".to_owned(), |url| url.path().to_owned())
}

fn redirects(site: &Site<'_>) -> String {
    let base = base_path(site);
    let mut lines = String::new();
    for edition in &site.editions {
        for question in &edition.questions {
            for former in &question.item.former {
                let prefix = &edition.prefix;
                lines.push_str(&format!(
                    "{base}{prefix}faq/{}.html {base}{prefix}faq/{}.html 301\n",
                    former.text, question.item.id.text
                ));
            }
        }
    }
    lines
}

/// RFC 9309; the site map only with a whole address.
fn robots(site: &Site<'_>) -> String {
    let map = site.base_url.as_ref().map(|base| format!("\nSitemap: {base}sitemap.xml\n")).unwrap_or_default();
    format!("User-agent: *\nAllow: /\n{map}")
}
