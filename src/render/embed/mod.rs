//! What other sites embed: for each id a frame, a fragment, data for the custom element, Markdown, and oEmbed.
//!
//! Takes an edition with its theme, gives files below `embed/`; other languages lie in `embed/LANGUAGE/`. A template
//! is rendered once an id; everything else is written from the `tree` of it. Files below `embed/v/HASH/` carry
//! their own hash and so never change.
//!
//! | file | what |
//! |---|---|
//! | `ID.html` | the page for a frame, its answers open |
//! | `ID.fragment.html`, `ID.h2.fragment.html` … | HTML to paste in, its first heading of level 3, or as named |
//! | `ID.json` | the same as data, which the custom element builds |
//! | `ID.md` | the same as Markdown |
//! | `ID.oembed.json` | oEmbed 1.0, when the site's address is known |
//! | `v/HASH/ID.html`, `v/HASH/ID.json` | what two of them are today, for ever |

pub mod builder;
mod height;
pub mod index;
mod markdown;
pub mod snippet;
mod tree;
mod view;

use std::sync::Arc;

use serde::Serialize;

use super::context::PageContext;
use super::pages::{Reads, shows_answers};
use super::theme::Theme;
use super::{Desk, Inputs};
use crate::cores;
use crate::diagnostic::Diagnostic;
use crate::memo::{Digest, Recall};
use crate::model::embed::Embed;
use crate::model::route::root_of;
use crate::model::{Edition, Site};
use crate::output::{Finish, Finished, OutputFile};
use crate::source::Sources;
use crate::text::language;
use index::Record;
use snippet::{Choice, Look, Snippet};
use tree::{Json, Node, Place, Writing};
use view::Shown;

/// The folder of all embeds.
pub const FOLDER: &str = "embed/";

/// The level of the first heading in a fragment and in the data.
pub const LEVEL: u8 = 3;

/// The levels that fragments come in.
pub const LEVELS: std::ops::RangeInclusive<u8> = 2..=5;

/// How long a reader of oEmbed may keep an answer, in seconds: a day.
const CACHE_AGE: u32 = 86_400;

/// The files that frames and hosts load, and those that never change.
#[derive(Clone, Debug)]
pub struct Kit {
    /// The files, by their path in the output.
    pub files: Vec<(String, Vec<u8>)>,
    /// The hash in the path of the pinned ones.
    pub hash: String,
    /// What a pinned script must be (Subresource Integrity).
    pub script_integrity: String,
}

/// The stand-in for the pinned style's integrity in the script of the theme.
const STYLE_INTEGRITY: &str = "STYLE-INTEGRITY";

/// The kit of a theme.
#[must_use]
pub fn kit(theme: &Theme) -> Kit {
    let mut files = Vec::new();
    let hash = Digest::of_parts(theme.embed.iter().flat_map(|(name, bytes)| [name.as_bytes(), bytes])).hex();
    let hash = hash[..16].to_owned();
    let style = theme.embed.iter().find(|(name, _)| name == "embed.css");
    let style = style.map(|(_, bytes)| snippet::integrity(bytes)).unwrap_or_default();
    let mut script_integrity = String::new();
    for (name, bytes) in &theme.embed {
        let text = String::from_utf8_lossy(bytes);
        files.push((format!("{FOLDER}{name}"), text.replace(STYLE_INTEGRITY, "").into_bytes()));
        if name != "builder.js" {
            let pinned = text.replace(STYLE_INTEGRITY, &style).into_bytes();
            if name == "embed.js" {
                script_integrity = snippet::integrity(&pinned);
            }
            files.push((format!("{FOLDER}v/{hash}/{name}"), pinned));
        }
    }
    Kit { files, hash, script_integrity }
}

/// Everything that was made for one id.
#[derive(Debug)]
pub struct Embedded {
    /// The files, by their path in the output.
    pub files: Vec<(String, OutputFile)>,
    /// What in them may not be.
    pub breaches: Vec<Diagnostic>,
    /// Its line in the index.
    pub record: Record,
}

/// What making an embed gave.
pub type Made = Result<Arc<Embedded>, Arc<[Diagnostic]>>;

/// Every embed of an edition, and what templates could not do.
#[must_use]
pub fn embeds(
    desk: &Desk<'_, '_>,
    sources: &Sources,
    inputs: &Inputs,
    memo: &Recall<Made>,
    finish: &Finish<'_>,
) -> (Vec<Arc<Embedded>>, Vec<Diagnostic>) {
    let made: Vec<Made> = cores::each(desk.edition.embeds(), |embed| {
        let path = format!("{}{}.html", folder(desk.site, desk.edition), embed.id());
        let digest = inputs.of(reads(&embed), &path);
        memo.get(digest, || Maker { embed, desk, path: &path }.make(sources, finish).map(Arc::new))
    });
    let mut embeds = Vec::with_capacity(made.len());
    let mut problems = Vec::new();
    for made in made {
        match made {
            Ok(embedded) => embeds.push(embedded),
            Err(errors) => problems.extend(errors.iter().cloned()),
        }
    }
    (embeds, problems)
}

