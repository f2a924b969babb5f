//! Every link leads somewhere.

use super::Checked;
use super::everything::{Written, texts};
use super::vocabulary::suggestion;
use crate::cores;
use crate::diagnostic::{Code, Diagnostic};
use crate::memo::Once;
use crate::model::Edition;
use crate::model::reference::{Reference, SCHEMES, Target, Unresolved};
use crate::model::route::{joined, relative};
use crate::parse::article::Article;
use crate::parse::entry::Text;
use crate::parse::markdown::Link;
use crate::parse::shape::examine_url;
use crate::source::Place;

/// Every link and image in every text.
pub(super) fn links(checked: &Checked<'_, '_>, problems: &mut Vec<Diagnostic>) {
    let told = Told::default();
    let of_text = |written: Written<'_>| -> Vec<Diagnostic> {
        let found = written.prose.outline.links.iter().filter_map(|link| {
            let place = written.prose.place.within(link.range.clone());
            problem(checked, &written, link, place, &told).map(|problem| narrowed(problem, &written, link))
        });
        found.collect()
    };
    problems.extend(cores::each(texts(checked.edition), of_text).into_iter().flatten());
}

/// What was found out about targets that lead nowhere: an id that was changed breaks thousands of links, and which name
/// is nearest is looked up among all.
#[derive(Default)]
struct Told {
    references: Once<String, Diagnostic>,
    /// The file that may be meant by the path of one that is not there.
    files: Once<String, Option<String>>,
}

/// A dead anchor is shown at the part behind `#`, a region at the part behind `@`.
fn narrowed(mut problem: Diagnostic, written: &Written<'_>, link: &Link) -> Diagnostic {
    let is_as_written = written.prose.text[link.range.clone()] == link.target;
    let sign = match problem.code {
        Code::DeadAnchor => '#',
        Code::UnknownRegion | Code::FactNotInRegion => '@',
        _ => return problem,
    };
    if let Some(at) = link.target.find(sign).filter(|_| is_as_written) {
        problem.place = Some(written.prose.place.within(link.range.start + at..link.range.end));
    }
    problem
}

fn problem(
    checked: &Checked<'_, '_>,
    written: &Written<'_>,
    link: &Link,
    place: Place,
    told: &Told,
) -> Option<Diagnostic> {
    match Reference::parse(&link.target) {
        Reference::Own(scheme, rest) => own(checked.edition, (scheme, rest), place, written.letter, told),
        Reference::Foreign(scheme) => Some(foreign(scheme, &link.target, place)),
        Reference::External(url) => {
            let (code, message, help) = examine_url(url).err()?;
            Some(Diagnostic::new(code, place, message).help(help))
        }
        Reference::Anchor(anchor) => {
            let headings: Vec<&str> =
                written.prose.outline.headings.iter().map(|heading| heading.id.as_str()).collect();
            (!headings.contains(&anchor)).then(|| dead_anchor(anchor, &headings, place))
        }
        Reference::File(file, anchor) => dead_file(checked, written, link, (file, anchor), place, told),
    }
}

fn foreign(scheme: &str, target: &str, place: Place) -> Diagnostic {
    const KNOWN_ELSEWHERE: &[&str] = &["javascript", "data", "vbscript", "file", "ftp", "blob", "about", "ws", "wss"];
    if KNOWN_ELSEWHERE.iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return foreign_to_pages(scheme, place);
    }
    let help = crate::diagnostic::nearest(scheme, SCHEMES.iter().copied()).map_or_else(
        || {
            format!(
                "references begin with one of {}",
                SCHEMES.iter().map(|known| format!("`{known}:`")).collect::<Vec<_>>().join(", ")
            )
        },
        |near| format!("did you mean `{near}{}`?", &target[scheme.len()..]),
    );
    Diagnostic::new(Code::UnknownScheme, place, format!("there is no scheme `{scheme}:`")).help(help)
}

fn foreign_to_pages(scheme: &str, place: Place) -> Diagnostic {
    Diagnostic::new(Code::ForbiddenScheme, place, format!("links that begin with `{scheme}:` are not allowed"))
        .help("use `https:`, `mailto:` or `tel:`, or a file below `content/assets`")
}

