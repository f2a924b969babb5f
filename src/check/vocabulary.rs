//! Entries use only words that the vocabulary has.

use rustc_hash::FxHashSet;

use super::Checked;
use super::everything::{self, Use};
use crate::diagnostic::{Code, Diagnostic, did_you_mean, nearest};
use crate::model::Edition;
use crate::parse::entry::Text;
use crate::parse::vocabulary::Region;
use crate::source::{Place, SitePath};
use crate::text::slug::is_slug;

/// The ids of a kind that there are, its name, and the code for one that is not.
fn known<'d>(checked: &Checked<'_, 'd>, kind: Use) -> (Code, &'static str, Vec<&'d str>) {
    let edition = checked.edition;
    let vocabulary = edition.vocabulary;
    match kind {
        Use::Region => {
            (Code::UnknownRegion, "region", vocabulary.regions.iter().map(|region| region.id.as_str()).collect())
        }
        Use::AccountType => (
            Code::UnknownAccountType,
            "account type",
            vocabulary.account_types.iter().map(|word| word.id.as_str()).collect(),
        ),
        Use::Topic => (Code::UnknownTopic, "topic", vocabulary.topics.iter().map(|word| word.id.as_str()).collect()),
        Use::DataCategory => (
            Code::UnknownDataCategory,
            "data category",
            vocabulary.data_categories.iter().map(|word| word.id.as_str()).collect(),
        ),
        Use::Platform => {
            (Code::UnknownPlatform, "platform", edition.platforms.iter().map(|found| found.item.id.as_str()).collect())
        }
        Use::Explainer => (
            Code::UnknownExplainer,
            "explainer",
            edition.explainers.iter().map(|found| found.item.id.as_str()).collect(),
        ),
        Use::Group => {
            (Code::UnknownGroup, "group of rows", edition.comparison.groups.iter().map(|(id, _)| id.as_str()).collect())
        }
    }
}

/// Every region, topic, platform and the like that an entry names is there.
pub(super) fn uses(checked: &Checked<'_, '_>, problems: &mut Vec<Diagnostic>) {
    const KINDS: [Use; 7] =
        [Use::Region, Use::AccountType, Use::Topic, Use::DataCategory, Use::Platform, Use::Explainer, Use::Group];
    let used = everything::uses(checked.edition);
    for kind in KINDS {
        let (code, name, known) = known(checked, kind);
        // What is no id was reported when the file was parsed.
        for (_, id) in
            used.iter().filter(|(own, id)| *own == kind && is_slug(id.as_str()) && !known.contains(&id.as_str()))
        {
            problems.push(unknown(checked.edition, (code, name), id.as_str(), id.place.clone(), &known));
        }
    }
}

/// A name of a kind that nothing has: what to do, and where the name stands that is most like it, or where it
/// could stand. A file that lost its end is found by that.
pub(super) fn unknown(
    edition: &Edition<'_>,
    (code, kind): (Code, &str),
    name: &str,
    place: Place,
    known: &[&str],
) -> Diagnostic {
    let problem = Diagnostic::new(code, place, format!("there is no {kind} `{name}`")).help(help(code, name, known));
    let ids = definitions(edition, code);
    if let Some(near) = nearest(name, known.iter().copied()) {
        let found = ids.into_iter().find(|id| id.as_str() == near);
        return found.map_or(problem.clone(), |id| problem.related(id.place.clone(), "this is the nearest"));
    }
    match home(edition, code, name, &ids) {
        Some((place, role)) => problem.related(place, role),
        None => problem,
    }
}

/// Where a new entry of a kind could stand: below the last of its list, or at the end of the file, which may have
/// been lost.
fn home(edition: &Edition<'_>, code: Code, name: &str, ids: &[&Text]) -> Option<(Place, &'static str)> {
    let is_followed = matches!(
        code,
        Code::UnknownRegion
            | Code::UnknownAccountType
            | Code::UnknownDataCategory
            | Code::UnknownTopic
            | Code::UnknownGroup
    );
    if let Some(last) = ids.last().filter(|_| is_followed) {
        return Some((last.place.clone(), "the last that there is"));
    }
    let regions = edition.vocabulary.regions.first().map(|region| &region.id.place.file);
    let file = match code {
        Code::UnknownPath | Code::UnknownEvent => {
            let platforms = edition.platforms.iter().map(|found| &found.item.id);
            home_of(name, &platforms.chain(ids.iter().copied()).collect::<Vec<_>>())
        }
        Code::UnknownTopic | Code::UnknownAccountType | Code::UnknownDataCategory | Code::UnknownTerm => regions,
        _ => home_of(name, ids),
    };
    file.map(|file| (Place::end(file), "the file ends here"))
}

/// The file that has the ids most like this one, if only in their beginnings.
pub(super) fn home_of<'i>(name: &str, ids: &[&'i Text]) -> Option<&'i SitePath> {
    let alike = |id: &str| id.bytes().zip(name.bytes()).take_while(|(one, other)| one == other).count();
    ids.iter().max_by_key(|id| alike(id.as_str())).map(|id| &id.place.file)
}

