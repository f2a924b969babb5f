//! The `faqtual` command.

fn main() {}
