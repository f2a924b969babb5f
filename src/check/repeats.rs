//! A paragraph is written once.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Checked;
use super::everything;
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::entry::Prose;

/// Long paragraphs that stand in two places. Letters and opt-out paths are left out: each is used by itself, and
/// must be whole.
pub(super) fn paragraphs(checked: &Checked<'_, '_>, problems: &mut Vec<Diagnostic>) {
    let mut first = FxHashMap::default();
    let paths = checked.edition.platforms.iter().flat_map(|platform| &platform.item.opt_out);
    let paths: FxHashSet<*const Prose> = paths.flat_map(everything::of_path).map(std::ptr::from_ref).collect();
    let texts = everything::texts(checked.edition).into_iter().filter(|written| written.letter.is_none());
    for prose in texts.map(|written| written.prose).filter(|prose| !paths.contains(&std::ptr::from_ref(*prose))) {
        for paragraph in &prose.outline.paragraphs {
            let place = || prose.place.within(paragraph.start..paragraph.end);
            let known = first.entry(paragraph.hash).or_insert((prose, paragraph));
            if std::ptr::eq(known.1, paragraph) {
                continue;
            }
            problems.push(
                Diagnostic::new(Code::RepeatedParagraph, place(), "this paragraph stands in two places")
                    .help("keep one of them, and link to it from the other")
                    .related(known.0.place.within(known.1.start..known.1.end), "first here"),
            );
        }
    }
}
