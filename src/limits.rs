//! How much of everything is taken: the numbers, once.
//!
//! A site beyond one of them is refused with [`crate::diagnostic::Code::BeyondLimits`], or by the loader. They lie
//! far above what people write and far below what exhausts a computer; the README's table tells them.

/// Files below `content/` and `themes/`.
pub const FILES: usize = 200_000;

/// Bytes of all files together: 1 GiB, for all of them are held in memory.
pub const SITE_BYTES: u64 = 1 << 30;

/// Bytes of one file: 64 MiB, for offsets are kept in 32 bits.
pub const FILE_BYTES: u64 = 64 << 20;

/// Bytes of one Markdown or YAML file: 16 MiB.
pub const TEXT_BYTES: usize = 16 << 20;

/// Bytes of one line of it: 64 KiB.
pub const LINE_BYTES: usize = 64 << 10;

/// Values of one YAML file, keys included, aliases expanded.
pub const YAML_VALUES: u32 = 500_000;

/// Brackets and braces of a YAML file that are open at once. The parser's time grows with their square.
pub const YAML_BRACKETS: usize = 1_000;

/// Keys of one entry.
pub const KEYS: usize = 1_000;

/// Lists, quotes, emphasis and the like within each other in Markdown. Browsers draw no more than 512 elements deep.
pub const MARKDOWN_DEPTH: usize = 64;

/// Links and images of one Markdown text.
pub const LINKS: usize = 10_000;

/// Errors that are told of one file.
pub const ERRORS: usize = 100;

/// Problems that a report for people shows; more are counted.
pub const SHOWN: usize = 1_000;

/// Warnings of one kind that it shows.
pub const WARNINGS_OF_A_KIND: usize = 100;

/// Hints of one kind that it shows.
pub const HINTS_OF_A_KIND: usize = 5;

/// Bytes of a file's name, as most file systems have it.
pub const NAME_BYTES: usize = 255;