fn dead_anchor(anchor: &str, headings: &[&str], place: Place) -> Diagnostic {
    let help = match crate::diagnostic::nearest(anchor, headings.iter().copied()) {
        Some(near) => format!("did you mean `#{near}`?"),
        None if headings.is_empty() => "that text has no headings; leave the anchor out".to_owned(),
        None if headings.len() <= 12 => {
            format!("known: {}", headings.iter().map(|heading| format!("`#{heading}`")).collect::<Vec<_>>().join(", "))
        }
        None => "an anchor is the heading in lower case with hyphens, or what `{#…}` behind it says".to_owned(),
    };
    Diagnostic::new(Code::DeadAnchor, place, format!("there is no heading with the anchor `#{anchor}`")).help(help)
}

/// A link to a file beside this one: a Markdown file of ours, or an asset.
fn dead_file(
    checked: &Checked<'_, '_>,
    written: &Written<'_>,
    link: &Link,
    (file, anchor): (&str, Option<&str>),
    place: Place,
    told: &Told,
) -> Option<Diagnostic> {
    let from = &written.prose.place.file;
    let path = joined(from, file);
    let is_asset = path.as_ref().is_some_and(|path| path.split('/').any(|part| part == "assets"));
    if let Some(path) = path.as_ref().filter(|path| checked.sources.file(path).is_some()) {
        if is_asset {
            return None;
        }
        if checked.edition.file_route(from, file, anchor).is_some() {
            let headings = headings_of(checked.edition, path);
            return anchor
                .filter(|anchor| !headings.contains(anchor))
                .map(|anchor| dead_anchor(anchor, &headings, place));
        }
    }
    let (code, what) = if link.is_image || is_asset { (Code::DeadAsset, "asset") } else { (Code::DeadLink, "page") };
    let path = path.as_deref();
    let is_there = path.is_some_and(|path| checked.sources.file(path).is_some());
    let fits = |known: &&str| known.ends_with(".md") != (code == Code::DeadAsset) && Some(*known) != path;
    let known = || checked.sources.under("content").map(|file| file.path.as_str()).filter(fits);
    let near = path.and_then(|path| {
        let namesake = || known().find(|known| known.rsplit('/').next() == path.rsplit('/').next());
        let near = || namesake().or_else(|| crate::diagnostic::nearest(path, known())).map(str::to_owned);
        told.files.get(format!("{what} {path}"), near)
    });
    let message = if is_there && code == Code::DeadLink {
        format!("no page is made from `{file}`")
    } else {
        format!("there is no {what} `{file}`")
    };
    let help = match near {
        Some(near) => format!("did you mean `{}`?", relative(from, &near)),
        None if code == Code::DeadAsset => "put the file below `content/assets` and link to it from there".to_owned(),
        None => "link to a Markdown file of the site, or use a reference such as `page:about`".to_owned(),
    };
    Some(Diagnostic::new(code, place, message).help(help))
}

fn headings_of<'d>(edition: &Edition<'d>, path: &str) -> Vec<&'d str> {
    let articles = edition.explainers.iter().chain(&edition.letters).chain(&edition.pages);
    let found = articles.map(|article| article.item).find(|article| article.id.place.file.as_str() == path);
    found.map_or_else(Vec::new, |article: &'d Article| {
        article.body.outline.headings.iter().map(|heading| heading.id.as_str()).collect()
    })
}

/// A reference of ours that leads nowhere.
fn own(
    edition: &Edition<'_>,
    (scheme, rest): (&str, &str),
    place: Place,
    letter: Option<&Article>,
    told: &Told,
) -> Option<Diagnostic> {
    if scheme == "data" && rest.contains(['/', ';', ',']) {
        // The scheme of the web that carries a file in the link itself.
        return Some(foreign_to_pages(scheme, place));
    }
    match edition.resolve(scheme, rest) {
        Ok(Target::Blank(name)) => unknown_blank(name, place, letter),
        Ok(_) => None,
        Err(unresolved) => {
            let look = || explained(edition, (scheme, rest), unresolved, place.clone());
            let problem = told.references.get(format!("{scheme}:{rest}"), look);
            Some(Diagnostic { place: Some(place), ..problem })
        }
    }
}

fn unknown_blank(name: &str, place: Place, letter: Option<&Article>) -> Option<Diagnostic> {
    let Some(letter) = letter else {
        return Some(
            Diagnostic::new(Code::UnknownBlank, place, "blanks stand in letters only")
                .help("write the words alone; a blank is filled in only in a letter, below `content/letters`"),
        );
    };
    let blanks: Vec<&str> = letter.blanks.iter().map(|blank| blank.id.as_str()).collect();
    if blanks.contains(&name) {
        return None;
    }
    let help = suggestion(name, &blanks).unwrap_or_else(|| "declare it below `blanks:` in the front matter".to_owned());
    let problem =
        Diagnostic::new(Code::UnknownBlank, place, format!("the letter declares no blank `{name}`")).help(help);
    Some(match letter.blanks.last() {
        Some(last) => problem.related(last.id.place.clone(), "the last that it declares"),
        None => problem,
    })
}

