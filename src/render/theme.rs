//! A theme: templates, styles, scripts and words, found by name and layered by what they build on.
//!
//! The only file that names `tera`. Invariant: a theme is handed views and gives back HTML; it knows
//! no document.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use tera::{Context, Kwargs, State, Tera, TeraResult};

use super::faults;
use crate::diagnostic::{Code, Diagnostic, Locator, did_you_mean};
use crate::memo::Digest;
use crate::parse::entry::{Entry, Text};
use crate::parse::shape::{Mapping, Shape, examine, optional, required};
use crate::parse::yaml;
use crate::source::{Place, SitePath, SourceFile, Sources};
use crate::text::direction::isolated;
use crate::wording::words::{Words, fill};

/// A loaded theme, ready to render one or more languages.
pub struct Theme {
    tera: Tera,
    files: Arc<Templates>,
    words: BTreeMap<String, Words>,
    /// The theme's options: its own defaults, then what the settings say.
    pub options: BTreeMap<String, String>,
    /// The bundled style.
    pub style: Bundle,
    /// The bundled script of every page.
    pub script: Bundle,
    /// The bundled script of the search.
    pub search: Bundle,
    /// The scripts that are in no bundle, by name: for the templates that load them.
    pub page_scripts: BTreeMap<String, Bundle>,
    /// The fonts that pictures are drawn with, if it has them.
    pub fonts: Option<Fonts>,
    /// The files of `embed/`, by name.
    pub embed: Vec<(String, Vec<u8>)>,
    /// Files copied as they are, by their path in the output.
    pub assets: Vec<(String, Vec<u8>)>,
    /// The digest of every file of the theme and its options.
    pub digest: Digest,
}

/// The files of the templates that count, by the names that templates use.
pub(super) type Templates = BTreeMap<String, SourceFile>;

/// The fonts of pictures: `fonts/title.otf` and `fonts/text.otf`.
pub struct Fonts {
    /// Of titles.
    pub title: Arc<[u8]>,
    /// Of all other text.
    pub text: Arc<[u8]>,
}

/// Several files as one, named by its content.
#[derive(Clone, Debug, Default)]
pub struct Bundle {
    /// The path in the output.
    pub path: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Bundle {
    fn new(name: &str, bytes: Vec<u8>) -> Self {
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        Self { path: format!("assets/{stem}.{}.{extension}", Digest::of(&bytes).short()), bytes }
    }
}

const THEME: Shape = Shape::Mapping(&Mapping {
    name: "a theme",
    fields: &[
        required("name", Shape::Id, "the name of its folder"),
        optional("extends", Shape::Id, "the theme it builds on"),
        optional("words", Shape::Id, "the theme whose words it takes, when it builds on none"),
        optional("styles", Shape::List(&Shape::Text), "the files of `styles/` in the order of the cascade"),
        optional("scripts", Shape::List(&Shape::Text), "the files of `scripts/` that every page loads"),
        optional("search_scripts", Shape::List(&Shape::Text), "the files of `scripts/` that the search loads"),
        optional("options", Shape::Options, "the theme's options with their defaults"),
    ],
});

/// The templates that pages are made with.
pub const TEMPLATES: &[&str] = &[
    "home",
    "platform",
    "opt-out",
    "region",
    "affected",
    "compare",
    "data",
    "faq",
    "question",
    "explainer",
    "explainers",
    "letter",
    "letters",
    "timeline",
    "changes",
    "glossary",
    "sources",
    "search",
    "embed",
    "embed-frame",
    "page",
    "404",
    "redirect",
];

/// The template that pictures are made with; a theme may have none.
const PICTURE: &str = "picture.svg";

/// The components that blocks in Markdown are made with.
const COMPONENTS: &[&str] =
    &["steps", "comparison", "timeline", "questions", "letter_link", "fact", "citation", "embed"];

/// The files of the folder `embed/` that embeds need: for frames and hosts, and for the page that makes snippets.
const EMBED: &[&str] = &["embed.css", "embed.js", "frame.js", "builder.js"];

/// The files of a theme and of those it builds on, the nearest first.
struct Layers<'s> {
    layers: Vec<Layer<'s>>,
}

/// A theme's name and its files.
type Layer<'s> = (String, BTreeMap<&'s str, &'s SourceFile>);

