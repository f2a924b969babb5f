//! What a browser may do with a page, by the page's own word (Content Security Policy, level 3).
//!
//! The one place of the policy: pages carry it as a `meta` element, hosts send it as a header, and a finished page
//! is held to it by the checks.

/// The policy of every page: nothing from elsewhere, nothing inline, no text turned into code.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
connect-src 'self'; frame-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; \
require-trusted-types-for 'script'; trusted-types faqtual";
