//! Every kind of problem, once: name, severity, meaning.

use std::fmt;

/// Whether a problem blocks the build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is written.
    Error,
    /// The site is written; `--strict` turns warnings into a failure.
    Warning,
    /// Advice: nothing is wrong, and something could be better. It never fails a run.
    Hint,
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Hint => "hint",
        })
    }
}

macro_rules! codes {
    ($($variant:ident $severity:ident $name:literal $meaning:literal)*) => {
        /// The kind of a problem.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $meaning] $variant,)*
        }

        impl Code {
            /// Every kind, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name shown in reports and used in documentation.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Whether it blocks a build.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }

            /// The names of the kinds that an `allow:` may name: all that do not block a build by themselves.
            pub const ALLOWABLE: &'static [&'static str] = &Self::allowable();

            const fn allowable() -> [&'static str; Self::ALLOWABLE_COUNT] {
                let mut names = [""; Self::ALLOWABLE_COUNT];
                let mut found = 0;
                $(if !matches!(Severity::$severity, Severity::Error) {
                    names[found] = $name;
                    found += 1;
                })*
                let _ = found;
                names
            }

            const ALLOWABLE_COUNT: usize = 0 $(+ !matches!(Severity::$severity, Severity::Error) as usize)*;

            /// What it means, in one sentence.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $meaning,)* }
            }
        }
    };
}

