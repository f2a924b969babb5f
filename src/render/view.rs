//! What templates see: plain serialisable structs, named after the templates and components.
//!
//! Invariant: no domain type gets in here. Fields that end in `_html` are safe to print as they are;
//! every other text is escaped by the template. A `path` is counted from the output folder: templates
//! put the page's `root` before it.

use serde::Serialize;

/// Beside a page's own view, every template sees `site` and `words`.
#[derive(Debug, Serialize)]
pub struct SiteView {
    /// The site's name.
    pub title: String,
    /// What it is.
    pub description: String,
    /// The edition's language.
    pub language: String,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
    /// The content security policy that each page carries.
    pub policy: &'static str,
    /// Where the site is published, ending in `/`.
    pub base_url: Option<String>,
    /// What stands before the edition's paths.
    pub prefix: String,
    /// Who publishes it.
    pub publisher: PublisherView,
    /// The menu.
    pub menu: Vec<LinkView>,
    /// The site's own pages: about, method and the like.
    pub own_pages: Vec<LinkView>,
    /// The platforms.
    pub platforms: Vec<LinkView>,
    /// The regions with pages of their own: for each platform at `PLATFORM/REGION.html`.
    pub regions: Vec<WordView>,
    /// The theme's options, as the theme and the settings give them.
    pub options: std::collections::BTreeMap<String, String>,
    /// The day the site was compiled for.
    pub as_of: DateView,
    /// Paths of the bundled style and scripts.
    pub assets: AssetsView,
    /// Paths of the pages that every site has, by name.
    pub pages: std::collections::BTreeMap<String, String>,
    /// Those of them that have something to show, by name: an empty page is not linked.
    pub filled: std::collections::BTreeMap<String, bool>,
}

/// Paths of the files that pages load.
#[derive(Debug, Default, Serialize)]
pub struct AssetsView {
    /// The style.
    pub style: String,
    /// The script of every page.
    pub script: String,
    /// The script of the search.
    pub search: String,
    /// The scripts of single pages, by name.
    pub page_scripts: std::collections::BTreeMap<String, String>,
    /// The index of the search, loaded when the search is first used.
    pub search_index: String,
}

/// Who publishes the site.
#[derive(Debug, Default, Serialize)]
pub struct PublisherView {
    /// The name.
    pub name: Option<String>,
    /// Its own site.
    pub url: Option<String>,
    /// Where corrections go.
    pub contact: Option<String>,
}

/// A link to a place on the site.
#[derive(Clone, Debug, Serialize)]
pub struct LinkView {
    /// The id of what it leads to.
    pub id: String,
    /// The words.
    pub title: String,
    /// The path, with anchor.
    pub path: String,
}

/// A value with its word: `not-stated`, "Not stated".
#[derive(Clone, Debug, Serialize)]
pub struct WordView {
    /// The id.
    pub id: String,
    /// The word.
    pub label: String,
    /// What it means.
    pub help: Option<String>,
}

/// A date.
#[derive(Clone, Debug, Serialize)]
pub struct DateView {
    /// `2025-11-03`, `2025-11` or `2025`: for `<time datetime>`.
    pub iso: String,
    /// The same in the edition's language.
    pub text: String,
}

/// Who says so.
#[derive(Clone, Debug, Serialize)]
pub struct ReceiptView {
    /// The source's id.
    pub id: String,
    /// Its number on this page, from 1, when it is cited by number.
    pub number: usize,
    /// Who says it.
    pub publisher: String,
    /// Its title.
    pub title: String,
    /// Its language, when that is not the edition's.
    pub language: Option<String>,
    /// The language's name.
    pub language_name: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// Its address at the quote (URL Fragment Text Directives), for web pages that are quoted.
    pub url_at_quote: Option<String>,
    /// A capture of it.
    pub archived: Option<String>,
    /// Its kind.
    pub kind: WordView,
    /// When it said so.
    pub seen: Option<DateView>,
    /// Its own words.
    pub quote: Option<String>,
    /// Our reading.
    pub reading: Option<String>,
    /// How it was read.
    pub note: Option<String>,
    /// Its entry in the list of sources.
    pub path: String,
}

