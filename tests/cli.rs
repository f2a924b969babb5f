//! Console sessions: `tests/cli/*.md`, each run in a copy of the folder `*.in` beside it.
//!
//! `TRYCMD=overwrite cargo test --test cli` writes what the binary says now; review it as a diff.

use std::process::Command;

#[test]
fn sessions() {
    trycmd::TestCases::new().case("tests/cli/*.md");
}

#[test]
fn colour_is_used_when_asked_for() {
    let check = |variable| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_faqtual"));
        command.args(["check", "tests/cli/errors.in"]).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
        let output = command.env(variable, "1").output().unwrap();
        output.stderr.contains(&0x1b)
    };
    assert!(check("CLICOLOR_FORCE"));
    assert!(!check("NO_COLOR"));
}

/// What is printed of a page ends with an example, whole.
#[test]
fn a_code_is_explained_by_its_page() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_faqtual"));
    let output = command.args(["explain", "missing-key"]).output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    let page = std::fs::read_to_string("tests/problems/missing-key.md").unwrap();
    assert!(page.starts_with(&told) && told.len() < page.len(), "{told}");
    assert!(told.contains("\n## ") && told.ends_with("```\n"), "{told}");
}

/// Whoever reads may stop reading: `faqtual schema platform | head -1`.
#[test]
fn a_closed_pipe_is_no_failure() {
    let commands: [&[&str]; 5] = [
        &["schema", "platform"],
        &["explain"],
        &["explain", "missing-key"],
        &["--help"],
        &["check", "tests/cli/build.in"],
    ];
    for arguments in commands {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = Command::new(env!("CARGO_BIN_EXE_faqtual"));
        let output = command.args(arguments).stdout(writer).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success() && !told.contains("panicked"), "{arguments:?}: {told}");
    }
}
