//! Which pages exist, and what each shows.

use std::collections::BTreeMap;

use serde::Serialize;

use super::context::{Desk, PageContext};
use super::theme::PressError;
use super::view::{
    ArticlePageView, ArticlesPageView, ComparePageView, DataPageView, FaqPageView, GlossaryPageView, HomeView,
    LetterPageView, LetterView, LinkView, OptOutPageView, PageView, PlatformPageView, PlatformView, QuestionPageView,
    ReceiptView, RedirectView, RegionPageView, SearchPageView, SourceView, SourcesPageView, TermView, TimelinePageView,
    TopicView, WordView,
};
use super::{article, comparison, event, html, opt_out, proof, question, structured_data};
use crate::model::Local;
use crate::model::reference::{Reference, Target};
use crate::parse::article::Article;
use crate::parse::faq::Question;
use crate::parse::platform::Platform;
use crate::parse::receipt::Proof;
use crate::parse::vocabulary::Region;
use crate::text::language;

/// One page of an edition.
#[derive(Clone, Copy, Debug)]
pub enum Page<'d> {
    /// `index.html`
    Home,
    /// `PLATFORM/index.html`
    Platform(Local<'d, Platform>),
    /// `PLATFORM/opt-out.html`
    OptOut(Local<'d, Platform>),
    /// `PLATFORM/REGION.html`
    Region(Local<'d, Platform>, &'d Region),
    /// `compare.html`
    Compare,
    /// `data.html`
    Data,
    /// `faq.html`
    Faq,
    /// `faq/ID.html`
    Question(Local<'d, Question>),
    /// `explainers.html`
    Explainers,
    /// `explainers/NAME.html`
    Explainer(Local<'d, Article>),
    /// `letters.html`
    Letters,
    /// `letters/NAME.html`
    Letter(Local<'d, Article>),
    /// `timeline.html`
    Timeline,
    /// `glossary.html`
    Glossary,
    /// `sources.html`
    Sources,
    /// `search.html`
    Search,
    /// `NAME.html`
    Own(Local<'d, Article>),
    /// `404.html`
    NotFound,
    /// `faq/FORMER.html`
    Redirect(&'d str, Local<'d, Question>),
}

/// Every page of an edition.
pub fn all<'d>(edition: &crate::model::Edition<'d>) -> Vec<Page<'d>> {
    let mut pages = vec![
        Page::Home, Page::Compare, Page::Data, Page::Faq, Page::Explainers, Page::Letters, Page::Timeline, Page::Glossary,
        Page::Sources, Page::Search, Page::NotFound,
    ];
    for platform in &edition.platforms {
        pages.extend([Page::Platform(*platform), Page::OptOut(*platform)]);
        pages.extend(edition.page_regions().map(|region| Page::Region(*platform, region)));
    }
    for question in &edition.questions {
        pages.push(Page::Question(*question));
        pages.extend(question.item.former.iter().map(|former| Page::Redirect(former.as_str(), *question)));
    }
    pages.extend(edition.explainers.iter().copied().map(Page::Explainer));
    pages.extend(edition.letters.iter().copied().map(Page::Letter));
    pages.extend(edition.pages.iter().copied().map(Page::Own));
    pages
}

impl Page<'_> {
    /// The page's path, without the edition's prefix.
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Self::Home => "index.html".to_owned(),
            Self::Platform(platform) => format!("{}/index.html", platform.id.as_str()),
            Self::OptOut(platform) => format!("{}/opt-out.html", platform.id.as_str()),
            Self::Region(platform, region) => format!("{}/{}.html", platform.id.as_str(), region.id.as_str()),
            Self::Compare => "compare.html".to_owned(),
            Self::Data => "data.html".to_owned(),
            Self::Faq => "faq.html".to_owned(),
            Self::Question(question) => format!("faq/{}.html", question.id.as_str()),
            Self::Explainers => "explainers.html".to_owned(),
            Self::Explainer(article) => format!("explainers/{}.html", article.id.as_str()),
            Self::Letters => "letters.html".to_owned(),
            Self::Letter(article) => format!("letters/{}.html", article.id.as_str()),
            Self::Timeline => "timeline.html".to_owned(),
            Self::Glossary => "glossary.html".to_owned(),
            Self::Sources => "sources.html".to_owned(),
            Self::Search => "search.html".to_owned(),
            Self::Own(article) => format!("{}.html", article.id.as_str()),
            Self::NotFound => "404.html".to_owned(),
            Self::Redirect(former, _) => format!("faq/{former}.html"),
        }
    }

    /// Whether search engines and the site map are to know it.
    #[must_use]
    pub fn is_listed(&self) -> bool {
        !matches!(self, Self::NotFound | Self::Redirect(..) | Self::Search)
    }

    /// The name of its template.
    #[must_use]
    pub fn template(&self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Platform(_) => "platform",
            Self::OptOut(_) => "opt-out",
            Self::Region(..) => "region",
            Self::Compare => "compare",
            Self::Data => "data",
            Self::Faq => "faq",
            Self::Question(_) => "question",
            Self::Explainers => "explainers",
            Self::Explainer(_) => "explainer",
            Self::Letters => "letters",
            Self::Letter(_) => "letter",
            Self::Timeline => "timeline",
            Self::Glossary => "glossary",
            Self::Sources => "sources",
            Self::Search => "search",
            Self::Own(_) => "page",
            Self::NotFound => "404",
            Self::Redirect(..) => "redirect",
        }
    }

    /// Title, description, the language of the text, and the pages on the way to it.
    fn head(&self, desk: &Desk<'_, '_>) -> (String, String, Option<String>, Vec<LinkView>) {
        let settings = desk.edition.settings;
        let fixed = |name: &'static str| desk.fixed(name);
        let plain = |name: &str| (desk.words.of(&format!("pages.{name}"), "title"), desk.words.of(&format!("pages.{name}"), "description"));
        let filled = |name: &str, platform: &str, region: &str| {
            let values = [("platform", platform), ("region", region)];
            let get = |part: &str| desk.words.fill(&format!("pages.{name}.{part}"), &values);
            (get("title"), get("description"))
        };
        let platform_link = |platform: &Local<'_, Platform>| {
            desk.link(platform.id.as_str(), platform.name.as_str(), &Target::Platform(*platform))
        };
        match self {
            Self::Home => (settings.title.text.clone(), settings.description.text.clone(), None, Vec::new()),
            Self::Platform(platform) => {
                let (title, description) = filled("platform", platform.name.as_str(), "");
                (title, description, other(platform, desk), vec![fixed("home")])
            }
            Self::OptOut(platform) => {
                let (title, description) = filled("opt-out", platform.name.as_str(), "");
                (title, description, other(platform, desk), vec![fixed("home"), platform_link(platform)])
            }
            Self::Region(platform, region) => {
                let (title, description) = filled("region", platform.name.as_str(), region.label.as_str());
                (title, description, other(platform, desk), vec![fixed("home"), platform_link(platform)])
            }
            Self::Question(question) => {
                let language = other(question, desk);
                let short = desk.plain(&question.short.text);
                (question.question.text.clone(), short, language, vec![fixed("home"), fixed("faq")])
            }
            Self::Explainer(article) => head_of(*article, desk, vec![fixed("home"), fixed("explainers")]),
            Self::Letter(article) => head_of(*article, desk, vec![fixed("home"), fixed("letters")]),
            Self::Own(article) => head_of(*article, desk, vec![fixed("home")]),
            Self::Redirect(_, question) => {
                let (title, description) = plain("redirect");
                (format!("{title}: {}", question.question.text), description, None, vec![fixed("home"), fixed("faq")])
            }
            Self::NotFound => {
                let (title, description) = plain("not-found");
                (title, description, None, Vec::new())
            }
            _ => {
                let (title, description) = plain(self.template());
                (title, description, None, vec![fixed("home")])
            }
        }
    }
}

