//! Console sessions: `tests/cli/*.md`, each run in a copy of the folder `*.in` beside it.
//!
//! `TRYCMD=overwrite cargo test --test cli` writes what the binary says now; review it as a diff.

#[test]
fn sessions() {
    trycmd::TestCases::new().env("SOURCE_DATE_EPOCH", "1795392000").case("tests/cli/*.md").case("README.md");
}
