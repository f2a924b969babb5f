//! Which pages exist, and what each shows.

use serde::Serialize;

use super::context::{Desk, PageContext};
use super::embed::builder;
use super::theme::PressError;
use super::view::{
    ArticlePageView, DataPageView, FeedView, LinkView, PageView, PartsView, QuestionPageView, RedirectView,
    TimelinePageView,
};
use super::{
    article, changes, comparison, event, home, html, lists, matrix, platform, question, region, sources, starts,
    structured_data,
};
use crate::model::Local;
use crate::model::embed::page_of_gone;
use crate::model::listing::List;
use crate::model::reference::{Reference, Target};
use crate::parse::article::Article;
use crate::parse::entry::Prose;
use crate::parse::faq::Question;
use crate::parse::platform::Platform;
use crate::parse::tombstone::Tombstone;
use crate::parse::vocabulary::Region;
use crate::source::SitePath;
use crate::text::language;
use crate::wording::Wording;

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
    /// `affected.html`
    Affected,
    /// `compare.html`
    Compare,
    /// `data.html`
    Data,
    /// `faq/ID.html`
    Question(Local<'d, Question>),
    /// `explainers/NAME.html`
    Explainer(Local<'d, Article>),
    /// `letters.html`
    Letters,
    /// `letters/NAME.html`
    Letter(Local<'d, Article>),
    /// `timeline.html`
    Timeline,
    /// `changes.html`
    Changes,
    /// `embed.html`
    Embed,
    /// A part of a list, counted from 0: `faq.html`, `faq-2.html`
    List(List, usize),
    /// `NAME.html`
    Own(Local<'d, Article>),
    /// `matrix.html`, where the settings ask for it
    Matrix,
    /// `404.html`
    NotFound,
    /// `faq/FORMER.html`
    Redirect(&'d str, Local<'d, Question>),
    /// `faq/ID.html` or `PLATFORM/opt-out.html` of what is gone: links to it do not end.
    Gone(&'d Tombstone),
}

/// What a page is made from, beside the theme and what documents show to others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reads<'d> {
    /// All of one document.
    pub own: Option<&'d SitePath>,
    /// The answers of all questions.
    pub answers: bool,
    /// The texts of all articles.
    pub texts: bool,
}

/// Every page of an edition.
pub fn all<'d>(edition: &crate::model::Edition<'d>) -> Vec<Page<'d>> {
    let mut pages = vec![
        Page::Home,
        Page::Affected,
        Page::Compare,
        Page::Data,
        Page::Letters,
        Page::Timeline,
        Page::Changes,
        Page::NotFound,
    ];
    if edition.has_embeds {
        pages.push(Page::Embed);
    }
    if edition.settings.review.has_matrix {
        pages.push(Page::Matrix);
    }
    for list in List::ALL {
        pages.extend((0..edition.parts(list)).map(|part| Page::List(list, part)));
    }
    for platform in &edition.platforms {
        pages.extend([Page::Platform(*platform), Page::OptOut(*platform)]);
        pages.extend(edition.page_regions().map(|region| Page::Region(*platform, region)));
    }
    // A second question with an id that is taken was reported; its address is the first one's.
    for question in edition.first_questions() {
        pages.push(Page::Question(question));
        pages.extend(question.item.former.iter().map(|former| Page::Redirect(former.as_str(), question)));
    }
    pages.extend(edition.gone().map(Page::Gone));
    pages.extend(edition.explainers.iter().copied().map(Page::Explainer));
    pages.extend(edition.letters.iter().copied().map(Page::Letter));
    pages.extend(edition.pages.iter().copied().map(Page::Own));
    pages
}

impl<'d> Page<'d> {
    /// What the page is made from.
    #[must_use]
    pub fn reads(&self) -> Reads<'d> {
        // A block of questions shows their answers, wherever those stand.
        let of = |text: &Prose, file| Reads { own: Some(file), answers: shows_answers(text), texts: false };
        match self {
            Self::Home | Self::List(List::Questions, _) => Reads { answers: true, ..Reads::default() },
            Self::List(List::Sources, _) => Reads { texts: true, ..Reads::default() },
            Self::Question(question) => of(&question.item.answer, &question.item.id.place.file),
            Self::Explainer(article) | Self::Letter(article) | Self::Own(article) => {
                of(&article.item.body, &article.item.id.place.file)
            }
            Self::Platform(platform) | Self::OptOut(platform) | Self::Region(platform, _) => {
                of(&platform.item.answer, &platform.item.id.place.file)
            }
            _ => Reads::default(),
        }
    }
}

