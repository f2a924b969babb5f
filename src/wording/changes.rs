//! Changes in words, for the page of changes and the feeds.

use super::Wording;
use crate::model::changes::{Change, Stated, What};
use crate::model::reference::Target;
use crate::parse::platform::Fact;

impl Wording<'_, '_> {
    /// What changed, in one line.
    #[must_use]
    pub fn change_title(&self, change: &Change<'_>) -> String {
        let platform = change.platform.name.as_str();
        match &change.what {
            What::Event(event) => event.title.text.clone(),
            What::Fact(fact, ..) => {
                self.words.fill("changes.fact", &[("platform", platform), ("fact", &self.named(fact))])
            }
            What::Review(facts) => {
                let count = self.words.count("counts.facts", facts.len());
                self.words.fill("changes.review", &[("platform", platform), ("facts", &count)])
            }
        }
    }

    /// The word for the kind of a change: an event's own, or one of two.
    #[must_use]
    pub fn change_kind(&self, change: &Change<'_>) -> (String, String) {
        let (id, group) = match &change.what {
            What::Event(event) => (event.kind.as_str(), "event_kinds"),
            What::Fact(..) => ("fact", "change_kinds"),
            What::Review(_) => ("review", "change_kinds"),
        };
        (id.to_owned(), self.words.of(group, id))
    }

    /// A fact's name, with the places and accounts that this entry holds for.
    #[must_use]
    pub fn named(&self, fact: &Fact) -> String {
        let regions = fact.regions.iter().filter_map(|id| Some(self.edition.region(id.as_str())?.label.as_str()));
        let accounts =
            fact.accounts.iter().filter_map(|id| Some(self.edition.account_type(id.as_str())?.label.as_str()));
        let scope: Vec<&str> = regions.chain(accounts).collect();
        let label = self.edition.label(fact);
        if scope.is_empty() { label.to_owned() } else { format!("{label} ({})", scope.join(", ")) }
    }

    /// What a fact says or said, in words.
    #[must_use]
    pub fn stated(&self, fact: &Fact, stated: Stated<'_>) -> String {
        self.value_words(fact, stated.value, stated.words)
    }

    /// Where a change is told in full, below the output folder.
    #[must_use]
    pub fn change_path(&self, change: &Change<'_>) -> String {
        let target = match change.what {
            What::Event(event) => Target::Event(change.platform, event),
            What::Fact(fact, ..) => Target::Fact(change.platform, fact),
            What::Review(_) => Target::Platform(change.platform),
        };
        self.edition.address(&target).map_or_else(String::new, |route| route.href(""))
    }
}