impl<'s> Layers<'s> {
    fn file(&self, path: &str) -> Option<&'s SourceFile> {
        self.layers.iter().find_map(|(_, files)| files.get(path).copied())
    }

    /// Every path that any layer has, each with the file that counts.
    fn all(&self) -> BTreeMap<&'s str, &'s SourceFile> {
        let mut all = BTreeMap::new();
        for (_, files) in self.layers.iter().rev() {
            all.extend(files.iter().map(|(path, file)| (*path, *file)));
        }
        all
    }
}

/// Loads the theme that `wanted` names, from the site's own `themes/` or from `builtin`.
///
/// # Errors
/// Everything that is wrong with the theme.
pub fn load(
    wanted: &Text,
    languages: &[String],
    options: &[(String, String)],
    sources: &Sources,
    builtin: &Sources,
) -> Result<Theme, Vec<Diagnostic>> {
    let (layers, settings) = layers(wanted, sources, builtin)?;
    let mut problems = Vec::new();
    let words = words(&layers, languages, &wanted.place.file, &mut problems);
    let files = Arc::new(template_files(&layers));
    let tera = templates(&files, &mut problems);
    let listed = |key: &str| settings.iter().find_map(|(node, place)| list(node, place, key)).unwrap_or_default();
    let mut bundle = |key: &str, folder: &str, name: &str| bundled(&layers, &listed(key), folder, name, &mut problems);
    let style = bundle("styles", "styles", "style.css");
    let script = bundle("scripts", "scripts", "site.js");
    let search = bundle("search_scripts", "scripts", "search.js");
    let page_scripts = page_scripts(&layers, &[listed("scripts"), listed("search_scripts")].concat());
    let embed = embed_files(&layers, &mut problems);
    let mut all_options = BTreeMap::new();
    for (node, place) in settings.iter().rev() {
        all_options.extend(defaults(node, place));
    }
    all_options.extend(options.iter().cloned());
    let assets = layers
        .all()
        .into_iter()
        .filter(|(path, _)| path.starts_with("assets/"))
        .map(|(path, file)| (path.to_owned(), file.bytes.to_vec()))
        .collect();
    match tera {
        Some(tera) if problems.is_empty() => {
            let digest = digest(&layers, &all_options);
            let fonts = fonts(&layers);
            Ok(Theme {
                tera,
                files,
                words,
                options: all_options,
                style,
                script,
                search,
                page_scripts,
                embed,
                fonts,
                assets,
                digest,
            })
        }
        _ => Err(problems.into_iter().map(|problem| outside(problem, sources, builtin)).collect()),
    }
}

/// A problem in a file that is built in cannot be shown; its place becomes part of the message.
fn outside(problem: Diagnostic, sources: &Sources, builtin: &Sources) -> Diagnostic {
    let Some(place) = problem.place.as_ref().filter(|place| sources.file(place.file.as_str()).is_none()) else {
        return problem;
    };
    let location = Locator::new(builtin).locate(place);
    let message =
        format!("{}, in `{}:{}:{}`, which is built in", problem.message, location.file, location.line, location.column);
    Diagnostic { place: None, message, ..problem }
}

fn digest(layers: &Layers<'_>, options: &BTreeMap<String, String>) -> Digest {
    let mut parts: Vec<&[u8]> = Vec::new();
    // Words are layered entry by entry, so that every layer's file counts.
    for (path, file) in layers.layers.iter().flat_map(|(_, files)| files) {
        parts.extend([path.as_bytes(), file.digest.bytes()]);
    }
    parts.extend(options.iter().flat_map(|(key, value)| [key.as_bytes(), value.as_bytes()]));
    Digest::of_parts(parts)
}

type Settings = Vec<(yaml::Node, SitePath)>;

fn layers<'s>(
    wanted: &Text,
    sources: &'s Sources,
    builtin: &'s Sources,
) -> Result<(Layers<'s>, Settings), Vec<Diagnostic>> {
    let mut layers: Vec<Layer<'_>> = Vec::new();
    let mut settings = Vec::new();
    let mut next = Some((wanted.text.clone(), wanted.place.clone()));
    while let Some((name, place)) = next.take() {
        if layers.iter().any(|(known, _)| *known == name) {
            let message = format!("the theme `{name}` builds on itself");
            return Err(vec![
                Diagnostic::new(Code::ThemeCycle, place, message)
                    .help("write `extends: default` here, or in another of the themes that build on each other"),
            ]);
        }
        let files = files(&name, sources).or_else(|| files(&name, builtin));
        let Some(files) = files else { return Err(vec![unknown(&name, place, sources)]) };
        let Some(file) = files.get("theme.yaml").copied() else {
            let message = format!("the theme `{name}` has no `theme.yaml`");
            let help = format!("add `themes/{name}/theme.yaml` with `name: {name}` and `extends: default`");
            return Err(vec![Diagnostic::new(Code::MissingThemeFile, place, message).help(help)]);
        };
        let node = theme_settings(file)?;
        let entry = Entry { node: &node, file: &file.path };
        next = entry.text("extends").map(|base| (base.text, base.place));
        layers.push((name, files));
        if let Some(words) = entry.text("words") {
            layers.push(words_alone(words, sources, builtin)?);
        }
        settings.push((node, file.path.clone()));
    }
    layers.extend(embeds_alone(builtin));
    Ok((Layers { layers }, settings))
}