fn other<T>(thing: &Local<'_, T>, desk: &Desk<'_, '_>) -> Option<String> {
    (thing.language != desk.edition.language).then(|| thing.language.to_owned())
}

fn head_of(
    article: Local<'_, Article>,
    desk: &Desk<'_, '_>,
    way: Vec<LinkView>,
) -> (String, String, Option<String>, Vec<LinkView>) {
    (article.title.text.clone(), article.description.text.clone(), other(&article, desk), way)
}

impl Desk<'_, '_> {
    /// A link to a page that every site has.
    pub(super) fn fixed(&self, name: &'static str) -> LinkView {
        let title = self.words.of(&format!("pages.{name}"), "title");
        self.link(name, &title, &Target::Fixed(name))
    }
}

/// Renders a page.
///
/// # Errors
/// What its template, or a component in its Markdown, could not do.
pub(super) fn render(page: Page<'_>, desk: &Desk<'_, '_>) -> Result<String, Vec<PressError>> {
    let path = desk.edition.route(&page.path()).path;
    let mut context = PageContext::new(desk, &path);
    if let (Page::NotFound, Some(base_url)) = (page, &desk.site.base_url) {
        // A host shows this page at any depth; only whole addresses work everywhere.
        context.root.clone_from(base_url);
    }
    let html = dispatch(page, &path, &context);
    let errors = context.errors.into_inner();
    match html {
        Ok(html) if errors.is_empty() => Ok(html),
        Ok(_) => Err(errors),
        Err(error) => Err(errors.into_iter().chain([error]).collect()),
    }
}

