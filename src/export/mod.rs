//! A site to files for machines, one format a file.
//!
//! Takes an edition with its words, or the whole site; gives paths and bytes. Invariant: says nothing
//! that the pages do not say.

mod address;
mod calendar;
pub mod copies;
mod csv;
mod feed;
mod hosts;
mod icalendar;
mod json;
mod llms;
mod markdown;
mod opensearch;
mod review;
mod sitemap;

use serde::{Serialize, Serializer};

use crate::model::Site;
use crate::output::Output;
use crate::wording::Wording;

/// The path of the manifest: every file of the output with its SHA-256.
pub const MANIFEST: &str = "build-manifest.json";

/// A path in the output and its bytes.
pub type File = (String, Vec<u8>);

/// The files of one edition.
#[must_use]
pub fn edition(wording: &Wording<'_, '_>, site: &Site<'_>) -> Vec<File> {
    let at = |path: &str| wording.edition.route(path).path;
    let mut files =
        vec![(at("compare.csv"), csv::comparison(wording)), (at("compare.json"), json::comparison(wording))];
    files.push((at("llms.txt"), llms::file(wording, site.base_url.as_deref())));
    files.extend(calendar::files(wording, site));
    files.extend(feed::files(wording, site));
    files.extend(review::files(wording, site));
    files.extend(json::api(wording).into_iter().map(|(name, bytes)| (at(&format!("api/{name}.json")), bytes)));
    files
}

/// The files of the site as a whole; `listed` are the pages that search engines are to know, `pages` are all.
#[must_use]
pub fn site(site: &Site<'_>, listed: &[String], pages: &[String]) -> Vec<File> {
    let mut files = hosts::files(site, pages);
    files.push(("api/schema.json".to_owned(), include_bytes!("schema.json").to_vec()));
    files.extend(sitemap::files(site, listed));
    files.extend(opensearch::files(site));
    files
}

/// What the manifest holds.
#[derive(Serialize)]
struct Manifest<'o> {
    generator: &'static str,
    version: u32,
    files: Hashes<'o>,
}

/// The files of an output, each with its digest.
struct Hashes<'o>(&'o Output);

impl Serialize for Hashes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.files().map(|(path, file)| (path, file.digest().hex())))
    }
}

/// The manifest of an output: with it a build tells its own files from others, and anyone can verify them.
#[must_use]
pub fn manifest(output: &Output) -> Vec<u8> {
    let generator = concat!("faqtual ", env!("CARGO_PKG_VERSION"));
    pretty(&Manifest { generator, version: 1, files: Hashes(output) })
}

/// JSON for people and programs: indented, ending in a line end.
fn pretty(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