/// A layer of nothing but another theme's words.
fn words_alone<'s>(wanted: Text, sources: &'s Sources, builtin: &'s Sources) -> Result<Layer<'s>, Vec<Diagnostic>> {
    let files = files(&wanted.text, sources).or_else(|| files(&wanted.text, builtin));
    let Some(mut files) = files else { return Err(vec![unknown(&wanted.text, wanted.place, sources)]) };
    files.retain(|path, _| path.starts_with("words/"));
    Ok((wanted.text, files))
}

/// The last layer: what embeds are made with. Those who embed rely on it, so a theme has it without asking.
fn embeds_alone(builtin: &Sources) -> Option<Layer<'_>> {
    let mut files = files("default", builtin)?;
    files.retain(|path, _| path.starts_with("embed/") || path.starts_with("templates/embed-"));
    Some(("default".to_owned(), files))
}

fn files<'s>(name: &str, sources: &'s Sources) -> Option<BTreeMap<&'s str, &'s SourceFile>> {
    let folder = format!("themes/{name}");
    let files: BTreeMap<_, _> = sources
        .iter()
        .filter_map(|file| Some((file.path.as_str().strip_prefix(&folder)?.strip_prefix('/')?, file)))
        .collect();
    (!files.is_empty()).then_some(files)
}

fn unknown(name: &str, place: Place, sources: &Sources) -> Diagnostic {
    let known = sources
        .iter()
        .filter_map(|file| file.path.as_str().strip_prefix("themes/")?.split('/').next())
        .chain(["default", "plain"]);
    let help = did_you_mean(name, known).unwrap_or_else(|| format!("make a folder `themes/{name}`, or use `default`"));
    Diagnostic::new(Code::UnknownTheme, place, format!("there is no theme `{name}`")).help(help)
}

fn theme_settings(file: &SourceFile) -> Result<yaml::Node, Vec<Diagnostic>> {
    let node = yaml_file(file).map_err(|problem| vec![problem])?;
    let problems = examine(&node, THEME, "the file", &file.path);
    if problems.is_empty() { Ok(node) } else { Err(problems) }
}

fn yaml_file(file: &SourceFile) -> Result<yaml::Node, Diagnostic> {
    let text = utf8(file)?;
    yaml::read(text).map_err(|error| error.diagnostic(&file.path, 0))
}

pub(super) fn utf8(file: &SourceFile) -> Result<&str, Diagnostic> {
    std::str::from_utf8(&file.bytes).map(|text| text.strip_prefix('\u{feff}').unwrap_or(text)).map_err(|error| {
        let place = Place::bytes(&file.path, error.valid_up_to()..error.valid_up_to() + 1);
        Diagnostic::new(Code::NotUtf8, place, "this byte is not UTF-8").help("save the file as UTF-8")
    })
}

fn list(node: &yaml::Node, file: &SitePath, key: &str) -> Option<Vec<Text>> {
    node.get(key).map(|_| Entry { node, file }.texts(key))
}

fn defaults(node: &yaml::Node, file: &SitePath) -> Vec<(String, String)> {
    let Some(yaml::Value::Mapping(pairs)) = node.get("options").map(|node| &node.value) else { return Vec::new() };
    pairs
        .iter()
        .filter_map(|(key, _)| key.text())
        .filter_map(|key| Some((key.to_owned(), Entry { node: node.get("options")?, file }.text(key)?.text)))
        .collect()
}