/// Gives the page's view to the template of its name.
fn dispatch<'d>(page: Page<'d>, path: &str, context: &PageContext<'_, 'd>) -> Result<String, PressError> {
    let print = Print { page, path, context };
    let desk = context.desk;
    match page {
        Page::Home => print.with(&home(context), None),
        Page::Platform(platform) => print.with(&platform_page(platform, context), None),
        Page::OptOut(platform) => print.with(&opt_out_page(platform, context), None),
        Page::Region(platform, region) => print.with(&region_page(platform, region, context), None),
        Page::Compare => print.with(&compare_page(context), None),
        Page::Data => {
            let platforms = comparison::columns(desk);
            print.with(&DataPageView { platforms, rows: comparison::data(&desk.edition.platforms, context) }, None)
        }
        Page::Faq => {
            let view = faq_page(context);
            let questions = view.topics.iter().flat_map(|topic| &topic.questions);
            let data = structured_data::questions(questions, desk);
            print.with(&view, Some(data))
        }
        Page::Question(found) => {
            let view = QuestionPageView { question: question::view(found, context), related: question::related(found, desk, 6) };
            let data = structured_data::question(&view.question, desk);
            print.with(&view, Some(data))
        }
        Page::Explainers => print.with(&cards(&desk.edition.explainers, "explainers", context), None),
        Page::Letters => print.with(&cards(&desk.edition.letters, "letters", context), None),
        Page::Explainer(found) => {
            let article = article::whole(found, &["explainers"], context);
            let data = structured_data::article(&article, desk);
            print.with(&ArticlePageView { related: related_explainers(found, desk), article }, Some(data))
        }
        Page::Letter(found) => print.with(&letter_page(found, context), None),
        Page::Own(found) => {
            print.with(&ArticlePageView { article: article::whole(found, &[], context), related: Vec::new() }, None)
        }
        Page::Timeline => {
            let platforms = desk.edition.platforms.iter().map(|platform| event::timeline(*platform, context)).collect();
            print.with(&TimelinePageView { platforms }, None)
        }
        Page::Glossary => print.with(&glossary(context), None),
        Page::Sources => print.with(&sources_page(desk), None),
        Page::Search => print.with(&search_page(desk), None),
        Page::NotFound => print.with(&search_page(desk), None),
        Page::Redirect(_, found) => print.with(&RedirectView { target: question::link(found, desk) }, None),
    }
}