/// The folder of an edition's embeds.
#[must_use]
pub fn folder(site: &Site<'_>, edition: &Edition<'_>) -> String {
    let is_default = site.editions.first().is_some_and(|first| first.language == edition.language);
    if is_default { FOLDER.to_owned() } else { format!("{FOLDER}{}/", edition.language) }
}

fn reads<'d>(embed: &Embed<'d>) -> Reads<'d> {
    match embed {
        Embed::Question(question) => Reads {
            own: Some(&question.item.id.place.file),
            answers: shows_answers(&question.item.answer),
            texts: false,
        },
        Embed::Topic(_) => Reads { answers: true, ..Reads::default() },
        Embed::Steps(_) | Embed::Compare | Embed::Gone(_) => Reads::default(),
    }
}

/// What the template of a frame sees as `view`.
#[derive(Serialize)]
struct FrameView<'f> {
    id: &'f str,
    title: &'f str,
    description: &'f str,
    language: &'f str,
    direction: &'static str,
    /// The way up to the output folder.
    root: &'f str,
    body_html: String,
    style: String,
    script: String,
}

/// One embed about to be made.
struct Maker<'m, 'a, 'd> {
    embed: Embed<'d>,
    desk: &'m Desk<'a, 'd>,
    /// The path of its frame.
    path: &'m str,
}

/// What an embed shows, read once.
struct Body {
    nodes: Vec<Node>,
    shown: Shown,
    id: String,
    language: String,
}

