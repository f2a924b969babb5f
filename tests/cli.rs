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
