//! Every file can lie on every system, and is told from every other there.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use crate::diagnostic::{Code, Diagnostic};
use crate::limits;
use crate::source::{Place, SitePath, Sources};
use crate::text::hidden::{self, code_point};
use crate::text::slug::is_device;

/// Names that some system cannot hold, and names that some system takes for one.
pub(super) fn names(sources: &Sources) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let mut first: BTreeMap<String, &SitePath> = BTreeMap::new();
    for file in sources.iter() {
        let path = &file.path;
        if let Some(problem) = path.as_str().split('/').find_map(|part| unportable(path, part)) {
            problems.push(problem);
        }
        if let Some(other) = first.insert(folded(path.as_str()), path) {
            problems.push(clash(path, other));
        }
    }
    problems
}

fn clash(path: &SitePath, other: &SitePath) -> Diagnostic {
    // The odd one has capitals, or letters in several pieces.
    let is_odd = |path: &SitePath| folded(path.as_str()) != path.as_str();
    let (path, other) = if is_odd(other) && !is_odd(path) { (other, path) } else { (path, other) };
    let message = format!("`{path}` and `{other}` are one name on Windows and macOS");
    let help = if path.as_str().to_lowercase() == other.as_str().to_lowercase() {
        format!("give another name to `{path}` and change the links to it: only upper and lower case differ")
    } else {
        format!(
            "give another name to the one that is spelt `{}`: only the way that letters are stored differs",
            spelt(path.as_str())
        )
    };
    Diagnostic::new(Code::ClashingNames, Place::file(path), message).help(help)
}

/// A path with the numbers of all characters that are not ASCII.
fn spelt(path: &str) -> String {
    let one = |letter: char| if letter.is_ascii() { letter.to_string() } else { letter.escape_unicode().to_string() };
    path.chars().map(one).collect()
}

/// A path as systems see it that tell neither case nor the forms of Unicode apart.
fn folded(path: &str) -> String {
    if path.is_ascii() {
        return path.to_ascii_lowercase();
    }
    path.nfkc().flat_map(char::to_lowercase).nfc().collect()
}

fn unportable(path: &SitePath, part: &str) -> Option<Diagnostic> {
    let hidden = part.chars().find(|character| {
        character.is_control()
            || hidden::first(character.encode_utf8(&mut [0; 4])).is_some()
            || matches!(character, '\u{200b}'..='\u{200f}' | '\u{202c}' | '\u{2069}' | '\u{feff}')
    });
    if let Some(character) = hidden {
        // Neither a terminal nor an eye could be trusted with the name as it is.
        let name: String = path.as_str().escape_debug().collect();
        let message = format!("the file name `{name}` holds the hidden character {}", code_point(character));
        return Some(Diagnostic::nowhere(Code::UnportableName, message).help("rename the file"));
    }
    let reason = if let Some(character) = part.chars().find(|found| r#"<>:"|?*\"#.contains(*found)) {
        format!("Windows allows no `{character}` in it")
    } else if part.ends_with(['.', ' ']) {
        "Windows drops a dot or a space at its end".to_owned()
    } else if is_device(part) {
        "Windows keeps it for a device".to_owned()
    } else if part.len() > limits::NAME_BYTES {
        format!("it has more than {} bytes", limits::NAME_BYTES)
    } else {
        return None;
    };
    let message = format!("not every system can hold the name `{part}`: {reason}");
    Some(Diagnostic::new(Code::UnportableName, Place::file(path), message).help("rename the file or folder"))
}