/// How sure, when reviewed, how new the evidence: part of everything with proof.
#[derive(Clone, Debug, Serialize)]
pub struct ProofView {
    /// The receipts.
    pub receipts: Vec<ReceiptView>,
    /// high, medium or low.
    pub confidence: WordView,
    /// When an editor last checked.
    pub reviewed: Option<DateView>,
    /// The newest date among the receipts.
    pub evidence: Option<DateView>,
    /// Whether the next look is overdue on the day of the compile.
    pub overdue: bool,
    /// Whether even the newest evidence is years old on that day.
    pub aged: bool,
}

/// A fact, or one entry of several.
#[derive(Clone, Debug, Serialize)]
pub struct FactView {
    /// Its key.
    pub id: String,
    /// Its name.
    pub label: String,
    /// `yes`, `no`, `partly`, `not-stated`, `unclear`, or `value` for dates, numbers and words.
    pub state: &'static str,
    /// The state in words.
    pub state_label: String,
    /// What to show: own words, or the value.
    pub text: String,
    /// The date, when it is one and no words stand in for it.
    pub date: Option<DateView>,
    /// Where it holds; everywhere if empty.
    pub regions: Vec<WordView>,
    /// For which accounts it holds; for all if empty.
    pub accounts: Vec<WordView>,
    /// A sentence or two more.
    pub note_html: Option<String>,
    /// An address that belongs to it.
    pub link: Option<String>,
    /// In tables: the ids of the regions with pages of their own for which this is the nearest entry.
    pub nearest_for: Vec<String>,
    /// The proof.
    pub proof: ProofView,
}

/// One cell of the comparison or of the data matrix.
#[derive(Clone, Debug, Serialize)]
pub struct CellView {
    /// The platform.
    pub platform: LinkView,
    /// The anchor of the cell.
    pub anchor: String,
    /// What holds, the general entry first; empty only in a computed row.
    pub entries: Vec<FactView>,
    /// What saying no takes (rows of kind `effort`).
    pub efforts: Vec<EffortView>,
}

/// What one opt-out path takes.
#[derive(Clone, Debug, Serialize)]
pub struct EffortView {
    /// The path.
    pub path: LinkView,
    /// switch, form, e-mail or none.
    pub kind: WordView,
    /// "3 steps", "2 to 5 steps", or that its address is not known; nothing when there are none.
    pub steps: Option<String>,
    /// What it asks for.
    pub needs: Vec<WordView>,
    /// Where it is offered; everywhere if empty.
    pub regions: Vec<WordView>,
    /// For which accounts it is; for all if empty.
    pub accounts: Vec<WordView>,
    /// The ids of the regions with pages of their own where it is offered.
    pub offered_in: Vec<String>,
}

/// One row of the comparison, or one data category.
#[derive(Clone, Debug, Serialize)]
pub struct RowView {
    /// The id, which is its anchor.
    pub id: String,
    /// The name.
    pub label: String,
    /// What it means.
    pub help: Option<String>,
    /// choice, date, number, text or effort.
    pub kind: &'static str,
    /// One cell a platform, in the order of `platforms`.
    pub cells: Vec<CellView>,
    /// Whether the platforms' general values differ.
    pub differs: bool,
    /// How they differ, in a plain sentence, where the values tell.
    pub difference: Option<String>,
}

/// Rows under a heading.
#[derive(Clone, Debug, Serialize)]
pub struct GroupView {
    /// The id.
    pub id: String,
    /// The name.
    pub label: String,
    /// The rows.
    pub rows: Vec<RowView>,
}

/// A comparison, whole or in part. Component `comparison(view, root, level)`.
#[derive(Clone, Debug, Serialize)]
pub struct ComparisonView {
    /// The columns.
    pub platforms: Vec<LinkView>,
    /// The groups.
    pub groups: Vec<GroupView>,
    /// The number of rows.
    pub row_count: usize,
}

