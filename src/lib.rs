//! faqtual.
pub mod source; pub mod diagnostic; pub mod output; pub mod memo; pub mod text; pub mod parse; pub mod model; pub mod wording;
pub mod check; pub mod render; pub mod export; pub mod search; pub mod builtin; pub mod compile;
