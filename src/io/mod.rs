//! The edge to the world: reads sources, writes the site, talks to the terminal.
//!
//! Invariant: knows files and folders, never what stands in them; the library does the rest.

pub(crate) mod create;
pub(crate) mod emit;
pub(crate) mod fetch;
pub(crate) mod http;
pub(crate) mod load;
pub(crate) mod pinned;
pub(crate) mod terminal;
pub(crate) mod watch;

use std::io::{Error, ErrorKind};
use std::path::Path;

/// Why a command could not run, and what to do about it.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    /// What went wrong: lower case, no full stop, literals in backticks.
    pub(crate) message: String,
    /// What to do, where we know.
    pub(crate) help: Option<String>,
}

impl Failure {
    /// A failure without a cure.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None }
    }

    /// The system refused: `what` is the verb, as in "cannot read `path`".
    pub(crate) fn system(what: &str, path: &Path, error: &Error) -> Self {
        let failure = Self::new(format!("cannot {what} `{}`: {error}", path.display()));
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => failure.help("free some space, then build again"),
            ErrorKind::PermissionDenied => failure.help("give yourself the right to it, or name another folder"),
            ErrorKind::ReadOnlyFilesystem => failure.help("name a folder that can be written to"),
            _ => failure,
        }
    }

    /// Says what to do.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