/// An opt-out path with its steps. Component `steps(view, root, level)`.
#[derive(Clone, Debug, Serialize)]
pub struct StepsView {
    /// The id, which is its anchor.
    pub id: String,
    /// switch, form, e-mail or none.
    pub kind: WordView,
    /// Its name.
    pub title: String,
    /// The platform.
    pub platform: LinkView,
    /// Its own place: on the platform's opt-out page.
    pub path: String,
    /// Where it is offered; everywhere if empty.
    pub regions: Vec<WordView>,
    /// For which accounts it is; for all if empty.
    pub accounts: Vec<WordView>,
    /// The deep link.
    pub link: Option<String>,
    /// Words for the deep link.
    pub link_label: Option<String>,
    /// The control's name in other languages.
    pub labels: Vec<LabelView>,
    /// The steps, per surface.
    pub surfaces: Vec<SurfaceView>,
    /// What it takes.
    pub effort: EffortView,
    /// What to expect after.
    pub confirmation_html: Option<String>,
    /// Whether it reaches back.
    pub retroactive: WordView,
    /// What it covers.
    pub covers_html: String,
    /// What it does not cover.
    pub excludes_html: Option<String>,
    /// Who cannot use it.
    pub unavailable_html: Option<String>,
    /// Whether it is about a separate advertising change.
    pub about_ads: bool,
    /// The deep link for paper; only on the platform's opt-out page.
    pub qr: Option<QrView>,
    /// The proof.
    pub proof: ProofView,
}

/// A QR code: `<svg viewBox="0 0 SIDE SIDE"><path d="LINE" stroke="#000"/></svg>`, quiet zone included.
#[derive(Clone, Debug, Serialize)]
pub struct QrView {
    /// The side of the square, in modules.
    pub side: usize,
    /// What is dark, as a path to be stroked with width 1.
    pub line: String,
}

/// A control's name in another language.
#[derive(Clone, Debug, Serialize)]
pub struct LabelView {
    /// The language tag.
    pub language: String,
    /// The language's name.
    pub language_name: String,
    /// The control's name.
    pub label: String,
}

/// Where steps are taken.
#[derive(Clone, Debug, Serialize)]
pub struct SurfaceView {
    /// web, app or form.
    pub kind: String,
    /// Its name.
    pub title: String,
    /// The steps.
    pub steps: Vec<StepView>,
}

/// One action.
#[derive(Clone, Debug, Serialize)]
pub struct StepView {
    /// What to do.
    pub action_html: String,
    /// The words on the screen.
    pub label: Option<String>,
    /// An address to open.
    pub link: Option<String>,
}

/// A question with its answer. Component `question(view, root, level)`.
#[derive(Clone, Debug, Serialize)]
pub struct QuestionView {
    /// The id, which is its anchor on pages with many questions.
    pub id: String,
    /// Its permanent page.
    pub path: String,
    /// The language it is written in, when that is not the edition's.
    pub language: Option<String>,
    /// The question.
    pub question: String,
    /// The same question as people type it.
    pub also: Vec<String>,
    /// The answer in one sentence.
    pub short_html: String,
    /// The same without markup.
    pub short: String,
    /// The answer.
    pub answer_html: String,
    /// question, myth or how-to.
    pub kind: WordView,
    /// The platforms it is about.
    pub platforms: Vec<LinkView>,
    /// Where the answer holds; everywhere if empty.
    pub regions: Vec<WordView>,
    /// What it is about.
    pub topics: Vec<LinkView>,
    /// The proof.
    pub proof: ProofView,
}

/// Something that happened. Component `timeline(view, root, level)` takes a list of them.
#[derive(Clone, Debug, Serialize)]
pub struct EventView {
    /// The id, which is its anchor.
    pub id: String,
    /// When.
    pub date: DateView,
    /// Whether it is still to come on the day of the compile.
    pub is_ahead: bool,
    /// What kind.
    pub kind: WordView,
    /// What happened.
    pub title: String,
    /// More about it.
    pub text_html: Option<String>,
    /// The platform.
    pub platform: LinkView,
    /// Where it matters; everywhere if empty.
    pub regions: Vec<WordView>,
    /// A calendar file of this day alone, while it is still to come.
    pub calendar_path: Option<String>,
    /// The proof.
    pub proof: ProofView,
}

/// A list of events of one year.
#[derive(Clone, Debug, Serialize)]
pub struct YearView {
    /// The year.
    pub year: i16,
    /// Its events.
    pub events: Vec<EventView>,
}

