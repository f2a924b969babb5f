//! The five values of a choice.

/// What is so, as far as anyone says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Choice {
    /// It is.
    Yes,
    /// It is not.
    No,
    /// In part.
    Partly,
    /// Nobody says: a value of its own, never an empty cell.
    NotStated,
    /// Sources contradict each other or leave it open.
    Unclear,
}

/// The words for the five values.
pub const CHOICES: &[&str] = &["yes", "no", "partly", "not-stated", "unclear"];

impl Choice {
    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Yes, Self::No, Self::Partly, Self::NotStated, Self::Unclear]
            .into_iter()
            .find(|choice| choice.word() == word)
    }

    /// The word used in content, in classes and in themes' words.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Partly => "partly",
            Self::NotStated => "not-stated",
            Self::Unclear => "unclear",
        }
    }
}