/// A page about to be printed.
struct Print<'p, 'a, 'd> {
    page: Page<'d>,
    path: &'p str,
    context: &'p PageContext<'a, 'd>,
}

impl Print<'_, '_, '_> {
    fn with(&self, view: &impl Serialize, data: Option<serde_json::Value>) -> Result<String, PressError> {
        let desk = self.context.desk;
        let (title, description, language, breadcrumbs) = self.page.head(desk);
        let base = desk.site.base_url.as_deref();
        let mut blocks: Vec<serde_json::Value> = data.into_iter().collect();
        if let Some(base) = base.filter(|_| !breadcrumbs.is_empty()) {
            let own = LinkView { id: String::new(), title: title.clone(), path: self.path.to_owned() };
            let way: Vec<LinkView> = breadcrumbs.iter().cloned().chain([own]).collect();
            blocks.push(structured_data::breadcrumbs(&way, base));
        }
        let structured_data_html = match blocks.len() {
            0 => None,
            1 => Some(structured_data::escaped(&blocks[0])),
            _ => Some(structured_data::escaped(&serde_json::Value::Array(blocks))),
        };
        let view_of_page = PageView {
            template: self.page.template(),
            title,
            description: shortened(&description),
            language,
            path: self.path.to_owned(),
            root: self.context.root.clone(),
            canonical: base.filter(|_| self.page.is_listed()).map(|base| format!("{base}{}", self.path)),
            alternates: alternates(self.page, desk),
            breadcrumbs,
            structured_data_html,
        };
        desk.press.page(self.page.template(), &view_of_page, view)
    }
}

/// Descriptions longer than previews show are cut at a word.
fn shortened(description: &str) -> String {
    const MOST: usize = 300;
    if description.chars().count() <= MOST {
        return description.to_owned();
    }
    let cut: String = description.chars().take(MOST).collect();
    cut.rsplit_once(' ').map_or(cut.clone(), |(head, _)| format!("{head} …"))
}

/// The same page in the other editions that have it.
fn alternates(page: Page<'_>, desk: &Desk<'_, '_>) -> Vec<LinkView> {
    let path = page.path();
    let has = |edition: &crate::model::Edition<'_>| match page {
        Page::Question(question) => edition.question(question.id.as_str()).is_some(),
        Page::Explainer(article) => edition.explainer(article.id.as_str()).is_some(),
        Page::Letter(article) => edition.letter(article.id.as_str()).is_some(),
        Page::Own(article) => edition.page(article.id.as_str()).is_some(),
        Page::Platform(platform) | Page::OptOut(platform) | Page::Region(platform, _) => {
            edition.platform(platform.id.as_str()).is_some()
        }
        Page::NotFound | Page::Redirect(..) => false,
        _ => true,
    };
    if desk.site.editions.len() < 2 {
        return Vec::new();
    }
    desk.site
        .editions
        .iter()
        .filter(|edition| has(edition))
        .map(|edition| LinkView {
            id: edition.language.to_owned(),
            title: language::own_name(edition.language).to_owned(),
            path: edition.route(&path).path,
        })
        .collect()
}