/// Whether a text has a block of questions in it.
pub(super) fn shows_answers(text: &Prose) -> bool {
    text.outline
        .links
        .iter()
        .any(|link| link.is_block && matches!(Reference::parse(&link.target), Reference::Own("faq", _)))
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
            Self::Affected => "affected.html".to_owned(),
            Self::Compare => "compare.html".to_owned(),
            Self::Data => "data.html".to_owned(),
            Self::List(list, part) => list.path(*part),
            Self::Question(question) => format!("faq/{}.html", question.id.as_str()),
            Self::Explainer(article) => format!("explainers/{}.html", article.id.as_str()),
            Self::Letters => "letters.html".to_owned(),
            Self::Letter(article) => format!("letters/{}.html", article.id.as_str()),
            Self::Timeline => "timeline.html".to_owned(),
            Self::Changes => "changes.html".to_owned(),
            Self::Embed => "embed.html".to_owned(),
            Self::Own(article) => format!("{}.html", article.id.as_str()),
            Self::Matrix => "matrix.html".to_owned(),
            Self::NotFound => "404.html".to_owned(),
            Self::Redirect(former, _) => format!("faq/{former}.html"),
            Self::Gone(tombstone) => page_of_gone(tombstone.id.as_str()).unwrap_or_default(),
        }
    }

    /// Whether search engines and the site map are to know it.
    #[must_use]
    pub fn is_listed(&self) -> bool {
        let is_own = !matches!(self, Self::NotFound | Self::Matrix | Self::List(List::Index, _));
        is_own && !matches!(self, Self::Redirect(..) | Self::Gone(_))
    }

    /// The name of its template.
    #[must_use]
    pub fn template(&self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Platform(_) => "platform",
            Self::OptOut(_) => "opt-out",
            Self::Region(..) => "region",
            Self::Affected => "affected",
            Self::Compare => "compare",
            Self::Data => "data",
            Self::List(list, _) => list.name(),
            Self::Question(_) => "question",
            Self::Explainer(_) => "explainer",
            Self::Letters => "letters",
            Self::Letter(_) => "letter",
            Self::Timeline => "timeline",
            Self::Changes => "changes",
            Self::Embed => "embed",
            Self::Own(_) => "page",
            Self::Matrix => "matrix",
            Self::NotFound => "404",
            Self::Redirect(..) | Self::Gone(_) => "redirect",
        }
    }

    /// Whether there is a copy of it in Markdown, beside it and of its name.
    fn has_copy(&self) -> bool {
        matches!(self, Self::Platform(_) | Self::Question(_) | Self::Explainer(_))
    }

    /// The feeds to offer on it: the site's, and its platform's.
    fn feeds(&self, desk: &Desk<'_, '_>) -> Vec<FeedView> {
        let own = match self {
            Self::Platform(platform) | Self::OptOut(platform) | Self::Region(platform, _) => Some(*platform),
            _ => None,
        };
        let own = own.map(|platform| changes::feed(Some(platform), desk));
        std::iter::once(changes::feed(None, desk)).chain(own).collect()
    }

    /// The pages that its list takes, when it takes several.
    fn parts(&self, desk: &Desk<'_, '_>) -> Option<PartsView> {
        let Self::List(list, own) = *self else { return None };
        let count = desk.edition.parts(list);
        let link = |part: usize| {
            let number = (part + 1).to_string();
            desk.page_link(&number, &number, &desk.edition.route(&list.path(part)))
        };
        (count > 1).then(|| PartsView {
            own: own + 1,
            previous: own.checked_sub(1).map(link),
            next: Some(own + 1).filter(|next| *next < count).map(link),
            all: (0..count).map(link).collect(),
        })
    }

    /// Title, description, the language of the text, and the pages on the way to it.
    fn head(&self, desk: &Desk<'_, '_>) -> (String, String, Option<String>, Vec<LinkView>) {
        let settings = desk.edition.settings;
        let fixed = |name: &'static str| desk.fixed(name);
        let plain = |name: &str| {
            (desk.words.of(&format!("pages.{name}"), "title"), desk.words.of(&format!("pages.{name}"), "description"))
        };
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
                let short = desk.plain(&question.short);
                (question.question.text.clone(), short, language, vec![fixed("home"), fixed("faq")])
            }
            Self::Explainer(article) => head_of(*article, desk, vec![fixed("home"), fixed("explainers")]),
            Self::Letter(article) => head_of(*article, desk, vec![fixed("home"), fixed("letters")]),
            Self::Own(article) => head_of(*article, desk, vec![fixed("home")]),
            Self::Redirect(_, question) => {
                let (title, description) = plain("redirect");
                (format!("{title}: {}", question.question.text), description, None, vec![fixed("home"), fixed("faq")])
            }
            Self::Gone(tombstone) => {
                let title = format!("{}: {}", desk.words.get("embed.gone"), tombstone.id.text);
                (title, desk.plain(&tombstone.why), None, vec![fixed("home"), fixed("faq")])
            }
            Self::NotFound => {
                let (title, description) = plain("not-found");
                (title, description, None, Vec::new())
            }
            Self::List(list, part @ 1..) => {
                let (title, description) = plain(list.name());
                let [number, count] = [part + 1, desk.edition.parts(*list)].map(|number| number.to_string());
                let values = [("title", title.as_str()), ("number", number.as_str()), ("count", count.as_str())];
                (desk.words.fill("parts.title", &values), description, None, vec![fixed("home"), fixed(list.name())])
            }
            _ => {
                let (title, description) = plain(self.template());
                (title, description, None, vec![fixed("home")])
            }
        }
    }
}

