//! The two dates that are never mixed: when we looked, and how new the evidence is.

use super::Edition;
use crate::parse::receipt::{Proof, Receipt};
use crate::text::date::Date;

impl Edition<'_> {
    /// When a receipt's source said so: as the receipt says, else the source's own date.
    #[must_use]
    pub fn seen(&self, receipt: &Receipt) -> Option<Date> {
        receipt.seen.or_else(|| self.source(receipt.source.as_str())?.date)
    }

    /// "Evidence up to": the newest date among the receipts.
    #[must_use]
    pub fn evidence(&self, proof: &Proof) -> Option<Date> {
        proof.receipts.iter().filter_map(|receipt| self.seen(receipt)).max()
    }
}
