//! Pictures for previews of links (Open Graph): 1200 by 630, from the theme's `picture.svg`.
//!
//! Takes the pages that are shared most, platforms, questions and explainers, and gives each a PNG; all other
//! pages have the site's. The name of a file is the digest of all that it is drawn from: what was drawn once
//! is never drawn again, and an address never shows another picture.

mod draw;
mod fit;

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::context::Desk;
use super::pages::Page;
use super::theme::Theme;
use super::view::PictureView;
use crate::cores;
use crate::diagnostic::{Code, Diagnostic};
use crate::memo::{Digest, Recall};
use crate::model::Local;
use crate::output::OutputFile;
use crate::parse::entry::Text;
use crate::source::Sources;
use crate::text::date::Date;
use draw::Easel;
use fit::Face;

/// Changes when the same SVG comes to be drawn differently.
const STYLE_OF_DRAWING: &[u8] = b"resvg 0.49";

/// What fits between the margins of the template, in its units.
const WIDEST: f32 = 1040.0;
/// Sizes of a title, with the number of lines that it may then take.
const TITLE_SIZES: [(u16, usize); 4] = [(76, 2), (64, 3), (54, 4), (46, 5)];
/// The size of the text below it.
const TEXT_SIZE: u16 = 34;
/// The height that both share, and that of a line for its size.
const HEIGHT: f32 = 410.0;
const LINE: f32 = 1.2;

/// The means to draw with one theme; `None` where it has no template or no fonts for it.
pub struct Studio<'t> {
    theme: &'t Theme,
    easel: Easel,
}

impl<'t> Studio<'t> {
    /// Opens it.
    #[must_use]
    pub fn open(theme: &'t Theme) -> Option<Self> {
        let fonts = theme.fonts.as_ref().filter(|_| theme.has_picture())?;
        Face::new(&fonts.title).and(Face::new(&fonts.text))?;
        Some(Self { theme, easel: Easel::new(&[Arc::clone(&fonts.title), Arc::clone(&fonts.text)]) })
    }
}

/// Which picture each page shows, by paths below the output folder.
#[derive(Debug, Default)]
pub struct Pictures {
    pages: FxHashMap<String, String>,
    site: Option<String>,
}

impl Pictures {
    /// The picture of a page: its own, or the site's.
    pub(super) fn of(&self, page: &str) -> Option<&String> {
        self.pages.get(page).or(self.site.as_ref())
    }
}

/// A picture drawn, or what is wrong with its SVG.
pub type Drawn = Result<OutputFile, Arc<str>>;

/// What drawing an edition's pictures gave.
#[derive(Default)]
pub struct Gallery {
    /// Which page shows which.
    pub pictures: Pictures,
    /// The files by their paths.
    pub files: BTreeMap<String, OutputFile>,
    /// The first thing that went wrong, which is most likely wrong with each.
    pub problem: Option<Diagnostic>,
}

/// Draws every picture of an edition that `memo` does not hold.
#[must_use]
pub fn all(desk: &Desk<'_, '_>, studio: &Studio<'_>, sources: &Sources, memo: &Recall<Drawn>) -> Gallery {
    let Some(painter) = Painter::new(desk, studio) else { return Gallery::default() };
    let subjects = std::iter::once(None).chain(super::pages::all(desk.edition).into_iter().map(Some));
    let made = cores::each(subjects.collect::<Vec<_>>(), |page| {
        let view = painter.view(page)?;
        Some((page.map(|page| desk.edition.route(&page.path()).path), painter.picture(&view, sources, memo)))
    });
    let mut gallery = Gallery::default();
    for (page, picture) in made.into_iter().flatten() {
        match (page, picture) {
            (_, Err(problem)) => gallery.problem = gallery.problem.or(Some(problem)),
            (page, Ok((path, file))) => {
                match page {
                    Some(page) => drop(gallery.pictures.pages.insert(page, path.clone())),
                    None => gallery.pictures.site = Some(path.clone()),
                }
                gallery.files.insert(path, file);
            }
        }
    }
    gallery
}

/// The digest by which a picture is remembered, from its path.
#[must_use]
pub fn key(path: &str) -> Digest {
    Digest::of(path.as_bytes())
}

/// The folder of the pictures in an edition.
pub const FOLDER: &str = "pictures/";

struct Painter<'p, 'a, 'd> {
    desk: &'p Desk<'a, 'd>,
    easel: &'p Easel,
    fonts: Digest,
    title: Face<'p>,
    text: Face<'p>,
    site: String,
}