/// Where the ids stand that a code speaks of, if not in the names of files.
fn definitions<'e>(edition: &'e Edition<'_>, code: Code) -> Vec<&'e Text> {
    let vocabulary = edition.vocabulary;
    let platforms = || edition.platforms.iter().map(|found| found.item);
    match code {
        Code::UnknownSource => edition.sources.iter().map(|source| &source.id).collect(),
        Code::UnknownQuestion => edition.questions.iter().map(|question| &question.item.id).collect(),
        Code::UnknownPath => platforms().flat_map(|own| &own.opt_out).map(|path| &path.id).collect(),
        Code::UnknownEvent => platforms().flat_map(|own| &own.events).map(|event| &event.id).collect(),
        Code::UnknownRow => edition.comparison.rows.iter().map(|row| &row.id).collect(),
        Code::UnknownGroup => edition.comparison.groups.iter().map(|(id, _)| id).collect(),
        Code::UnknownRegion => vocabulary.regions.iter().map(|region| &region.id).collect(),
        Code::UnknownAccountType => vocabulary.account_types.iter().map(|word| &word.id).collect(),
        Code::UnknownTopic => vocabulary.topics.iter().map(|word| &word.id).collect(),
        Code::UnknownDataCategory => vocabulary.data_categories.iter().map(|word| &word.id).collect(),
        Code::UnknownTerm => vocabulary.glossary.iter().map(|term| &term.id).collect(),
        _ => Vec::new(),
    }
}

/// "Did you mean", or the names there are when they are few.
pub(super) fn suggestion(name: &str, known: &[&str]) -> Option<String> {
    did_you_mean(name, known.iter().copied()).or_else(|| {
        let few = (1..=12).contains(&known.len());
        few.then(|| format!("known: {}", known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")))
    })
}

/// What to do about a name that is not there: the one that was meant, or where to add it.
pub(super) fn help(code: Code, name: &str, known: &[&str]) -> String {
    if let Some(near) = did_you_mean(name, known.iter().copied()) {
        return near;
    }
    let add = format!("add it {}", folder(code));
    suggestion(name, known).map_or_else(|| add.clone(), |known| format!("{known}; or {add}"))
}

/// Where things of a kind are written.
fn folder(code: Code) -> &'static str {
    match code {
        Code::UnknownSource => "to `content/sources.yaml`",
        Code::UnknownPlatform => "as a file in `content/platforms`",
        Code::UnknownQuestion => "to a file in `content/faq`",
        Code::UnknownPath => "below `opt_out:` in the platform's file",
        Code::UnknownEvent => "below `events:` in the platform's file",
        Code::UnknownRow => "below `rows:` in `content/comparison.yaml`",
        Code::UnknownGroup => "below `groups:` in `content/comparison.yaml`",
        Code::UnknownRegion => "below `regions:` in `content/vocabulary.yaml`",
        Code::UnknownAccountType => "below `account_types:` in `content/vocabulary.yaml`",
        Code::UnknownDataCategory => "below `data_categories:` in `content/vocabulary.yaml`",
        Code::UnknownTopic => "below `topics:` in `content/vocabulary.yaml`",
        Code::UnknownTerm => "below `glossary:` in `content/vocabulary.yaml`",
        Code::UnknownExplainer => "as a file in `content/explainers`",
        Code::UnknownLetter => "as a file in `content/letters`",
        Code::UnknownPage => "as a file in `content/pages`",
        _ => "to `content/vocabulary.yaml`",
    }
}

/// Regions do not lie within each other in a circle.
pub(super) fn region_cycles(checked: &Checked<'_, '_>, problems: &mut Vec<Diagnostic>) {
    let edition = checked.edition;
    let mut seen = FxHashSet::default();
    for region in &edition.vocabulary.regions {
        let mut way: Vec<&Region> = Vec::new();
        let mut next = Some(region);
        while let Some(region) = next.filter(|region| seen.insert(region.id.as_str())) {
            way.push(region);
            next = region.within.as_ref().and_then(|within| edition.region(within.as_str()));
        }
        let again = next.and_then(|next| way.iter().position(|known| known.id == next.id));
        problems.extend(again.and_then(|start| region_cycle(&way[start..])));
    }
}

/// A circle of regions, told once.
fn region_cycle(circle: &[&Region]) -> Option<Diagnostic> {
    let (first, others) = circle.split_first()?;
    let place = first.within.as_ref()?.place.clone();
    if others.is_empty() {
        let message = format!("the region `{}` lies within itself", first.id.text);
        return Some(Diagnostic::new(Code::RegionCycle, place, message).help("delete this `within:`"));
    }
    let names = circle.iter().map(|region| format!("`{}`", region.id.text)).collect::<Vec<_>>().join(", ");
    let problem = Diagnostic::new(Code::RegionCycle, place, format!("regions lie within each other: {names}"))
        .help("delete the `within:` of the largest of them");
    let within = others.iter().filter_map(|region| region.within.as_ref());
    Some(within.fold(problem, |problem, within| problem.related(within.place.clone(), "and this one")))
}