/// An entry of a table of contents.
#[derive(Clone, Debug, Serialize)]
pub struct HeadingView {
    /// 2 to 6.
    pub level: u8,
    /// The anchor.
    pub id: String,
    /// The words.
    pub text: String,
}

/// An explainer, a letter or a page of the site's own.
#[derive(Clone, Debug, Serialize)]
pub struct ArticleView {
    /// The id.
    pub id: String,
    /// Its page.
    pub path: String,
    /// The title.
    pub title: String,
    /// What it is about.
    pub description: String,
    /// The language it is written in, when that is not the edition's.
    pub language: Option<String>,
    /// The answer in two sentences.
    pub summary_html: Option<String>,
    /// The text; empty in lists.
    pub body_html: String,
    /// The table of contents, for long pages.
    pub contents: Vec<HeadingView>,
    /// "5 minutes".
    pub reading_time: String,
    /// The platforms it is about.
    pub platforms: Vec<LinkView>,
    /// Where it holds; everywhere if empty.
    pub regions: Vec<WordView>,
    /// What it is about.
    pub topics: Vec<LinkView>,
    /// The proof: what it cites, numbered, or its receipts.
    pub proof: ProofView,
}

/// A blank of a letter.
#[derive(Clone, Debug, Serialize)]
pub struct BlankView {
    /// The id: in the letter it stands as `<span class="blank" data-blank="ID">`.
    pub id: String,
    /// What goes in.
    pub label: String,
    /// How to fill it.
    pub help: Option<String>,
    /// An example.
    pub example: Option<String>,
}

/// A platform in short.
#[derive(Clone, Debug, Serialize)]
pub struct PlatformView {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// Who owns it.
    pub owner: Option<String>,
    /// Its own site.
    pub website: Option<String>,
    /// Its page.
    pub path: String,
    /// Its opt-out page.
    pub opt_out_path: String,
    /// What is going on and what to do.
    pub summary_html: String,
    /// The answer in two minutes.
    pub answer_html: String,
    /// The facts that a reader wants to know first: the rows marked `highlight`.
    pub highlights: Vec<FactsView>,
    /// Its pages by region.
    pub regions: Vec<LinkView>,
    /// When an editor last checked all of it.
    pub reviewed: Option<DateView>,
    /// The newest date among all its receipts.
    pub evidence: Option<DateView>,
}

/// A source with what cites it.
#[derive(Clone, Debug, Serialize)]
pub struct SourceView {
    /// The source.
    pub source: ReceiptView,
    /// What cites it: the first hundred.
    pub cited_by: Vec<LinkView>,
    /// How many cite it in all.
    pub cited_count: usize,
}

/// A glossary term.
#[derive(Clone, Debug, Serialize)]
pub struct TermView {
    /// The id, which is its anchor.
    pub id: String,
    /// The term.
    pub term: String,
    /// Other words for it.
    pub also: Vec<String>,
    /// What it means.
    pub definition_html: String,
}

/// Questions under a topic.
#[derive(Clone, Debug, Serialize)]
pub struct TopicView {
    /// The topic; its anchor is `topic-ID`.
    pub topic: WordView,
    /// Those that are shown under it: each question once, under its first topic.
    pub questions: Vec<QuestionView>,
    /// Those shown under another topic, as links.
    pub also: Vec<LinkView>,
}

/// An entry of the index on `search.html`, under its first letter.
#[derive(Clone, Debug, Serialize)]
pub struct LetterView {
    /// The letter.
    pub letter: String,
    /// The entries.
    pub entries: Vec<LinkView>,
}