/// The words of each language; `asked` is the file that asks for the theme.
fn words(
    layers: &Layers<'_>,
    languages: &[String],
    asked: &SitePath,
    problems: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Words> {
    let (english, _) = words_of(layers, "en");
    let mut all = BTreeMap::new();
    for language in languages {
        let (words, unread) = words_of(layers, language);
        match layers.file(&format!("words/{language}.yaml")) {
            // What a file that cannot be read lacks is not told.
            Some(_) if !unread.is_empty() => problems.extend(unread),
            Some(_) => problems.extend(missing_words(&words, &english, language, layers)),
            None => problems.push(no_words(layers, language, asked)),
        }
        all.insert(language.clone(), words);
    }
    all
}

fn words_of(layers: &Layers<'_>, language: &str) -> (Words, Vec<Diagnostic>) {
    let path = format!("words/{language}.yaml");
    let mut words = Words::default();
    let mut problems = Vec::new();
    for file in layers.layers.iter().filter_map(|(_, files)| files.get(path.as_str())) {
        match yaml_file(file) {
            Ok(node) => words.add(&node),
            Err(problem) => problems.push(problem),
        }
    }
    (words, problems)
}

/// Templates use words that the core does not know; so English is what the others are held against.
fn missing_words(words: &Words, english: &Words, language: &str, layers: &Layers<'_>) -> Option<Diagnostic> {
    let mut missing = words.missing();
    missing.extend(english.paths().filter(|path| !words.has(path)));
    missing.sort_unstable();
    missing.dedup();
    if missing.is_empty() {
        return None;
    }
    let (theme, files) = layers.layers.first()?;
    let path = format!("words/{language}.yaml");
    let own = files.get(path.as_str()).or_else(|| files.get("theme.yaml"))?;
    let shown = &missing[..missing.len().min(WORDS_SHOWN)];
    let more = match missing.len() - shown.len() {
        0 => String::new(),
        more => format!(
            ", and {more} more; `faqtual new words {language} --theme {theme}` writes a file of all, to be translated"
        ),
    };
    let lines = word_lines(shown, english);
    let help = format!("write these in `themes/{theme}/{path}`, in place of the English here{more}\n{lines}");
    let message = format!("the words of `{language}` lack entries that pages need");
    Some(Diagnostic::new(Code::MissingWord, Place::file(&own.path), message).help(help))
}

/// As many missing words as a help writes out.
const WORDS_SHOWN: usize = 12;

/// Words as they are written, to be translated.
fn word_lines(paths: &[&str], english: &Words) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    for path in paths {
        let mut groups: Vec<&str> = path.split('.').collect();
        let name = groups.pop().unwrap_or_default();
        let shared = open.iter().zip(&groups).take_while(|(one, other)| one == other).count();
        for (depth, group) in groups.iter().enumerate().skip(shared) {
            lines.push(format!("{:1$}{group}:", "", depth * 2));
        }
        let word =
            if english.has(path) { serde_json::Value::from(english.get(path)).to_string() } else { "…".to_owned() };
        lines.push(format!("{:1$}{name}: {word}", "", groups.len() * 2));
        open = groups;
    }
    lines.join("\n")
}

fn no_words(layers: &Layers<'_>, language: &str, asked: &SitePath) -> Diagnostic {
    let theme = layers.layers.first().map_or("default", |(name, _)| name);
    let message = format!("the theme `{theme}` has no words for the language `{language}`");
    let help = if theme == "default" {
        format!(
            "take `{language}` off `languages`, or make a theme of your own: `themes/mine/theme.yaml` with `name: mine` and \
             `extends: default`; `faqtual new words {language} --theme mine` begins its words"
        )
    } else {
        format!(
            "take `{language}` off `languages`, or add `themes/{theme}/words/{language}.yaml`: \
             `faqtual new words {language} --theme {theme}` begins it"
        )
    };
    Diagnostic::new(Code::MissingThemeFile, Place::file(asked), message).help(help)
}

/// A script or a style sheet without what only its authors need: indents, and lines that are nothing but a comment.
/// Where a text may run over several lines, all is left as it is.
fn lean(file: &[u8], is_script: bool) -> Vec<u8> {
    let lines = || file.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_start);
    let runs_on = |line: &[u8]| {
        line.trim_ascii_end().ends_with(b"\\") || line.iter().filter(|byte| **byte == b'`').count() % 2 != 0
    };
    if lines().any(runs_on) {
        return file.to_vec();
    }
    let is_comment = |line: &[u8]| {
        let end = line.windows(2).position(|pair| pair == b"*/");
        let is_block = line.starts_with(b"/*") && end.is_some_and(|end| line[end + 2..].trim_ascii().is_empty());
        is_block && !line.starts_with(b"/*!") || is_script && line.starts_with(b"//")
    };
    lines().filter(|line| !is_comment(line)).flatten().copied().collect()
}