fn platform_view(platform: Local<'_, Platform>, context: &PageContext<'_, '_>) -> PlatformView {
    let desk = context.desk;
    let id = platform.id.as_str();
    let opt_out = desk.edition.route(&format!("{id}/opt-out.html"));
    PlatformView {
        id: id.to_owned(),
        name: platform.name.text.clone(),
        owner: platform.owner.as_ref().map(|owner| owner.text.clone()),
        website: platform.website.clone(),
        path: desk.edition.route(&format!("{id}/index.html")).path,
        opt_out_path: opt_out.path,
        summary_html: html::inline(&platform.summary, context),
        answer_html: html::blocks(&platform.answer, &format!("{id}--"), 1, context),
        regions: desk.edition.page_regions().map(|region| region_link(id, region, desk)).collect(),
        reviewed: platform.reviewed.map(|date| desk.date(date)),
        evidence: proofs(platform.item).filter_map(|proof| desk.edition.evidence(proof)).max().map(|date| desk.date(date)),
    }
}

fn region_link(platform: &str, region: &Region, desk: &Desk<'_, '_>) -> LinkView {
    let route = desk.edition.route(&format!("{platform}/{}.html", region.id.as_str()));
    desk.page_link(region.id.as_str(), region.label.as_str(), &route)
}

/// Every proof of a platform's file.
fn proofs(platform: &Platform) -> impl Iterator<Item = &Proof> {
    let facts = platform.facts.iter().map(|fact| &fact.proof);
    let data = platform.data.iter().map(|data| &data.proof);
    let paths = platform.opt_out.iter().map(|path| &path.proof);
    let events = platform.events.iter().map(|event| &event.proof);
    facts.chain(data).chain(paths).chain(events)
}

fn home(context: &PageContext<'_, '_>) -> HomeView {
    let desk = context.desk;
    let edition = desk.edition;
    let home = &edition.settings.home;
    let mut latest: Vec<_> = edition
        .platforms
        .iter()
        .flat_map(|platform| event::newest_first(*platform).into_iter().map(|(date, event)| (date, *platform, event)))
        .filter(|(date, _, _)| *date <= desk.site.as_of)
        .collect();
    latest.sort_by(|left, right| (right.0, &left.2.id.text).cmp(&(left.0, &right.2.id.text)));
    let questions = home.questions.iter().filter_map(|id| edition.question(id.as_str()));
    HomeView {
        question: home.question.as_ref().map_or_else(|| edition.settings.title.text.clone(), |question| question.text.clone()),
        answer_html: home.answer.as_ref().map(|answer| html::blocks(answer, "home--", 1, context)),
        platforms: edition.platforms.iter().map(|platform| platform_view(*platform, context)).collect(),
        questions: questions.map(|found| question::view(found, &context.inside_block())).collect(),
        explainers: cards(&edition.explainers, "explainers", context).articles,
        latest: latest.into_iter().take(5).filter_map(|(_, platform, own)| event::view(platform, own, context)).collect(),
        question_count: edition.questions.len(),
    }
}

fn platform_page(platform: Local<'_, Platform>, context: &PageContext<'_, '_>) -> PlatformPageView {
    let desk = context.desk;
    let edition = desk.edition;
    let explainer = platform.explainer.as_ref().and_then(|id| edition.explainer(id.as_str()));
    PlatformPageView {
        platform: platform_view(platform, context),
        comparison: comparison::of_platforms(&[platform], context),
        more_facts: comparison::more_facts(platform, context),
        opt_out: paths(platform, false, context),
        data: comparison::data(&[platform], context),
        events: event::newest_first(platform).into_iter().filter_map(|(_, own)| event::view(platform, own, context)).collect(),
        questions: questions_of(platform, desk, |_| true),
        explainer: explainer.map(|found| article::card(found, &["explainers"], context)),
        sources: rests_on(platform.item, desk),
    }
}

fn paths(platform: Local<'_, Platform>, about_ads: bool, context: &PageContext<'_, '_>) -> Vec<super::view::StepsView> {
    let own = platform.opt_out.iter().filter(|path| path.about_ads == about_ads);
    own.map(|path| opt_out::steps(platform, path, context)).collect()
}

fn questions_of(platform: Local<'_, Platform>, desk: &Desk<'_, '_>, keep: impl Fn(&Question) -> bool) -> Vec<LinkView> {
    desk.edition
        .questions
        .iter()
        .filter(|found| found.item.platforms.iter().any(|id| id.text == platform.id.text) && keep(found.item))
        .map(|found| question::link(*found, desk))
        .collect()
}

