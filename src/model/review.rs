//! The review ledger: when each entry was last held against its sources, and when it is due again.

use super::Edition;
use crate::parse::entry::Text;
use crate::parse::platform::Fact;
use crate::parse::receipt::{Proof, Subject};
use crate::source::Place;
use crate::text::date::Date;

/// One entry of the ledger.
#[derive(Debug)]
pub struct Review<'d> {
    /// What kind of entry.
    pub subject: Subject,
    /// Its id, with the platform before a fact or a data category: `acme.training-starts`.
    pub id: String,
    /// Where it holds; everywhere if empty.
    pub regions: &'d [Text],
    /// When an editor last looked at it; `None` if that is not written.
    pub reviewed: Option<Date>,
    /// The day from which it is due again: `None` for never, the year 1 for what was never looked at.
    pub due: Option<Date>,
    /// Where it stands.
    pub place: &'d Place,
}

impl<'d> Edition<'d> {
    /// Every entry with receipts and every article, what is due first in front; what is never due is last.
    #[must_use]
    pub fn ledger(&self) -> Vec<Review<'d>> {
        let mut ledger: Vec<Review<'d>> = Vec::new();
        for platform in &self.platforms {
            let (own, id) = (platform.item, platform.item.id.as_str());
            ledger.extend(own.facts.iter().map(|fact| Review {
                due: self.fact_due(fact),
                ..self.review(&fact.proof, format!("{id}.{}", fact.key.text), (&fact.key, &fact.regions))
            }));
            ledger.extend(own.data.iter().map(|data| {
                self.review(&data.proof, format!("{id}.{}", data.category.text), (&data.category, &data.regions))
            }));
            ledger.extend(
                own.opt_out
                    .iter()
                    .map(|path| self.review(&path.proof, path.id.text.clone(), (&path.id, &path.regions))),
            );
            ledger.extend(
                own.events
                    .iter()
                    .map(|event| self.review(&event.proof, event.id.text.clone(), (&event.id, &event.regions))),
            );
        }
        ledger.extend(self.questions.iter().map(|found| {
            let own = found.item;
            self.review(&own.proof, own.id.text.clone(), (&own.id, &own.regions))
        }));
        ledger.extend(self.explainers.iter().chain(&self.letters).chain(&self.pages).map(|found| {
            let own = found.item;
            self.review(&own.proof, own.id.text.clone(), (&own.id, &own.regions))
        }));
        ledger.sort_by(|left, right| {
            (left.due.is_none(), left.due, &left.id).cmp(&(right.due.is_none(), right.due, &right.id))
        });
        ledger
    }

    fn review(&self, proof: &'d Proof, id: String, (key, regions): (&'d Text, &'d [Text])) -> Review<'d> {
        Review {
            subject: proof.subject,
            id,
            regions,
            reviewed: proof.reviewed,
            due: self.due(proof),
            place: &key.place,
        }
    }

    /// The day from which an entry is due for another look.
    #[must_use]
    pub fn due(&self, proof: &Proof) -> Option<Date> {
        due(proof, self.settings.review.days(proof.subject))
    }

    /// The same for a fact, whose row may have a rule of its own.
    #[must_use]
    pub fn fact_due(&self, fact: &Fact) -> Option<Date> {
        let own = self.row(fact.key.as_str()).and_then(|row| row.review_days);
        due(&fact.proof, own.unwrap_or_else(|| self.settings.review.days(Subject::Fact)))
    }
}

/// No days mean never.
fn due(proof: &Proof, days: u32) -> Option<Date> {
    let never_reviewed = Date { year: 1, month: Some(1), day: Some(1) };
    let later = |date: Date| date.plus_days(i32::try_from(days).unwrap_or(i32::MAX));
    (days > 0).then(|| proof.reviewed.map_or(never_reviewed, later))
}