fn bundled(layers: &Layers<'_>, list: &[Text], folder: &str, name: &str, problems: &mut Vec<Diagnostic>) -> Bundle {
    let mut bytes = Vec::new();
    for text in list {
        let path = format!("{folder}/{}", text.as_str());
        match layers.file(&path) {
            Some(file) => {
                bytes.extend(lean(&file.bytes, folder == "scripts"));
                bytes.push(b'\n');
            }
            None => {
                let message = format!("the theme names `{path}`, which is not there");
                problems.push(
                    Diagnostic::new(Code::MissingThemeFile, text.place.clone(), message)
                        .help("add the file, or take it off the list"),
                );
            }
        }
    }
    Bundle::new(name, bytes)
}

/// The scripts that no list of the theme names.
fn page_scripts(layers: &Layers<'_>, listed: &[Text]) -> BTreeMap<String, Bundle> {
    let own = |(path, file): (&str, &SourceFile)| {
        let name = path.strip_prefix("scripts/")?;
        let is_listed = listed.iter().any(|text| text.as_str() == name);
        (!is_listed).then(|| (name.to_owned(), Bundle::new(name, lean(&file.bytes, true))))
    };
    layers.all().into_iter().filter_map(own).collect()
}

fn fonts(layers: &Layers<'_>) -> Option<Fonts> {
    let font = |name: &str| Some(Arc::clone(&layers.file(&format!("fonts/{name}.otf"))?.bytes));
    Some(Fonts { title: font("title")?, text: font("text")? })
}

fn embed_files(layers: &Layers<'_>, problems: &mut Vec<Diagnostic>) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for name in EMBED {
        let Some(file) = layers.file(&format!("embed/{name}")) else {
            let message = format!("the theme has no file `embed/{name}`");
            let help = "add it, or let the theme build on `default`";
            problems.push(Diagnostic::nowhere(Code::MissingThemeFile, message).help(help));
            continue;
        };
        files.push(((*name).to_owned(), lean(&file.bytes, name.ends_with(".js"))));
    }
    files
}

fn template_files(layers: &Layers<'_>) -> Templates {
    let named = |(path, file): (&str, &SourceFile)| Some((path.strip_prefix("templates/")?.to_owned(), file.clone()));
    layers.all().into_iter().filter_map(named).collect()
}

fn templates(files: &Templates, problems: &mut Vec<Diagnostic>) -> Option<Tera> {
    let mut texts = Vec::new();
    for (name, file) in files {
        // An empty text stands in for one that cannot be read, so that templates that include it are not blamed.
        let text = utf8(file).map_err(|problem| problems.push(problem)).unwrap_or_default();
        texts.push((name.as_str(), text));
    }
    let mut tera = new_tera();
    if let Err(error) = tera.add_raw_templates(texts.iter().copied()) {
        problems.extend(faults::unreadable(&error, &texts, files));
        return None;
    }
    for name in TEMPLATES.iter().filter(|name| !tera.contains_template(&format!("{name}.html"))) {
        let message = format!("the theme has no template `{name}.html`");
        problems.push(
            Diagnostic::nowhere(Code::MissingThemeFile, message)
                .help("add it below `templates/`, or let the theme build on `default`"),
        );
    }
    for name in COMPONENTS.iter().filter(|name| !tera.contains_component(name)) {
        let message = format!("the theme has no component `{name}`");
        problems.push(
            Diagnostic::nowhere(Code::MissingThemeFile, message)
                .help("add it to `templates/components.html`, or let the theme build on `default`"),
        );
    }
    Some(tera)
}

/// What the filter `count` is given.
#[derive(serde::Deserialize)]
struct Forms {
    forms: PluralForms,
}

/// The words for one thing and for several, `{n}` standing for the number.
#[derive(serde::Deserialize)]
struct PluralForms {
    one: String,
    other: String,
}

/// What reads templates, with the filters of our own.
pub(super) fn new_tera() -> Tera {
    let mut tera = Tera::new();
    tera.autoescape_on([".html", ".svg"]);
    tera.register_filter("count", |number: i64, arguments: Kwargs, _: &State| -> TeraResult<String> {
        let Forms { forms } = arguments.deserialize()?;
        let form = if number == 1 { forms.one } else { forms.other };
        Ok(fill(&form, &[("n", &number.to_string())]))
    });
    // Bare words of the content amid others, and several of them in a list.
    tera.register_filter("isolated", |text: &str, _: Kwargs, _: &State| isolated(text, "").into_owned());
    tera.register_filter("names", |names: Vec<String>, _: Kwargs, _: &State| {
        names.iter().map(|name| isolated(name, "")).collect::<Vec<_>>().join(", ")
    });
    tera.register_filter("fill", |text: &str, arguments: Kwargs, _: &State| -> TeraResult<String> {
        let values: Vec<_> = arguments.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        let values: Vec<_> = values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        Ok(fill(text, &values))
    });
    tera
}