fn explained(
    edition: &Edition<'_>,
    (scheme, rest): (&str, &str),
    unresolved: Unresolved<'_>,
    place: Place,
) -> Diagnostic {
    let platforms = || edition.platforms.iter().map(|found| found.item.id.as_str()).collect::<Vec<_>>();
    let unknown = |code: Code, what: &str, name: &str, known: &[&str]| {
        super::vocabulary::unknown(edition, (code, what), name, place.clone(), known)
    };
    match unresolved {
        Unresolved::Malformed(form) => {
            let has_it = |id: &&str| !edition.facts(id, rest).is_empty();
            let known: Vec<String> =
                platforms().into_iter().filter(has_it).map(|id| format!("`{scheme}:{id}.{rest}`")).collect();
            let forms = || form.split(" or ").map(|form| format!("`{form}`")).collect();
            let forms: Vec<String> = if known.is_empty() { forms() } else { known };
            Diagnostic::new(Code::MalformedReference, place, format!("`{scheme}:{rest}` lacks a part"))
                .help(format!("write {}", forms.join(" or ")))
        }
        Unresolved::UnknownPlatform(name) => unknown(Code::UnknownPlatform, "platform", name, &platforms()),
        Unresolved::UnknownRegion(name) => {
            let known: Vec<&str> = edition.vocabulary.regions.iter().map(|region| region.id.as_str()).collect();
            unknown(Code::UnknownRegion, "region", name, &known)
        }
        Unresolved::UnknownTopic(name) => {
            let known: Vec<&str> = edition.vocabulary.topics.iter().map(|topic| topic.id.as_str()).collect();
            unknown(Code::UnknownTopic, "topic", name, &known)
        }
        Unresolved::UnknownFact(platform, key) => {
            let known: Vec<&str> = edition
                .platform(platform)
                .map(|found| found.item.facts.iter().map(|fact| fact.key.as_str()).collect())
                .unwrap_or_default();
            let near = crate::diagnostic::nearest(key, known.iter().copied())
                .map(|near| format!("did you mean `fact:{platform}.{near}`?"));
            Diagnostic::new(Code::UnknownFact, place, format!("the platform `{platform}` has no fact `{key}`"))
                .help(near.unwrap_or_else(|| format!("add it below `facts:` in `content/platforms/{platform}.yaml`")))
        }
        Unresolved::NotInRegion(platform, key, region) => not_in_region(edition, (platform, key, region), place),
        Unresolved::NoAnchor(anchor) => {
            let name = rest.split('#').next().unwrap_or(rest);
            let found = if scheme == "page" { edition.page(name) } else { edition.explainer(name) };
            let headings: Vec<&str> = found
                .map(|found| found.item.body.outline.headings.iter().map(|heading| heading.id.as_str()).collect())
                .unwrap_or_default();
            dead_anchor(anchor, &headings, place)
        }
        Unresolved::Unknown(name) => {
            let (code, what, known) = names(edition, scheme);
            let draft = edition.drafts.contains(&name) && ["explainer", "faq", "letter", "page"].contains(&scheme);
            let help = draft.then(|| "it is a draft: build with `--drafts`, or take its `draft: true` out".to_owned());
            unknown(code, what, name, &known).maybe_help(help)
        }
    }
}

fn not_in_region(
    edition: &Edition<'_>,
    (platform, key, region): (&str, &str, Option<&str>),
    place: Place,
) -> Diagnostic {
    let mut regions: Vec<&str> =
        edition.facts(platform, key).iter().flat_map(|fact| &fact.regions).map(Text::as_str).collect();
    regions.sort_unstable();
    regions.dedup();
    let forms: Vec<_> = regions.iter().map(|region| format!("`fact:{platform}.{key}@{region}`")).collect();
    let write = format!("write {}", forms.join(" or "));
    let (message, help) = match region {
        Some(region) => (
            format!("`{platform}` states `{key}`, but not for the region `{region}`"),
            format!("{write}, or state it for `{region}` too, below `facts:` in `content/platforms/{platform}.yaml`"),
        ),
        None => (format!("`{platform}` states `{key}` only for some regions"), write),
    };
    Diagnostic::new(Code::FactNotInRegion, place, message).help(help)
}

