//! A theme: templates, styles, scripts and words, found by name and layered by what they build on.
//!
//! The only file that names `tera`. Invariant: a theme is handed views and gives back HTML; it knows
//! no document.

use std::collections::BTreeMap;

use serde::Serialize;
use tera::{Context, ErrorKind, Kwargs, State, Tera, TeraResult};


use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::memo::Digest;
use crate::parse::entry::{Entry, Text};
use crate::parse::shape::{Mapping, Shape, examine, optional, required};
use crate::parse::yaml;
use crate::source::{Place, SitePath, SourceFile, Sources};
use crate::wording::words::{Words, fill};

/// A loaded theme, ready to render one or more languages.
pub struct Theme {
    tera: Tera,
    words: BTreeMap<String, Words>,
    /// The theme's options: its own defaults, then what the settings say.
    pub options: BTreeMap<String, String>,
    /// The bundled style.
    pub style: Bundle,
    /// The bundled script of every page.
    pub script: Bundle,
    /// The bundled script of the search.
    pub search: Bundle,
    /// Files copied as they are, by their path in the output.
    pub assets: Vec<(String, Vec<u8>)>,
}

/// Several files as one, named by its content.
#[derive(Clone, Debug, Default)]
pub struct Bundle {
    /// The path in the output.
    pub path: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

const THEME: Shape = Shape::Mapping(&Mapping {
    name: "a theme",
    fields: &[
        required("name", Shape::Id, "the name of its folder"),
        optional("extends", Shape::Id, "the theme it builds on"),
        optional("styles", Shape::List(&Shape::Text), "the files of `styles/` in the order of the cascade"),
        optional("scripts", Shape::List(&Shape::Text), "the files of `scripts/` that every page loads"),
        optional("search_scripts", Shape::List(&Shape::Text), "the files of `scripts/` that the search loads"),
        optional("options", Shape::Options, "the theme's options with their defaults"),
    ],
});

/// The templates that pages are made with.
pub const TEMPLATES: &[&str] = &[
    "home", "platform", "opt-out", "region", "compare", "data", "faq", "question", "explainer", "explainers", "letter",
    "letters", "timeline", "glossary", "sources", "search", "page", "404", "redirect",
];

/// The components that blocks in Markdown are made with.
const COMPONENTS: &[&str] = &["steps", "comparison", "timeline", "questions", "letter_link", "fact", "citation"];

/// The files of a theme and of those it builds on, the nearest first.
struct Layers<'s> {
    layers: Vec<(String, BTreeMap<&'s str, &'s SourceFile>)>,
}

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
    let words = words(&layers, languages, &mut problems);
    let tera = templates(&layers, &mut problems);
    let mut bundle = |key: &str, folder: &str, name: &str| {
        let list = settings.iter().find_map(|(node, place)| list(node, place, key));
        bundled(&layers, &list.unwrap_or_default(), folder, name, &mut problems)
    };
    let style = bundle("styles", "styles", "style.css");
    let script = bundle("scripts", "scripts", "site.js");
    let search = bundle("search_scripts", "scripts", "search.js");
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
        Some(tera) if problems.is_empty() => Ok(Theme { tera, words, options: all_options, style, script, search, assets }),
        _ => Err(problems),
    }
}

type Settings = Vec<(yaml::Node, SitePath)>;

fn layers<'s>(wanted: &Text, sources: &'s Sources, builtin: &'s Sources) -> Result<(Layers<'s>, Settings), Vec<Diagnostic>> {
    let mut layers: Vec<(String, BTreeMap<&str, &SourceFile>)> = Vec::new();
    let mut settings = Vec::new();
    let mut next = Some((wanted.text.clone(), wanted.place.clone()));
    while let Some((name, place)) = next.take() {
        if layers.iter().any(|(known, _)| *known == name) {
            let message = format!("the theme `{name}` builds on itself");
            return Err(vec![Diagnostic::new(Code::ThemeCycle, place, message).help("let one of the themes build on nothing, or on `default`")]);
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
        settings.push((node, file.path.clone()));
    }
    Ok((Layers { layers }, settings))
}

fn files<'s>(name: &str, sources: &'s Sources) -> Option<BTreeMap<&'s str, &'s SourceFile>> {
    let folder = format!("themes/{name}");
    let files: BTreeMap<_, _> =
        sources.iter().filter_map(|file| Some((file.path.as_str().strip_prefix(&folder)?.strip_prefix('/')?, file))).collect();
    (!files.is_empty()).then_some(files)
}