impl Theme {
    /// The words of a language.
    #[must_use]
    pub fn words(&self, language: &str) -> Option<&Words> {
        self.words.get(language)
    }

    /// Whether it has a template for pictures.
    #[must_use]
    pub fn has_picture(&self) -> bool {
        self.tera.contains_template(PICTURE)
    }

    /// The theme as one language's pages see it: `site` and `words` are there for every template.
    #[must_use]
    pub fn press(&self, language: &str, site: &impl Serialize) -> Press {
        let mut tera = self.tera.clone();
        let words = self
            .words
            .get(language)
            .map(|words| tera::Value::from_serializable(&words.nested()))
            .unwrap_or_else(tera::Value::none);
        tera.global_context().insert("site", site);
        tera.global_context().insert_value("words", words.clone());
        Press { tera, files: Arc::clone(&self.files), words }
    }
}

/// Renders the pages of one language.
pub struct Press {
    tera: Tera,
    files: Arc<Templates>,
    words: tera::Value,
}

/// What a template could not do.
pub struct PressError {
    error: tera::Error,
    files: Arc<Templates>,
}

impl PressError {
    /// The problem, at the template's line if the site holds the file.
    #[must_use]
    pub fn diagnostic(&self, page: &str, sources: &Sources) -> Diagnostic {
        let problem = faults::problem(&self.error, Code::TemplateRender, &self.files);
        let made = format!("it failed while making `{page}`");
        let help = problem.help.as_ref().map_or_else(
            || made.clone(),
            |help| format!("{help}{} {made}", if help.ends_with('?') { "" } else { ";" }),
        );
        outside(problem, sources, crate::builtin::themes()).help(help)
    }
}

impl Press {
    /// Renders a page with its template.
    ///
    /// # Errors
    /// What the template could not do.
    pub fn page(&self, template: &str, page: &impl Serialize, view: &impl Serialize) -> Result<String, PressError> {
        let mut context = Context::new();
        context.insert("page", page);
        context.insert("view", view);
        self.tera.render(&format!("{template}.html"), &context).map_err(|error| self.failed(error))
    }

    /// Renders the drawing of a picture.
    ///
    /// # Errors
    /// What the template could not do.
    pub fn picture(&self, view: &impl Serialize) -> Result<String, PressError> {
        let mut context = Context::new();
        context.insert("view", view);
        self.tera.render(PICTURE, &context).map_err(|error| self.failed(error))
    }

    /// Renders a component for a block in Markdown, its headings from `level` down.
    ///
    /// # Errors
    /// What the component could not do.
    pub fn component(&self, name: &str, view: &impl Serialize, root: &str, level: u8) -> Result<String, PressError> {
        let mut context = Context::new();
        context.insert("view", view);
        context.insert("root", root);
        context.insert("level", &level);
        context.insert_value("words", self.words.clone());
        self.tera.render_component(name, &context, None, true).map_err(|error| self.failed(error))
    }

    fn failed(&self, error: tera::Error) -> PressError {
        PressError { error, files: Arc::clone(&self.files) }
    }
}

#[cfg(test)]
mod tests {
    use super::lean;

    #[test]
    fn readers_load_neither_indents_nor_comments() {
        for (written, is_script, wanted) in [
            ("a {\n  /* Why. */\n  b: c; /* d */\n\n}\n", false, "a {\nb: c; /* d */\n}\n"),
            ("/** Does. */\nf(); // g\n// h\n", true, "f(); // g\n"),
            ("/* a */ f(); /* b */\n/*! by */\n", true, "/* a */ f(); /* b */\n/*! by */\n"),
            ("//a { }\n", false, "//a { }\n"),
            ("f(`\n  // g`);\n", true, "f(`\n  // g`);\n"),
            ("f('\\\n  // g');\n", true, "f('\\\n  // g');\n"),
        ] {
            assert_eq!(String::from_utf8_lossy(&lean(written.as_bytes(), is_script)), wanted, "{written}");
        }
    }
}