codes! {
    MissingSettings Error "missing-settings" "The folder holds no `content/site.yaml`."
    NotUtf8 Error "not-utf8" "A text file is not UTF-8."
    BeyondLimits Error "beyond-limits" "A file is longer, deeper or fuller than any that is read."
    UnportableName Error "unportable-name" "A file has a name that not every system can hold."
    ClashingNames Error "clashing-names" "Two files have names that some systems cannot tell apart."
    HiddenCharacter Error "hidden-character" "A text holds a control character, or turns the direction of writing and not back."
    UnknownFile Warning "unknown-file" "A file below `content/` is of no kind that is read."
    YamlSyntax Error "yaml-syntax" "A file or front matter is not valid YAML."
    YamlTag Error "yaml-tag" "A YAML tag such as `!custom` has no meaning here."
    MissingFrontMatter Error "missing-front-matter" "A Markdown file does not begin with front matter between `---` lines."
    UnclosedFrontMatter Error "unclosed-front-matter" "The front matter of a Markdown file has no closing `---` line."
    UnknownKey Error "unknown-key" "A key that this kind of entry does not have."
    MissingKey Error "missing-key" "A key that this kind of entry must have is not there."
    DuplicateKey Error "duplicate-key" "A key stands twice in one entry."
    WrongType Error "wrong-type" "A value is not of the kind its key takes."
    UnknownValue Error "unknown-value" "A word is not one of the few that its key takes."
    EmptyText Error "empty-text" "A text that readers would see is empty."
    MalformedId Error "malformed-id" "An id, or the name of a file that gives one, is not made of `a-z`, `0-9` and single hyphens."
    MalformedDate Error "malformed-date" "A date is not `2025-11-03`, `2025-11` or `2025`."
    MalformedUrl Error "malformed-url" "An address cannot be read as a URL."
    ForbiddenScheme Error "forbidden-scheme" "An address begins with a scheme other than `https`, `http`, `mailto` or `tel`."
    InsecureUrl Warning "insecure-url" "An address begins with `http:` although `https:` is the rule."
    MalformedLanguage Error "malformed-language" "A language is not a BCP 47 tag such as `en` or `pt-BR`."
    UnlistedLanguage Warning "unlisted-language" "A folder for a language that `site.yaml` does not list."
    DuplicateId Error "duplicate-id" "Two entries of one kind have the same id."
    FormerIdInUse Error "former-id-in-use" "A former id is the id, or a former id, of another question."
    VanishedId Error "vanished-id" "An id that others rely on is gone, and nothing says why."
    TombstoneInUse Error "tombstone-in-use" "A tombstone stands for an id that still answers."
    DuplicateFact Error "duplicate-fact" "A platform states one fact twice for the same region and account type."
    DuplicateRoute Error "duplicate-route" "Two pages or files claim the same address."
    MissingReceipt Error "missing-receipt" "A fact, answer, step list, event or data category has no receipt."
    BareReceipt Error "bare-receipt" "A receipt has neither quote nor reading, and its source has no summary."
    UnlinkedSource Error "unlinked-source" "A source has no address and no note that says why."
    UnknownSource Error "unknown-source" "No source has this id."
    UnknownPlatform Error "unknown-platform" "No platform has this id."
    UnknownFact Error "unknown-fact" "The platform states no such fact."
    FactNotInRegion Error "fact-not-in-region" "The platform states this fact, but not for this region."
    UnknownQuestion Error "unknown-question" "No question has this id."
    UnknownPath Error "unknown-path" "No opt-out path has this id."
    UnknownEvent Error "unknown-event" "No event has this id."
    UnknownRow Error "unknown-row" "The comparison has no such row."
    UnknownGroup Error "unknown-group" "The comparison has no such group."
    UnknownRegion Error "unknown-region" "The vocabulary has no such region."
    UnknownAccountType Error "unknown-account-type" "The vocabulary has no such account type."
    UnknownTopic Error "unknown-topic" "The vocabulary has no such topic."
    UnknownDataCategory Error "unknown-data-category" "The vocabulary has no such data category."
    UnknownTerm Error "unknown-term" "The glossary has no such term."
    UnknownExplainer Error "unknown-explainer" "No explainer has this name."
    UnknownLetter Error "unknown-letter" "No letter has this name."
    UnknownPage Error "unknown-page" "No page has this name."
    UnknownBlank Error "unknown-blank" "The letter declares no such blank."
    UnknownScheme Error "unknown-scheme" "A reference begins with a word that is no scheme of ours."
    MalformedReference Error "malformed-reference" "A reference lacks a part, or has one too many."
    RegionCycle Error "region-cycle" "Regions lie within each other in a circle."
    DeadLink Error "dead-link" "A link to a file that is not there."
    DeadAnchor Error "dead-anchor" "A link to a heading that is not there."
    DeadAsset Error "dead-asset" "An image or asset that is not there."
    WrongFactValue Error "wrong-fact-value" "A fact's value does not suit the kind of its row."
    UnchangedFact Error "unchanged-fact" "A fact lists under `was` what it says anyway."
    UnnamedFact Error "unnamed-fact" "A fact that is no row of the comparison has no label or kind."
    TypedEffort Error "typed-effort" "A fact for a row that is computed from the opt-out paths."
    MissingFact Error "missing-fact" "A platform says nothing about a row of the comparison."
    MissingDataCategory Error "missing-data-category" "A platform says nothing about a data category."
    MissingSteps Error "missing-steps" "An opt-out path that is not of kind `none` has no steps."
    UnknownTheme Error "unknown-theme" "Neither the site nor faqtual has a theme of this name."
    ThemeCycle Error "theme-cycle" "Themes build on each other in a circle."
    MissingThemeFile Error "missing-theme-file" "A theme names or needs a file that it does not have."
    TemplateSyntax Error "template-syntax" "A template cannot be read."
    TemplateRender Error "template-render" "A template failed while a page was made."
    PolicyBreach Error "policy-breach" "A page holds what its content security policy forbids: code or style inline, or a request to elsewhere."
    MissingWord Error "missing-word" "A theme's words lack an entry that pages need."
    RawHtml Warning "raw-html" "Raw HTML in Markdown; it is shown as text."
    TopHeading Warning "top-heading" "A heading of level 1 in the text; the title is the only one."
    HeadingJump Warning "heading-jump" "A heading skips a level."
    EmptyLink Warning "empty-link" "A link has no words."
    MissingAltText Warning "missing-alt-text" "An image has no text for those who cannot see it."
    UnusedBlank Warning "unused-blank" "A letter declares a blank that it does not use."
    UnusedEntry Warning "unused-entry" "A source, region, topic or fact that nothing uses."
    TrackingUrl Warning "tracking-url" "An address carries a mark that tells who follows it."
    RelativeDate Warning "relative-date" "Words such as `next month` that are true only for a while."
    PassedFuture Warning "passed-future" "The text speaks in the future tense of a day that has passed."
    TypedFact Warning "typed-fact" "A date, name or address is typed in a text although a fact holds it."
    ContradictingFacts Error "contradicting-facts" "One fact has two values for the same region and account type."
    FactDisagrees Warning "fact-disagrees" "The words of a link to a fact say something else than the fact."
    RepeatedParagraph Warning "repeated-paragraph" "A paragraph stands in two places."
    LongAnswer Hint "long-answer" "An answer is longer than readers take in."
    NoPhrasings Hint "no-phrasings" "A question has no other phrasings, so that a search finds it only in its own words."
    HardToRead Hint "hard-to-read" "A text has long sentences and long words."
    GoneQuote Error "gone-quote" "A quote does not stand in the saved text of its source."
    UnsavedSource Hint "unsaved-source" "A source is quoted, and no text of it is saved to compare the quote with."
    GoneAddress Error "gone-address" "A page that the site leads to is gone."
    UnreachableAddress Warning "unreachable-address" "A page that the site leads to could not be read."
    StaleAllowance Warning "stale-allowance" "An `allow:` names a problem that is not there any more."
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::Code;
    use crate::text::slug::is_slug;

    #[test]
    fn names_are_unique_slugs() {
        let mut names: Vec<_> = Code::ALL.iter().map(|code| code.name()).collect();
        assert!(names.iter().all(|name| is_slug(name)));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Code::ALL.len());
    }
}
