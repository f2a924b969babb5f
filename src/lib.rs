//! faqtual.
pub mod source; pub mod diagnostic; pub mod output; pub mod memo; pub mod text; pub mod parse; pub mod model;