impl Page<'_> {
    /// The page's name behind the way to it, where that says a part of the title.
    fn crumb(&self, desk: &Desk<'_, '_>) -> Option<String> {
        match self {
            Self::Platform(platform) => Some(platform.name.text.clone()),
            Self::OptOut(_) => Some(desk.words.of("crumbs", "opt-out")),
            Self::Region(_, region) => Some(region.label.text.clone()),
            _ => None,
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

impl Wording<'_, '_> {
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
pub(super) fn render<'d>(page: Page<'d>, desk: &Desk<'_, 'd>) -> Result<String, Vec<PressError>> {
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
        Page::Home => print.with(&home::view(context), vec![structured_data::site(desk)]),
        Page::Platform(platform) => {
            let view = platform::page(platform, context);
            let data = structured_data::platform(&view.platform, None, desk);
            print.with(&view, vec![data])
        }
        Page::OptOut(platform) => {
            let view = platform::opt_out_page(platform, context);
            let data = structured_data::opt_out(&view, desk);
            print.with(&view, data)
        }
        Page::Region(platform, region) => {
            let view = region::page(platform, region, context);
            let data = structured_data::platform(&view.platform, Some(&view.region), desk);
            print.with(&view, vec![data])
        }
        Page::Affected => print.with(&region::affected(context), Vec::new()),
        Page::Compare => print.with(&lists::compare_page(context), Vec::new()),
        Page::Data => {
            let platforms = comparison::columns(desk);
            print
                .with(&DataPageView { platforms, rows: comparison::data(&desk.edition.platforms, context) }, Vec::new())
        }
        Page::List(List::Questions, part) => print.with(&lists::faq_page(part, context), Vec::new()),
        Page::Question(found) => {
            let view = QuestionPageView {
                question: question::view(found, context),
                related: question::related(found, desk, 6),
            };
            let data = structured_data::question(&view.question, desk);
            print.with(&view, vec![data])
        }
        Page::List(List::Explainers, part) => {
            let explainers = List::Explainers.part(&desk.edition.explainers, part);
            print.with(&lists::cards(explainers, "explainers", context), Vec::new())
        }
        Page::Letters => print.with(&lists::cards(&desk.edition.letters, "letters", context), Vec::new()),
        Page::Explainer(found) => {
            let article = article::whole(found, &["explainers"], context);
            let data = structured_data::article(&article, desk);
            print.with(&ArticlePageView { related: lists::related_explainers(found, desk), article }, vec![data])
        }
        Page::Letter(found) => print.with(&lists::letter_page(found, context), Vec::new()),
        Page::Own(found) => print
            .with(&ArticlePageView { article: article::whole(found, &[], context), related: Vec::new() }, Vec::new()),
        Page::Timeline => {
            let platforms = desk.edition.platforms.iter().map(|platform| event::timeline(*platform, context)).collect();
            print.with(&TimelinePageView { platforms, starts: starts::view(context) }, Vec::new())
        }
        Page::Changes => print.with(&changes::page(context), Vec::new()),
        Page::List(List::Terms, part) => {
            let view = lists::glossary(part, context);
            let data = structured_data::glossary(&view.terms, desk);
            print.with(&view, vec![data])
        }
        Page::Embed => print.with(&builder::view(desk), Vec::new()),
        Page::List(List::Sources, part) => print.with(&sources::view(part, desk), Vec::new()),
        Page::List(List::Index, part) => print.with(&lists::search_page(part, desk), Vec::new()),
        Page::Matrix => print.with(&matrix::page(desk), Vec::new()),
        Page::NotFound => print.with(&lists::search_page(0, desk), Vec::new()),
        Page::Redirect(_, found) => {
            print.with(&RedirectView { target: question::link(found, desk), why_html: None }, Vec::new())
        }
        Page::Gone(tombstone) => {
            let target = question::instead_of(tombstone, desk).unwrap_or_else(|| desk.fixed("faq"));
            print.with(&RedirectView { target, why_html: Some(html::inline(&tombstone.why, context)) }, Vec::new())
        }
    }
}

/// A page about to be printed.
struct Print<'p, 'a, 'd> {
    page: Page<'d>,
    path: &'p str,
    context: &'p PageContext<'a, 'd>,
}