/// What every page has. Every template sees it as `page`.
#[derive(Debug, Serialize)]
pub struct PageView {
    /// The template's name without `.html`.
    pub template: &'static str,
    /// The heading, and the head of the browser's title.
    pub title: String,
    /// One sentence for search engines and previews.
    pub description: String,
    /// The language of the main text, when that is not the edition's.
    pub language: Option<String>,
    /// The page's own path.
    pub path: String,
    /// The way up to the output folder: nothing, `../` or `../../`.
    pub root: String,
    /// The address, when the site's is known.
    pub canonical: Option<String>,
    /// The same page in other languages: `id` is the language tag, `title` its name.
    pub alternates: Vec<LinkView>,
    /// The way here, from the home page; empty on it.
    pub breadcrumbs: Vec<LinkView>,
    /// The feeds to offer on this page: the site's first, then its platform's.
    pub feeds: Vec<FeedView>,
    /// The page's name at the end of that way: shorter than the title where the way says the rest.
    pub crumb: String,
    /// The same page in Markdown, where there is a copy.
    pub markdown_path: Option<String>,
    /// The pages that its list takes, when it takes several.
    pub parts: Option<PartsView>,
    /// The address of the picture for previews, 1200 by 630.
    pub picture: Option<String>,
    /// How to embed what the page is about.
    pub embed: Option<EmbedLinkView>,
    /// JSON-LD, escaped for a script element.
    pub structured_data_html: Option<String>,
}

/// `picture.svg`: the picture of a page for previews. Its words fit: each line is one of the picture.
#[derive(Debug, Serialize)]
pub struct PictureView {
    /// site, platform, question or explainer.
    pub kind: &'static str,
    /// The site's title.
    pub site: String,
    /// What stands above the title; may be empty.
    pub label: String,
    /// The lines of the title.
    pub title: Vec<String>,
    /// Its size.
    pub title_size: u16,
    /// The lines below it; may be none.
    pub text: Vec<String>,
    /// Their size.
    pub text_size: u16,
    /// "Reviewed 23 November 2026"; may be empty.
    pub reviewed: String,
}

/// The way to embed what a page is about.
#[derive(Clone, Debug, Serialize)]
pub struct EmbedLinkView {
    /// The id.
    pub id: String,
    /// The page that makes snippets, with this id chosen.
    pub path: String,
    /// The address of the oEmbed answer, when the site's is known.
    pub oembed: Option<String>,
}

/// What other sites show: an answer, several, steps, the comparison, or why there is none. Component
/// `embed(view, root, level)`: its paths count from the output folder, and it gives no ids.
#[derive(Clone, Debug, Serialize)]
pub struct EmbedView {
    /// The id.
    pub id: String,
    /// question, topic, steps, compare or gone.
    pub kind: &'static str,
    /// Its title.
    pub title: String,
    /// The page it leads to.
    pub path: String,
    /// The name of the site.
    pub site: String,
    /// The language of the text.
    pub language: String,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
    /// The answers, of a question or a topic.
    pub answers: Vec<EmbedAnswerView>,
    /// The ways to say no, of a platform.
    pub paths: Vec<StepsView>,
    /// The comparison.
    pub comparison: Option<ComparisonView>,
    /// Why it is gone.
    pub why_html: Option<String>,
    /// What to read instead.
    pub see: Option<LinkView>,
    /// Everything that it rests on, each source once.
    pub sources: Vec<ReceiptView>,
    /// The oldest review.
    pub reviewed: Option<DateView>,
    /// The newest date among the sources.
    pub evidence: Option<DateView>,
    /// The day from which a new look is due: an element with it as `data-due` is shown from then on.
    pub due: Option<String>,
}

/// One answer of an embed.
#[derive(Clone, Debug, Serialize)]
pub struct EmbedAnswerView {
    /// The question with its answer.
    pub question: QuestionView,
    /// Where it is one of several: the numbers of its sources among those of the embed.
    pub sources: Vec<usize>,
    /// The day from which a new look is due.
    pub due: Option<String>,
}

/// `embed.html`: how to embed, with snippets for one example.
#[derive(Debug, Serialize)]
pub struct EmbedPageView {
    /// Everything that can be embedded, by kind.
    pub groups: Vec<EmbedGroupView>,
    /// The languages.
    pub languages: Vec<EmbedLanguageView>,
    /// What the snippets embed.
    pub example: Option<LinkView>,
    /// Whether the site's address is known; if not, a made-up one stands in the snippets.
    pub is_placed: bool,
    /// The site's address.
    pub base_url: String,
    /// The snippets by name: `iframe`, `element`, `pinned`, `html`, `oembed`, `markdown`, `json`.
    pub snippets: std::collections::BTreeMap<&'static str, String>,
    /// The paths of the builder's script and of the script for hosts.
    pub scripts: [String; 2],
}

