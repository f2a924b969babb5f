//! What is compiled into the binary: the default theme.

use std::sync::OnceLock;

use include_dir::{Dir, include_dir};

use crate::source::Sources;

static DEFAULT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// The themes that need no folder of the site's own, as sources below `themes/`.
#[must_use]
pub fn themes() -> &'static Sources {
    static THEMES: OnceLock<Sources> = OnceLock::new();
    THEMES.get_or_init(|| {
        let mut sources = Sources::default();
        add(&DEFAULT, &mut sources);
        sources
    })
}

fn add(folder: &Dir<'_>, sources: &mut Sources) {
    for file in folder.files() {
        if let Some(path) = file.path().to_str() {
            sources.insert(&format!("themes/default/{}", path.replace('\\', "/")), file.contents().to_vec());
        }
    }
    for inner in folder.dirs() {
        add(inner, sources);
    }
}