impl Maker<'_, '_, '_> {
    fn make(&self, sources: &Sources, finish: &Finish<'_>) -> Result<Embedded, Arc<[Diagnostic]>> {
        let failed = |errors: Vec<super::theme::PressError>| -> Arc<[Diagnostic]> {
            errors.iter().map(|error| error.diagnostic(self.path, sources)).collect()
        };
        let body = self.body().map_err(failed)?;
        let (pinned_frame, pinned_data) = {
            let frame = self.frame(&body, &pinned_path("", ""), true).map_err(|error| failed(vec![error]))?;
            (frame.into_bytes(), data(&body, &root_of(&pinned_path("", ""))))
        };
        let hash = Digest::of_parts([&pinned_frame[..], &pinned_data]).hex()[..16].to_owned();
        let record = self.record(&body, hash, &pinned_data);
        let mut breaches = Vec::new();
        let mut finished = |path: &str, bytes: Vec<u8>| {
            let Finished { file, breaches: found } = finish(path, bytes);
            breaches.extend(found);
            file
        };
        let frame = self.frame(&body, self.path, false).map_err(|error| failed(vec![error]))?;
        let mut following =
            vec![("html".to_owned(), frame.into_bytes()), ("json".to_owned(), data(&body, &root_of(self.path)))];
        following.extend(LEVELS.map(|level| (fragment(level), self.fragment(&body, level).into_bytes())));
        following.push(("md".to_owned(), self.markdown(&body).into_bytes()));
        following.extend(self.oembed(&record).map(|bytes| ("oembed.json".to_owned(), bytes)));
        let folder = folder(self.desk.site, self.desk.edition);
        let mut files = Vec::new();
        for (extension, bytes) in following {
            let own = format!("{folder}{}.{extension}", body.id);
            let file = finished(&own, bytes);
            let former = self.embed.former().into_iter().map(|id| format!("{folder}{id}.{extension}"));
            files.extend(former.chain([own]).map(|path| (path, file.clone())));
        }
        for (extension, bytes) in [("html", pinned_frame), ("json", pinned_data)] {
            let path = pinned_path(&record.edition.hash, &format!("{}.{extension}", body.id));
            let file = finished(&path, bytes);
            files.push((path, file));
        }
        Ok(Embedded { files, breaches, record })
    }

    fn body(&self) -> Result<Body, Vec<super::theme::PressError>> {
        let context = PageContext::new(self.desk, "");
        let shown = view::shown(self.embed, &context);
        let html = self.desk.press.component("embed", &shown.view, "", LEVEL);
        let mut errors = context.errors.into_inner();
        let html = html.map_err(|error| errors.push(error)).unwrap_or_default();
        if !errors.is_empty() {
            return Err(errors);
        }
        let nodes = tree::read(&html, &shown.view.path);
        let language = shown.view.language.clone();
        Ok(Body { nodes, shown, id: self.embed.id(), language })
    }

    fn writing<'w>(&self, place: Place, root: &'w str, level: u8, as_of: &'w str) -> Writing<'w> {
        let shift = i8::try_from(level).unwrap_or_default() - i8::try_from(LEVEL).unwrap_or_default();
        Writing { place, root, shift, as_of }
    }

    fn frame(&self, body: &Body, path: &str, is_pinned: bool) -> Result<String, super::theme::PressError> {
        let root = root_of(path);
        let as_of = self.desk.site.as_of.to_string();
        let kit = if is_pinned { format!("{FOLDER}v/{}/", self.desk.kit.hash) } else { FOLDER.to_owned() };
        let view = FrameView {
            id: &body.id,
            title: &body.shown.view.title,
            description: &body.shown.description,
            language: &body.language,
            direction: language::direction(&body.language),
            root: &root,
            body_html: self.writing(Place::Frame, &root, 1, &as_of).html(&body.nodes),
            style: format!("{kit}embed.css"),
            script: format!("{kit}frame.js"),
        };
        self.desk.press.page("embed-frame", &(), &view)
    }

    /// What goes before a path in what others take into their own pages: the site's address, when it is known.
    fn foreign_root(&self) -> String {
        self.desk.site.base_url.clone().unwrap_or_else(|| root_of(self.path))
    }

    fn fragment(&self, body: &Body, level: u8) -> String {
        let as_of = self.desk.site.as_of.to_string();
        self.writing(Place::Foreign, &self.foreign_root(), level, &as_of).html(&body.nodes)
    }

    fn markdown(&self, body: &Body) -> String {
        let as_of = self.desk.site.as_of.to_string();
        markdown::markdown(&body.nodes, &self.writing(Place::Foreign, &self.foreign_root(), 2, &as_of))
    }

    fn record(&self, body: &Body, hash: String, pinned_data: &[u8]) -> Record {
        let view = &body.shown.view;
        Record {
            id: body.id.clone(),
            kind: self.embed.kind(),
            former: self.embed.former().into_iter().map(str::to_owned).collect(),
            language: self.desk.edition.language.to_owned(),
            edition: index::Edition {
                title: view.title.clone(),
                path: view.path.clone(),
                folder: folder(self.desk.site, self.desk.edition)[FOLDER.len()..].to_owned(),
                hash,
                integrity: snippet::integrity(pinned_data),
                height: height::height(&body.nodes, snippet::WIDTH),
                reviewed: view.reviewed.as_ref().map(|date| date.iso.clone()),
                evidence: view.evidence.as_ref().map(|date| date.iso.clone()),
                due: view.due.clone(),
            },
        }
    }

    /// oEmbed 1.0, type `rich`; its HTML is one frame without script, so its height is fixed.
    fn oembed(&self, record: &Record) -> Option<Vec<u8>> {
        let base = self.desk.site.base_url.as_deref()?;
        let look = Look { choice: Choice::Latest, level: LEVEL, is_closed: false };
        let html = Snippet { base, id: &record.id, edition: &record.edition, script: ("", ""), look }.frame_alone();
        let provider = &self.desk.edition.settings.title.text;
        let value = serde_json::json!({
            "version": "1.0",
            "type": "rich",
            "title": record.edition.title,
            "provider_name": provider,
            "provider_url": base,
            "cache_age": CACHE_AGE,
            "width": snippet::WIDTH,
            "height": record.edition.height,
            "html": html,
        });
        serde_json::to_vec(&value).ok()
    }
}

/// The end of a fragment's name: `fragment.html` for the usual level, else with it.
#[must_use]
pub fn fragment(level: u8) -> String {
    if level == LEVEL { "fragment.html".to_owned() } else { format!("h{level}.fragment.html") }
}

/// The path of a pinned file.
fn pinned_path(hash: &str, name: &str) -> String {
    format!("{FOLDER}v/{hash}/{name}")
}

/// What the custom element is given. Links count from the file's own address.
#[derive(Serialize)]
struct Data<'b> {
    version: u8,
    id: &'b str,
    kind: &'static str,
    language: &'b str,
    direction: &'static str,
    title: &'b str,
    url: String,
    short: &'b str,
    reviewed: Option<&'b str>,
    evidence: Option<&'b str>,
    due: Option<&'b str>,
    nodes: Json<'b>,
}

fn data(body: &Body, root: &str) -> Vec<u8> {
    let view = &body.shown.view;
    let data = Data {
        version: 1,
        id: &body.id,
        kind: view.kind,
        language: &body.language,
        direction: language::direction(&body.language),
        title: &view.title,
        url: tree::address(&view.path, root),
        short: &body.shown.description,
        reviewed: view.reviewed.as_ref().map(|date| date.iso.as_str()),
        evidence: view.evidence.as_ref().map(|date| date.iso.as_str()),
        due: view.due.as_deref(),
        nodes: Json { nodes: &body.nodes, root },
    };
    serde_json::to_vec(&data).unwrap_or_default()
}