/// The sources of a platform's file, in the order of the list of sources.
fn rests_on(platform: &Platform, desk: &Desk<'_, '_>) -> Vec<ReceiptView> {
    let cited: std::collections::BTreeSet<&str> =
        proofs(platform).flat_map(|proof| &proof.receipts).map(|receipt| receipt.source.as_str()).collect();
    let sources = desk.edition.sources.iter().filter(|source| cited.contains(source.id.as_str()));
    sources.enumerate().map(|(at, source)| proof::source(source, at + 1, desk)).collect()
}

fn opt_out_page(platform: Local<'_, Platform>, context: &PageContext<'_, '_>) -> OptOutPageView {
    let desk = context.desk;
    let letters = desk.edition.letters.iter().filter(|letter| {
        letter.item.platforms.is_empty() || letter.item.platforms.iter().any(|id| id.text == platform.id.text)
    });
    OptOutPageView {
        platform: platform_view(platform, context),
        paths: paths(platform, false, context),
        about_ads: paths(platform, true, context),
        questions: questions_of(platform, desk, |question| {
            question.kind == "how-to" || question.topics.iter().any(|topic| topic.as_str() == "opt-out")
        }),
        letters: letters.map(|letter| desk.link(letter.id.as_str(), letter.title.as_str(), &Target::Letter(*letter))).collect(),
    }
}

fn region_page(platform: Local<'_, Platform>, region: &Region, context: &PageContext<'_, '_>) -> RegionPageView {
    let desk = context.desk;
    let edition = desk.edition;
    let id = region.id.as_str();
    let holds = |regions: &[crate::parse::entry::Text]| edition.nearness(regions, id).is_some();
    let paths = platform.item.opt_out.iter().filter(|path| !path.about_ads && holds(&path.regions));
    let events = event::newest_first(platform).into_iter().filter(|(_, own)| holds(&own.regions));
    RegionPageView {
        platform: platform_view(platform, context),
        region: WordView {
            id: id.to_owned(),
            label: region.label.text.clone(),
            help: region.help.as_ref().map(|help| help.text.clone()),
        },
        countries: region.countries.iter().map(|country| country.text.clone()).collect(),
        groups: comparison::in_region(platform, id, context),
        paths: paths.map(|path| opt_out::steps(platform, path, context)).collect(),
        events: events.filter_map(|(_, own)| event::view(platform, own, context)).collect(),
        questions: questions_of(platform, desk, |question| !question.regions.is_empty() && holds(&question.regions)),
        others: edition
            .page_regions()
            .filter(|other| other.id.text != region.id.text)
            .map(|other| region_link(platform.id.as_str(), other, desk))
            .collect(),
    }
}

fn compare_page(context: &PageContext<'_, '_>) -> ComparePageView {
    let edition = context.desk.edition;
    ComparePageView {
        comparison: comparison::of_platforms(&edition.platforms, context),
        csv_path: edition.route("compare.csv").path,
        json_path: edition.route("compare.json").path,
    }
}

fn faq_page(context: &PageContext<'_, '_>) -> FaqPageView {
    let desk = context.desk;
    let edition = desk.edition;
    let first = |found: &Local<'_, Question>| found.item.topics.first().map(|topic| topic.text.clone()).unwrap_or_default();
    let topic = |topic: &crate::parse::vocabulary::Word| {
        let (own, also): (Vec<_>, Vec<_>) = edition.about(topic.id.as_str()).partition(|found| first(found) == topic.id.text);
        TopicView {
            topic: WordView {
                id: topic.id.text.clone(),
                label: topic.label.text.clone(),
                help: topic.help.as_ref().map(|help| help.text.clone()),
            },
            questions: own.into_iter().map(|found| question::view(found, &context.inside_block())).collect(),
            also: also.into_iter().map(|found| question::link(found, desk)).collect(),
        }
    };
    let topics = edition.vocabulary.topics.iter().map(topic);
    FaqPageView {
        topics: topics.filter(|topic| !topic.questions.is_empty() || !topic.also.is_empty()).collect(),
        count: edition.questions.len(),
    }
}