fn unknown(name: &str, place: Place, sources: &Sources) -> Diagnostic {
    let known = sources.iter().filter_map(|file| file.path.as_str().strip_prefix("themes/")?.split('/').next()).chain(["default"]);
    let help = match nearest(name, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("make a folder `themes/{name}`, or use `default`"),
    };
    Diagnostic::new(Code::UnknownTheme, place, format!("there is no theme `{name}`")).help(help)
}

fn theme_settings(file: &SourceFile) -> Result<yaml::Node, Vec<Diagnostic>> {
    let node = yaml_file(file).map_err(|problem| vec![problem])?;
    let problems = examine(&node, THEME, "the file", &file.path);
    if problems.is_empty() { Ok(node) } else { Err(problems) }
}

fn yaml_file(file: &SourceFile) -> Result<yaml::Node, Diagnostic> {
    let text = utf8(file)?;
    yaml::read(text).map_err(|error| {
        let at = error.at.unwrap_or(0).min(text.len());
        Diagnostic::new(Code::YamlSyntax, Place::bytes(&file.path, at..at + 1), error.message)
    })
}

fn utf8(file: &SourceFile) -> Result<&str, Diagnostic> {
    std::str::from_utf8(&file.bytes).map_err(|error| {
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

fn words(layers: &Layers<'_>, languages: &[String], problems: &mut Vec<Diagnostic>) -> BTreeMap<String, Words> {
    let mut all = BTreeMap::new();
    for language in languages {
        let path = format!("words/{language}.yaml");
        let mut words = Words::default();
        for file in layers.layers.iter().filter_map(|(_, files)| files.get(path.as_str())) {
            match yaml_file(file) {
                Ok(node) => words.add(&node),
                Err(problem) => problems.push(problem),
            }
        }
        if let Some(file) = layers.file(&path) {
            for missing in words.missing() {
                let message = format!("the words of `{language}` lack `{missing}`");
                let help = "copy the entry from the words of another language and translate it";
                problems.push(Diagnostic::new(Code::MissingWord, Place::file(&file.path), message).help(help));
            }
        } else {
            let message = format!("the theme has no words for the language `{language}`");
            let theme = layers.layers.first().map_or("default", |(name, _)| name);
            let help = format!("add `themes/{theme}/{path}` with every entry of `words/en.yaml` translated");
            problems.push(Diagnostic::nowhere(Code::MissingThemeFile, message).help(help));
        }
        all.insert(language.clone(), words);
    }
    all
}

fn bundled(layers: &Layers<'_>, list: &[Text], folder: &str, name: &str, problems: &mut Vec<Diagnostic>) -> Bundle {
    let mut bytes = Vec::new();
    for text in list {
        let path = format!("{folder}/{}", text.as_str());
        match layers.file(&path) {
            Some(file) => {
                bytes.extend_from_slice(&file.bytes);
                bytes.push(b'\n');
            }
            None => {
                let message = format!("the theme names `{path}`, which is not there");
                problems.push(Diagnostic::new(Code::MissingThemeFile, text.place.clone(), message).help("add the file, or take it off the list"));
            }
        }
    }
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let path = format!("assets/{stem}.{}.{extension}", Digest::of(&bytes).short());
    Bundle { path, bytes }
}

fn templates(layers: &Layers<'_>, problems: &mut Vec<Diagnostic>) -> Option<Tera> {
    let files: Vec<(&str, &SourceFile)> =
        layers.all().into_iter().filter_map(|(path, file)| Some((path.strip_prefix("templates/")?, file))).collect();
    let mut texts = Vec::new();
    for (name, file) in &files {
        match utf8(file) {
            Ok(text) => texts.push((*name, text)),
            Err(problem) => problems.push(problem),
        }
    }
    let mut tera = new_tera();
    if let Err(error) = tera.add_raw_templates(texts.iter().copied()) {
        problems.extend(template_problems(&error, &texts, &files));
        return None;
    }
    for name in TEMPLATES.iter().filter(|name| !tera.contains_template(&format!("{name}.html"))) {
        let message = format!("the theme has no template `{name}.html`");
        problems.push(Diagnostic::nowhere(Code::MissingThemeFile, message).help("add it below `templates/`, or let the theme build on `default`"));
    }
    for name in COMPONENTS.iter().filter(|name| !tera.contains_component(name)) {
        let message = format!("the theme has no component `{name}`");
        problems.push(Diagnostic::nowhere(Code::MissingThemeFile, message).help("add it to `templates/components.html`, or let the theme build on `default`"));
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

fn new_tera() -> Tera {
    let mut tera = Tera::new();
    tera.register_filter("count", |number: i64, arguments: Kwargs, _: &State| -> TeraResult<String> {
        let Forms { forms } = arguments.deserialize()?;
        let form = if number == 1 { forms.one } else { forms.other };
        Ok(fill(&form, &[("n", &number.to_string())]))
    });
    tera.register_filter("fill", |text: &str, arguments: Kwargs, _: &State| -> TeraResult<String> {
        let mut filled = text.to_owned();
        for (name, value) in arguments.iter() {
            filled = filled.replace(&format!("{{{name}}}"), &value.to_string());
        }
        Ok(filled)
    });
    tera
}

/// Tera stops at the first template it cannot read; each is tried alone, so that all are told.
fn template_problems(error: &tera::Error, texts: &[(&str, &str)], files: &[(&str, &SourceFile)]) -> Vec<Diagnostic> {
    let alone: Vec<Diagnostic> = texts
        .iter()
        .filter_map(|text| new_tera().add_raw_templates([*text]).err())
        .filter(|error| matches!(error.kind(), ErrorKind::SyntaxError(report) if !report.message().starts_with("Unknown")))
        .map(|error| template_problem(&error, Code::TemplateSyntax, files))
        .collect();
    if alone.is_empty() { vec![template_problem(error, Code::TemplateSyntax, files)] } else { alone }
}

fn template_problem(error: &tera::Error, code: Code, files: &[(&str, &SourceFile)]) -> Diagnostic {
    let place = |name: &str| files.iter().find(|(known, _)| *known == name).map(|(_, file)| &file.path);
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let message = lower_first(report.message().trim());
            match place(report.filename()) {
                Some(path) => Diagnostic::new(code, Place::bytes(path, report.span().range.clone()), message),
                None => Diagnostic::nowhere(code, format!("{}: {message}", report.filename())),
            }
        }
        ErrorKind::MissingParent { current, parent } => {
            let message = format!("the template extends `{parent}`, which is not there");
            let known = nearest(parent, files.iter().map(|(name, _)| *name)).map(|near| format!("did you mean `{near}`?"));
            match place(current) {
                Some(path) => Diagnostic::new(code, Place::file(path), message).maybe_help(known),
                None => Diagnostic::nowhere(code, message).maybe_help(known),
            }
        }
        other => Diagnostic::nowhere(code, lower_first(&other.to_string())),
    }
}

fn lower_first(message: &str) -> String {
    let mut characters = message.chars();
    characters.next().map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}

impl Theme {
    /// The words of a language.
    #[must_use]
    pub fn words(&self, language: &str) -> Option<&Words> {
        self.words.get(language)
    }

    /// The theme as one language's pages see it: `site` and `words` are there for every template.
    #[must_use]
    pub fn press(&self, language: &str, site: &impl Serialize) -> Press {
        let mut tera = self.tera.clone();
        let words = self.words.get(language).map(|words| tera::Value::from_serializable(&words.nested())).unwrap_or_else(tera::Value::none);
        tera.global_context().insert("site", site);
        tera.global_context().insert_value("words", words.clone());
        Press { tera, words }
    }
}

/// Renders the pages of one language.
pub struct Press {
    tera: Tera,
    words: tera::Value,
}

/// What a template could not do.
pub struct PressError(tera::Error);

impl PressError {
    /// The problem, at the template's line if the site holds the file.
    #[must_use]
    pub fn diagnostic(&self, page: &str, sources: &Sources) -> Diagnostic {
        let files: Vec<(&str, &SourceFile)> = sources
            .iter()
            .filter_map(|file| Some((file.path.as_str().strip_prefix("themes/")?.split_once("/templates/")?.1, file)))
            .collect();
        template_problem(&self.0, Code::TemplateRender, &files).help(format!("while making `{page}`"))
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
        self.tera.render(&format!("{template}.html"), &context).map_err(PressError)
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
        self.tera.render_component(name, &context, None, true).map_err(PressError)
    }
}
