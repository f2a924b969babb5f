//! The one problem type of the whole program, and how it is shown.
//!
//! A problem is collected, never thrown: a value and its problems travel together, and later stages
//! go on with a neutral value without repeating what was reported.

mod code;
mod github;
mod locate;
mod sarif;
mod show;
mod suggest;

pub use code::{Code, Severity};
pub use github::{github, github_failure};
pub use locate::{Location, Locator};
pub use sarif::{Setting, sarif};
pub use show::{Located, Report, human, json};
pub use suggest::{did_you_mean, nearest};

use crate::source::Place;

/// One problem: what kind, where, what is wrong, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The kind, which gives the severity.
    pub code: Code,
    /// Where; `None` when no file is to blame.
    pub place: Option<Place>,
    /// What is wrong: lower case, no full stop, literals in backticks.
    pub message: String,
    /// What to do, where we know.
    pub help: Option<String>,
    /// Other places that belong to the problem, each with its role.
    pub related: Vec<(Place, String)>,
}

impl Diagnostic {
    /// A problem at a place.
    pub fn new(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self { code, place: Some(place), message: message.into(), help: None, related: Vec::new() }
    }

    /// A problem that no file holds.
    pub fn nowhere(code: Code, message: impl Into<String>) -> Self {
        Self { code, place: None, message: message.into(), help: None, related: Vec::new() }
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says what to do, when there is something to say.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    /// Names another place that belongs to the problem.
    #[must_use]
    pub fn related(mut self, place: Place, role: impl Into<String>) -> Self {
        self.related.push((place, role.into()));
        self
    }

    /// Whether it blocks a build by itself.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.code.severity() == Severity::Error
    }
}
