//! What is compiled into the binary: the themes, the starter site, a page about every kind of problem.

use std::sync::OnceLock;

use include_dir::{Dir, include_dir};

use crate::diagnostic::Code;
use crate::source::Sources;

static THEMES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes");
static PROBLEMS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/tests/problems");

/// How many examples are shown of a kind of problem; the pages have more, for tests.
const EXAMPLES: usize = 2;

/// The page about a kind of problem, in Markdown: what it means, why it matters, examples with their reports.
#[must_use]
pub fn page(code: Code) -> &'static str {
    let file = PROBLEMS.get_file(format!("{code}.md"));
    let page = file.and_then(include_dir::File::contents_utf8).unwrap_or_else(|| code.meaning());
    let end = page.match_indices("\n## ").nth(EXAMPLES).map_or(page.len(), |(at, _)| at);
    &page[..end]
}

static STARTER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/scaffold/starter");

/// The themes that need no folder of the site's own, as sources below `themes/`.
#[must_use]
pub fn themes() -> &'static Sources {
    static SOURCES: OnceLock<Sources> = OnceLock::new();
    SOURCES.get_or_init(|| sources(&THEMES, "themes/"))
}

/// The files of the starter site; `TODAY` stands for the day on which they are written.
#[must_use]
pub fn starter() -> Sources {
    sources(&STARTER, "")
}

fn sources(folder: &Dir<'_>, below: &str) -> Sources {
    let mut sources = Sources::default();
    add(folder, below, &mut sources);
    sources
}

fn add(folder: &Dir<'_>, below: &str, sources: &mut Sources) {
    for file in folder.files() {
        if let Some(path) = file.path().to_str() {
            sources.insert(&format!("{below}{}", path.replace('\\', "/")), file.contents().to_vec());
        }
    }
    for inner in folder.dirs() {
        add(inner, below, sources);
    }
}