impl<'p, 'a, 'd> Painter<'p, 'a, 'd> {
    /// `None` when the fonts lack even the site's title.
    fn new(desk: &'p Desk<'a, 'd>, studio: &'p Studio<'_>) -> Option<Self> {
        let fonts = studio.theme.fonts.as_ref()?;
        let title = Face::new(&fonts.title)?;
        let site = title.shown(&desk.edition.settings.title.text)?;
        Some(Self {
            desk,
            easel: &studio.easel,
            fonts: Digest::of_parts([&*fonts.title, &*fonts.text]),
            title,
            text: Face::new(&fonts.text)?,
            site,
        })
    }

    /// What is drawn for a page, or for the site; `None` for pages that have no picture of their own.
    fn view(&self, page: Option<Page<'_>>) -> Option<PictureView> {
        let (desk, settings) = (self.desk, self.desk.edition.settings);
        match page {
            None => self.fitted("site", "", &settings.title.text, &settings.description.text, None),
            Some(Page::Platform(found)) => {
                let owner = found.owner.as_ref().map_or("", Text::as_str);
                let summary = desk.plain(&found.summary);
                let title = desk.words.fill("pages.platform.title", &[("platform", found.name.as_str())]);
                self.fitted("platform", owner, &title, &summary, found.reviewed)
            }
            Some(Page::Question(found)) => {
                let label = self.names(found).unwrap_or_else(|| desk.words.of("question_kinds", &found.kind));
                let short = desk.plain(&found.short);
                self.fitted("question", &label, found.question.as_str(), &short, found.proof.reviewed)
            }
            Some(Page::Explainer(found)) => {
                let label = desk.words.get("pages.explainers.title");
                let (title, description) = (found.title.as_str(), found.description.as_str());
                self.fitted("explainer", label, title, description, found.proof.reviewed)
            }
            Some(_) => None,
        }
    }

    /// The platforms that a question is about.
    fn names(&self, question: Local<'_, crate::parse::faq::Question>) -> Option<String> {
        let links = self.desk.platforms(&question.item.platforms);
        (!links.is_empty()).then(|| links.iter().map(|link| link.title.as_str()).collect::<Vec<_>>().join(", "))
    }

    /// The words broken into lines at the largest size at which they fit.
    fn fitted(
        &self,
        kind: &'static str,
        label: &str,
        title: &str,
        text: &str,
        reviewed: Option<Date>,
    ) -> Option<PictureView> {
        let title = self.title.shown(title)?;
        let lines = |size: u16| self.title.lines(&title, f32::from(size), WIDEST);
        let fits = TITLE_SIZES.into_iter().find(|(size, most)| lines(*size).len() <= *most);
        let (size, most) = fits.unwrap_or(TITLE_SIZES[TITLE_SIZES.len() - 1]);
        let title = self.title.cut(lines(size), most, f32::from(size), WIDEST);
        let mut room = HEIGHT - f32::from(size) * LINE * f32::from(u8::try_from(title.len()).unwrap_or(u8::MAX));
        let mut text_lines = 0;
        while room >= f32::from(TEXT_SIZE) * LINE * 1.5 {
            room -= f32::from(TEXT_SIZE) * LINE;
            text_lines += 1;
        }
        let words = |text: &str| self.text.shown(text).unwrap_or_default();
        let text = self.text.lines(&words(text), f32::from(TEXT_SIZE), WIDEST);
        let day = reviewed.map(|date| self.desk.words.date(date));
        Some(PictureView {
            kind,
            site: self.site.clone(),
            label: words(label),
            title,
            title_size: size,
            text: self.text.cut(text, text_lines, f32::from(TEXT_SIZE), WIDEST),
            text_size: TEXT_SIZE,
            reviewed: words(
                &day.map_or_else(String::new, |day| self.desk.words.fill("reviewed_on", &[("date", &day)])),
            ),
        })
    }

    fn picture(
        &self,
        view: &PictureView,
        sources: &Sources,
        memo: &Recall<Drawn>,
    ) -> Result<(String, OutputFile), Diagnostic> {
        let svg = self.desk.press.picture(view).map_err(|error| error.diagnostic("a picture", sources))?;
        let name = Digest::of_parts([STYLE_OF_DRAWING, self.fonts.bytes(), svg.as_bytes()]).hex();
        let path = self.desk.edition.route(&format!("{FOLDER}{}.png", &name[..32])).path;
        let drawn = memo.get(key(&path), || self.easel.draw(&svg).map(OutputFile::new).map_err(Into::into));
        drawn.map(|file| (path, file)).map_err(|message| {
            Diagnostic::nowhere(Code::TemplateRender, format!("`picture.svg` cannot be drawn: {message}"))
                .help("mend the theme's template, or take pictures off by `pictures: false` in `site.yaml`")
        })
    }
}