fn cards(articles: &[Local<'_, Article>], folder: &str, context: &PageContext<'_, '_>) -> ArticlesPageView {
    ArticlesPageView { articles: articles.iter().map(|found| article::card(*found, &[folder], context)).collect() }
}

fn related_explainers(article: Local<'_, Article>, desk: &Desk<'_, '_>) -> Vec<LinkView> {
    let shares = |other: &Article| other.topics.iter().any(|topic| article.topics.iter().any(|own| own.text == topic.text));
    let others = desk.edition.explainers.iter().filter(|other| other.id.text != article.id.text && shares(other.item));
    others.take(5).map(|other| desk.link(other.id.as_str(), other.title.as_str(), &Target::Explainer(*other, None))).collect()
}

fn letter_page(letter: Local<'_, Article>, context: &PageContext<'_, '_>) -> LetterPageView {
    LetterPageView {
        article: article::whole(letter, &["letters"], context),
        when_html: letter.helps_when.as_ref().map(|when| html::inline(when, context)),
        not_when_html: letter.helps_not_when.as_ref().map(|when| html::inline(when, context)),
        blanks: article::blanks(letter),
    }
}

fn glossary(context: &PageContext<'_, '_>) -> GlossaryPageView {
    let mut terms: Vec<TermView> = context
        .desk
        .edition
        .vocabulary
        .glossary
        .iter()
        .map(|term| TermView {
            id: term.id.text.clone(),
            term: term.term.text.clone(),
            also: term.also.iter().map(|also| also.text.clone()).collect(),
            definition_html: html::inline(&term.definition, context),
        })
        .collect();
    terms.sort_by_key(|term| sort_key(&term.term));
    GlossaryPageView { terms }
}

/// The order of an index: by the slug, which ignores case and accents.
fn sort_key(title: &str) -> (String, String) {
    (crate::text::slug::slug(title), title.to_owned())
}

fn sources_page(desk: &Desk<'_, '_>) -> SourcesPageView {
    let mut cited = cited_by(desk);
    let mut sources: Vec<_> = desk.edition.sources.clone();
    let rank = |kind: &str| crate::parse::citations::KINDS.iter().position(|known| *known == kind);
    sources.sort_by_key(|source| (rank(&source.kind), sort_key(source.publisher.as_str()), source.title.text.clone()));
    let view = |source: &&crate::parse::citations::CitationSource| SourceView {
        source: proof::source(source, 0, desk),
        cited_by: cited.remove(source.id.as_str()).unwrap_or_default(),
    };
    SourcesPageView { sources: sources.iter().map(view).collect() }
}

/// For each source, links to everything that rests on it, each place once.
fn cited_by<'d>(desk: &Desk<'_, 'd>) -> BTreeMap<&'d str, Vec<LinkView>> {
    let mut cited: BTreeMap<&'d str, Vec<LinkView>> = BTreeMap::new();
    let mut add = |proof: &'d Proof, link: LinkView| {
        for receipt in &proof.receipts {
            let links = cited.entry(receipt.source.as_str()).or_default();
            if links.last().is_none_or(|last| last.path != link.path) {
                links.push(link.clone());
            }
        }
    };
    for platform in &desk.edition.platforms {
        let own = platform.item;
        let named = |label: &str| format!("{}: {label}", own.name.text);
        for fact in &own.facts {
            let label = desk.edition.label(fact);
            add(&fact.proof, desk.link(fact.key.as_str(), &named(label), &Target::Fact(*platform, fact)));
        }
        for data in &own.data {
            let Some(category) = desk.edition.data_category(data.category.as_str()) else { continue };
            let route = desk.edition.anchor("data.html", format!("{}--{}", category.id.text, own.id.text));
            add(&data.proof, desk.page_link(category.id.as_str(), &named(category.label.as_str()), &route));
        }
        for path in &own.opt_out {
            add(&path.proof, desk.link(path.id.as_str(), &named(path.title.as_str()), &Target::Path(*platform, path)));
        }
        for event in &own.events {
            add(&event.proof, desk.link(event.id.as_str(), &named(event.title.as_str()), &Target::Event(*platform, event)));
        }
    }
    for found in &desk.edition.questions {
        add(&found.item.proof, question::link(*found, desk));
    }
    for letter in &desk.edition.letters {
        add(&letter.item.proof, desk.link(letter.id.as_str(), letter.title.as_str(), &Target::Letter(*letter)));
    }
    cite_in_texts(desk, &mut cited);
    cited
}