/// Things of a kind that can be embedded.
#[derive(Debug, Serialize)]
pub struct EmbedGroupView {
    /// compare, steps, topic, question.
    pub kind: WordView,
    /// The ids with their titles; the path is that of the page.
    pub items: Vec<LinkView>,
}

/// A language that embeds come in.
#[derive(Debug, Serialize)]
pub struct EmbedLanguageView {
    /// The tag.
    pub id: String,
    /// Its name.
    pub title: String,
    /// The folder of its embeds below `embed/`.
    pub folder: String,
}

/// A list on several pages.
#[derive(Debug, Serialize)]
pub struct PartsView {
    /// The number of this page, from 1.
    pub own: usize,
    /// The page before.
    pub previous: Option<LinkView>,
    /// The page after.
    pub next: Option<LinkView>,
    /// All of them, by their numbers.
    pub all: Vec<LinkView>,
}

/// `home.html`
#[derive(Debug, Serialize)]
pub struct HomeView {
    /// The question that the site answers.
    pub question: String,
    /// The answer in two minutes.
    pub answer_html: Option<String>,
    /// The platforms.
    pub platforms: Vec<PlatformView>,
    /// The questions shown first.
    pub questions: Vec<QuestionView>,
    /// The explainers.
    pub explainers: Vec<ArticleView>,
    /// The latest events, the newest first.
    pub latest: Vec<EventView>,
    /// How many questions there are in all.
    pub question_count: usize,
}

/// `platform.html`
#[derive(Debug, Serialize)]
pub struct PlatformPageView {
    /// The platform.
    pub platform: PlatformView,
    /// Its column of the comparison.
    pub comparison: ComparisonView,
    /// Facts that are no rows; the anchor of each is `fact-ID`.
    pub more_facts: Vec<FactsView>,
    /// Its opt-out paths for training.
    pub opt_out: Vec<StepsView>,
    /// Its data categories.
    pub data: Vec<RowView>,
    /// Its events, the newest first.
    pub events: Vec<EventView>,
    /// Its questions.
    pub questions: Vec<LinkView>,
    /// The explainer to read next.
    pub explainer: Option<ArticleView>,
    /// Every source that its facts, data, paths and events rest on.
    pub sources: Vec<ReceiptView>,
}

/// The entries of one fact.
#[derive(Clone, Debug, Serialize)]
pub struct FactsView {
    /// The key.
    pub id: String,
    /// The name.
    pub label: String,
    /// The entries.
    pub entries: Vec<FactView>,
}

/// `opt-out.html`
#[derive(Debug, Serialize)]
pub struct OptOutPageView {
    /// The platform.
    pub platform: PlatformView,
    /// The ways to say no to training.
    pub paths: Vec<StepsView>,
    /// The ways to say no to separate advertising changes.
    pub about_ads: Vec<StepsView>,
    /// How-to questions of the platform.
    pub questions: Vec<LinkView>,
    /// Letters that fit.
    pub letters: Vec<LinkView>,
}

/// `region.html`: what holds where I live.
#[derive(Debug, Serialize)]
pub struct RegionPageView {
    /// The platform.
    pub platform: PlatformView,
    /// The region.
    pub region: WordView,
    /// The countries it covers.
    pub countries: Vec<String>,
    /// Whether one can say no there, and what that takes, in one sentence.
    pub answer: String,
    /// The facts that a reader wants to know first, as they hold there.
    pub highlights: Vec<FactsView>,
    /// What holds there: one entry a row.
    pub groups: Vec<GroupView>,
    /// The ways to say no that are offered there.
    pub paths: Vec<StepsView>,
    /// Events that matter there, the newest first.
    pub events: Vec<EventView>,
    /// Questions whose answers name the region.
    pub questions: Vec<LinkView>,
    /// The other regions' pages.
    pub others: Vec<LinkView>,
    /// The same region's pages at the other platforms.
    pub elsewhere: Vec<LinkView>,
}

/// `affected.html`: "am I affected?"
#[derive(Debug, Serialize)]
pub struct AffectedPageView {
    /// The platforms.
    pub platforms: Vec<LinkView>,
    /// Account types that anything shown here depends on.
    pub accounts: Vec<WordView>,
    /// The regions; the anchor of each is its id.
    pub regions: Vec<AffectedView>,
}

