//! A warm compile gives what a cold one gives, byte for byte, whatever was edited in between.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what tests share may fail loudly")]

mod support;

use faqtual::compile::{Memo, compile};
use faqtual::source::Sources;
use support::{Random, cold, edit, minimal, options, put, report, text_of};

/// One edit of an editor's day: a word, a break, a mend, a new file, a deleted or renamed one, a theme.
fn any_edit(sources: &mut Sources, random: &mut Random, round: usize) {
    let original = minimal();
    let paths: Vec<String> = original.iter().map(|file| file.path.to_string()).collect();
    let path = &paths[random.below(paths.len())];
    match random.below(7) {
        0 => put(sources, path, &format!("{}\n# {round}\n", text_of(&original, path))),
        1 => put(sources, path, &text_of(&original, path).replace("Acme", &format!("Acme{round}"))),
        2 => put(sources, path, "a: [broken\n"),
        3 => sources.remove(path),
        4 => put(
            sources,
            &format!("content/pages/extra-{}.md", random.below(3)),
            &format!("---\ntitle: Extra {round}\ndescription: More.\n---\n\nWords {round}.\n"),
        ),
        5 => {
            put(sources, "themes/default/theme.yaml", if random.below(2) == 0 { "name: [" } else { "name: default\n" });
        }
        _ => put(sources, path, &text_of(&original, path)),
    }
    if random.below(2) == 0 {
        sources.remove("themes/default/theme.yaml");
    }
}

#[test]
fn warm_equals_cold_after_random_edits() {
    let mut random = Random(20_261_123);
    let mut sources = minimal();
    let mut memo = Memo::default();
    let mut clean = 0;
    for round in 0..120 {
        any_edit(&mut sources, &mut random, round);
        let warm = compile(&sources, &options(), &mut memo);
        let fresh = cold(&sources, &options());
        assert_eq!(report(&sources, &warm), report(&sources, &fresh), "round {round}");
        assert!(warm.output == fresh.output, "round {round}");
        clean += usize::from(warm.diagnostics.is_empty());
    }
    assert!(clean > 0, "no round was without a problem: the edits test nothing");
}

#[test]
fn an_edit_changes_the_pages_that_show_it() {
    let mut sources = minimal();
    let mut memo = Memo::default();
    let before = compile(&sources, &options(), &mut memo).output;
    edit(&mut sources, "content/faq/acme.yaml", "Can I object?", "May I object?");
    let after = compile(&sources, &options(), &mut memo).output;
    let changed: Vec<&str> =
        after.iter().filter(|(path, bytes)| before.file(path) != Some(bytes)).map(|(path, _)| path).collect();
    for path in ["faq.html", "faq/can-i-object.html", "acme/index.html"] {
        assert!(changed.contains(&path), "{path} in {changed:?}");
    }
    assert!(!changed.contains(&"compare.csv"), "{changed:?}");
}

/// Whatever bytes stand in a file, a compile ends and tells.
#[test]
fn any_bytes_end_in_a_report() {
    let mut random = Random(7);
    let original = minimal();
    let paths: Vec<String> = original.iter().map(|file| file.path.to_string()).collect();
    for _ in 0..300 {
        let mut sources = original.clone();
        let path = &paths[random.below(paths.len())];
        let mut bytes = original.file(path).unwrap().bytes.to_vec();
        for _ in 0..=random.below(4) {
            let at = random.below(bytes.len());
            match random.below(3) {
                0 => bytes[at] = u8::try_from(random.below(256)).unwrap(),
                1 => bytes.truncate(at.max(1)),
                _ => bytes.insert(at, b"\n:-[]{}#&*!|>'\"%@`\t"[random.below(19)]),
            }
        }
        sources.insert(path, bytes);
        let compiled = cold(&sources, &options());
        let text = report(&sources, &compiled);
        assert_eq!(text.is_empty(), compiled.diagnostics.is_empty());
    }
}