fn cite_in_texts<'d>(desk: &Desk<'_, 'd>, cited: &mut BTreeMap<&'d str, Vec<LinkView>>) {
    let explainers = desk.edition.explainers.iter().map(|found| (found, Target::Explainer(*found, None)));
    let letters = desk.edition.letters.iter().map(|found| (found, Target::Letter(*found)));
    let pages = desk.edition.pages.iter().map(|found| (found, Target::Page(*found, None)));
    for (article, target) in explainers.chain(letters).chain(pages) {
        let link = desk.link(article.id.as_str(), article.title.as_str(), &target);
        for reference in &article.item.body.outline.links {
            let Reference::Own("source", id) = Reference::parse(&reference.target) else { continue };
            let Some(source) = desk.edition.source(id) else { continue };
            let links = cited.entry(source.id.as_str()).or_default();
            if links.last().is_none_or(|last| last.path != link.path) {
                links.push(link.clone());
            }
        }
    }
}

fn search_page(desk: &Desk<'_, '_>) -> SearchPageView {
    let edition = desk.edition;
    let mut entries: Vec<LinkView> = edition.questions.iter().map(|found| question::link(*found, desk)).collect();
    entries.extend(edition.vocabulary.glossary.iter().map(|term| desk.link(term.id.as_str(), term.term.as_str(), &Target::Term(term))));
    entries.extend(comparison::columns(desk));
    entries.extend(edition.explainers.iter().map(|found| desk.link(found.id.as_str(), found.title.as_str(), &Target::Explainer(*found, None))));
    entries.extend(edition.letters.iter().map(|found| desk.link(found.id.as_str(), found.title.as_str(), &Target::Letter(*found))));
    entries.sort_by_cached_key(|entry| (sort_key(&entry.title), entry.path.clone()));
    let mut letters: Vec<LetterView> = Vec::new();
    for entry in entries {
        let letter = sort_key(&entry.title).0.chars().next().map_or_else(String::new, |letter| letter.to_uppercase().collect());
        match letters.last_mut().filter(|known| known.letter == letter) {
            Some(known) => known.entries.push(entry),
            None => letters.push(LetterView { letter, entries: vec![entry] }),
        }
    }
    let topics = edition.vocabulary.topics.iter().filter(|topic| edition.about(topic.id.as_str()).next().is_some());
    let topics = topics.map(|topic| desk.link(topic.id.as_str(), topic.label.as_str(), &Target::Topic(topic))).collect();
    SearchPageView { letters, topics }
}

/// A reference of the menu as a link.
pub(super) fn menu_link(target: &str, desk: &Desk<'_, '_>) -> Option<LinkView> {
    let Reference::Own(scheme, rest) = Reference::parse(target) else { return None };
    let resolved = desk.edition.resolve(scheme, rest).ok()?;
    Some(desk.link(rest, &desk.target_words(&resolved)?, &resolved))
}