/// What holds in one region, platform by platform.
#[derive(Debug, Serialize)]
pub struct AffectedView {
    /// The region.
    pub region: WordView,
    /// The countries it covers.
    pub countries: Vec<String>,
    /// The platforms.
    pub platforms: Vec<StandingView>,
}

/// How a platform stands in a region, in short.
#[derive(Clone, Debug, Serialize)]
pub struct StandingView {
    /// The platform; the path is its page for the region.
    pub platform: LinkView,
    /// Whether one can say no, and what that takes, in one sentence.
    pub answer: String,
    /// The facts that a reader wants to know first, as they hold there.
    pub highlights: Vec<FactsView>,
    /// The ways to say no that are offered there.
    pub ways: Vec<EffortView>,
}

/// `compare.html`
#[derive(Debug, Serialize)]
pub struct ComparePageView {
    /// The table.
    pub comparison: ComparisonView,
    /// The same as CSV and JSON.
    pub csv_path: String,
    /// The same as JSON.
    pub json_path: String,
}

/// `data.html`
#[derive(Debug, Serialize)]
pub struct DataPageView {
    /// The columns.
    pub platforms: Vec<LinkView>,
    /// The data categories.
    pub rows: Vec<RowView>,
}

/// `faq.html`
#[derive(Debug, Serialize)]
pub struct FaqPageView {
    /// The topics with their questions.
    pub topics: Vec<TopicView>,
    /// How many questions there are.
    pub count: usize,
}

/// `question.html`
#[derive(Debug, Serialize)]
pub struct QuestionPageView {
    /// The question.
    pub question: QuestionView,
    /// Questions that share a topic and a platform.
    pub related: Vec<LinkView>,
}

/// `explainer.html` and `page.html`
#[derive(Debug, Serialize)]
pub struct ArticlePageView {
    /// The text.
    pub article: ArticleView,
    /// Explainers to read next.
    pub related: Vec<LinkView>,
}

/// `letter.html`
#[derive(Debug, Serialize)]
pub struct LetterPageView {
    /// The letter.
    pub article: ArticleView,
    /// When it helps.
    pub when_html: Option<String>,
    /// When it does not.
    pub not_when_html: Option<String>,
    /// The blanks.
    pub blanks: Vec<BlankView>,
}

/// `explainers.html` and `letters.html`
#[derive(Debug, Serialize)]
pub struct ArticlesPageView {
    /// Each without its text.
    pub articles: Vec<ArticleView>,
}

/// `timeline.html`
#[derive(Debug, Serialize)]
pub struct TimelinePageView {
    /// The platforms; the anchor of each is its id.
    pub platforms: Vec<TimelineView>,
    /// Who started where and when: of the first highlighted row of dates.
    pub starts: Option<StartsView>,
}

/// A row of dates, drawn by region along one axis of time. Component `starts(view, root)`.
#[derive(Clone, Debug, Serialize)]
pub struct StartsView {
    /// The row, which leads to it in the comparison.
    pub row: LinkView,
    /// The years on the axis.
    pub years: Vec<TickView>,
    /// The regions with pages of their own.
    pub regions: Vec<RegionStartsView>,
}

/// A year on the axis.
#[derive(Clone, Debug, Serialize)]
pub struct TickView {
    /// Where it begins: `37.5%` of the axis.
    pub at: String,
    /// The year.
    pub label: String,
}

/// One region of the drawing.
#[derive(Clone, Debug, Serialize)]
pub struct RegionStartsView {
    /// The region.
    pub region: WordView,
    /// One line a platform.
    pub lines: Vec<StartView>,
}

/// One platform in one region of the drawing.
#[derive(Clone, Debug, Serialize)]
pub struct StartView {
    /// The platform; the path is its page for the region.
    pub platform: LinkView,
    /// What the row says there, in words.
    pub entries: Vec<FactView>,
    /// From when to when, as far as dates are known.
    pub spans: Vec<SpanView>,
    /// Pauses and the like that events tell of.
    pub marks: Vec<MarkView>,
}