/// What a scheme leads to: the code for an unknown one, its name, and all there are.
fn names<'d>(edition: &Edition<'d>, scheme: &str) -> (Code, &'static str, Vec<&'d str>) {
    let articles =
        |list: &[crate::model::Local<'d, Article>]| list.iter().map(|found| found.item.id.as_str()).collect::<Vec<_>>();
    let platforms = || edition.platforms.iter().map(|found| found.item);
    match scheme {
        "faq" => {
            (Code::UnknownQuestion, "question", edition.questions.iter().map(|found| found.item.id.as_str()).collect())
        }
        "source" => (Code::UnknownSource, "source", edition.sources.iter().map(|source| source.id.as_str()).collect()),
        "steps" => (
            Code::UnknownPath,
            "opt-out path",
            platforms().flat_map(|own| &own.opt_out).map(|path| path.id.as_str()).collect(),
        ),
        "event" => (
            Code::UnknownEvent,
            "event",
            platforms().flat_map(|own| &own.events).map(|event| event.id.as_str()).collect(),
        ),
        "compare" => (Code::UnknownRow, "row", edition.comparison.rows.iter().map(|row| row.id.as_str()).collect()),
        "letter" => (Code::UnknownLetter, "letter", articles(&edition.letters)),
        "explainer" => (Code::UnknownExplainer, "explainer", articles(&edition.explainers)),
        "term" => {
            (Code::UnknownTerm, "term", edition.vocabulary.glossary.iter().map(|term| term.id.as_str()).collect())
        }
        "data" => (
            Code::UnknownDataCategory,
            "data category",
            edition.vocabulary.data_categories.iter().map(|category| category.id.as_str()).collect(),
        ),
        _ => {
            let mut known: Vec<&'d str> = articles(&edition.pages);
            known.extend(edition.fixed_pages().map(|name| -> &'d str { name }));
            (Code::UnknownPage, "page", known)
        }
    }
}

/// What the menu and the home page name.
pub(super) fn menu_and_home(checked: &Checked<'_, '_>, problems: &mut Vec<Diagnostic>) {
    let (settings, told) = (checked.edition.settings, Told::default());
    for entry in &settings.menu {
        let problem = match Reference::parse(entry.as_str()) {
            Reference::Own(scheme, rest) => own(checked.edition, (scheme, rest), entry.place.clone(), None, &told),
            Reference::Foreign(scheme) => Some(foreign(scheme, entry.as_str(), entry.place.clone())),
            Reference::External(_) => Some(no_reference(entry, "the menu leads to pages of this site: link from one")),
            _ => Some(no_reference(entry, &in_place_of(entry.as_str(), checked.edition))),
        };
        problems.extend(problem);
    }
    for id in &settings.home.questions {
        problems.extend(own(checked.edition, ("faq", id.as_str()), id.place.clone(), None, &told));
    }
}

fn no_reference(entry: &Text, help: &str) -> Diagnostic {
    let message = format!("`{}` is no reference", entry.text);
    Diagnostic::new(Code::MalformedReference, entry.place.clone(), message).help(help)
}

/// The reference that somebody meant who wrote the address or the file of a page; else those that there are.
fn in_place_of(written: &str, edition: &Edition<'_>) -> String {
    let path = written.trim_matches(['/', '.']);
    let path = path.strip_suffix("index.html").unwrap_or(path).trim_end_matches('/');
    let name = path.rsplit('/').next().unwrap_or(path);
    let name = name.split_once('.').map_or(name, |(stem, _)| stem);
    let name = if name.is_empty() { "home" } else { name };
    let schemes = ["page", "platform", "explainer", "letter", "faq"];
    if let Some(scheme) = schemes.iter().find(|scheme| edition.resolve(scheme, name).is_ok()) {
        return format!("did you mean `{scheme}:{name}`?");
    }
    let pages = edition.pages.iter().map(|page| format!("`page:{}`", page.id.text));
    let platforms = edition.platforms.iter().map(|platform| format!("`platform:{}`", platform.id.text));
    let known: Vec<_> = pages.chain(platforms).take(8).chain(["`page:compare`".to_owned()]).collect();
    format!("write a reference such as {}", known.join(", "))
}