impl Print<'_, '_, '_> {
    fn with(&self, view: &impl Serialize, mut blocks: Vec<serde_json::Value>) -> Result<String, PressError> {
        let desk = self.context.desk;
        let (title, description, language, breadcrumbs) = self.page.head(desk);
        let crumb = self.page.crumb(desk).unwrap_or_else(|| title.clone());
        let base = desk.site.base_url.as_deref();
        if let Some(base) = base.filter(|_| !breadcrumbs.is_empty()) {
            let own = LinkView { id: String::new(), title: crumb.clone(), path: self.path.to_owned() };
            let way: Vec<LinkView> = breadcrumbs.iter().cloned().chain([own]).collect();
            blocks.push(structured_data::breadcrumbs(&way, base));
        }
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
            feeds: self.page.feeds(desk),
            markdown_path: self.page.has_copy().then(|| self.path.replace(".html", ".md")),
            crumb,
            embed: builder::link(self.page, desk),
            parts: self.page.parts(desk),
            picture: base.and_then(|base| Some(format!("{base}{}", desk.pictures.of(self.path)?))),
            structured_data_html: structured_data::written(blocks),
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
        Page::List(list, part) => part < edition.parts(list),
        Page::NotFound | Page::Redirect(..) | Page::Gone(_) => false,
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

/// A reference of the menu as a link.
pub(super) fn menu_link(target: &str, wording: &Wording<'_, '_>) -> Option<LinkView> {
    let Reference::Own(scheme, rest) = Reference::parse(target) else { return None };
    let resolved = wording.edition.resolve(scheme, rest).ok()?;
    Some(wording.link(rest, &wording.target_words(&resolved)?, &resolved))
}