/// A stretch of the axis.
#[derive(Clone, Debug, Serialize)]
pub struct SpanView {
    /// Where it begins: `37.5%`.
    pub at: String,
    /// How long it is: `12.5%`.
    pub width: String,
}

/// A point on the axis.
#[derive(Clone, Debug, Serialize)]
pub struct MarkView {
    /// Where it is: `37.5%`.
    pub at: String,
    /// When.
    pub date: DateView,
    /// What kind of event it is.
    pub kind: WordView,
    /// The event, on the timeline.
    pub event: LinkView,
}

/// One platform's events. Component `timeline(view, root, level)`.
#[derive(Clone, Debug, Serialize)]
pub struct TimelineView {
    /// The platform.
    pub platform: LinkView,
    /// Its events by year, the newest first.
    pub years: Vec<YearView>,
}

/// Where to follow what changes, for the whole site or one platform.
#[derive(Clone, Debug, Serialize)]
pub struct FeedView {
    /// The site's title, or the platform's name.
    pub title: String,
    /// The Atom feed.
    pub atom_path: String,
    /// The same as JSON Feed.
    pub json_path: String,
    /// The dates as a calendar.
    pub calendar_path: String,
}

/// `changes.html`
#[derive(Debug, Serialize)]
pub struct ChangesPageView {
    /// The newest changes, the newest first; the anchor of each is its id.
    pub changes: Vec<ChangeView>,
    /// The site's feeds, then each platform's.
    pub feeds: Vec<FeedView>,
}

/// Something that changed. Component `change(view, root, words)`.
#[derive(Clone, Debug, Serialize)]
pub struct ChangeView {
    /// The id, which is its anchor.
    pub id: String,
    /// When.
    pub date: DateView,
    /// An event's kind, `fact` or `review`.
    pub kind: WordView,
    /// The platform.
    pub platform: LinkView,
    /// What changed, and where it is told in full.
    pub link: LinkView,
    /// More about an event.
    pub text_html: Option<String>,
    /// Where an event matters; everywhere if empty.
    pub regions: Vec<WordView>,
    /// What a fact said.
    pub before: Option<String>,
    /// What it said from then on.
    pub after: Option<String>,
    /// The facts that were looked at, with what they say.
    pub facts: Vec<LinkView>,
    /// The proof of an event or a fact.
    pub proof: Option<ProofView>,
}

/// `glossary.html`
#[derive(Debug, Serialize)]
pub struct GlossaryPageView {
    /// The terms, by name.
    pub terms: Vec<TermView>,
}

/// `sources.html`
#[derive(Debug, Serialize)]
pub struct SourcesPageView {
    /// The sources, by kind and publisher.
    pub sources: Vec<SourceView>,
}

/// `search.html`
#[derive(Debug, Serialize)]
pub struct SearchPageView {
    /// The index from A to Z, which needs no script.
    pub letters: Vec<LetterView>,
    /// The topics, to go on from when nothing is found.
    pub topics: Vec<LinkView>,
}

/// `matrix.html`: what the facts cover, for the team.
#[derive(Debug, Serialize)]
pub struct MatrixPageView {
    /// The columns.
    pub regions: Vec<WordView>,
    /// How many cells are in which state.
    pub coverage: Vec<CoverageView>,
    /// A table a platform.
    pub platforms: Vec<PlatformMatrixView>,
}

/// How many cells are in a state.
#[derive(Debug, Serialize)]
pub struct CoverageView {
    /// filled, not-stated, due or missing.
    pub state: WordView,
    /// The number.
    pub count: usize,
}

/// What the facts of a platform cover.
#[derive(Debug, Serialize)]
pub struct PlatformMatrixView {
    /// The platform.
    pub platform: LinkView,
    /// The rows of the comparison.
    pub rows: Vec<MatrixRowView>,
}

/// A row of it.
#[derive(Debug, Serialize)]
pub struct MatrixRowView {
    /// The row.
    pub row: LinkView,
    /// Its state in each region.
    pub cells: Vec<WordView>,
}

/// `redirect.html`: a page that moved, or is gone.
#[derive(Debug, Serialize)]
pub struct RedirectView {
    /// Where to, or what to read instead.
    pub target: LinkView,
    /// Why it is gone.
    pub why_html: Option<String>,
}
