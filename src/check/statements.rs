//! A platform says a thing once, and says the same in every language.

use rustc_hash::FxHashMap;

use super::Checked;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Edition;
use crate::parse::comparison::FactKind;
use crate::parse::entry::Text;
use crate::parse::platform::Platform;

/// What a fact or a data category of a platform says, and for whom.
struct Statement<'d> {
    kind: &'static str,
    key: &'d Text,
    value: &'d str,
    regions: &'d [Text],
    accounts: &'d [Text],
}

/// The thing that is said, a region and an account type, each empty for all.
type Scope<'d> = (&'static str, &'d str, &'d str, &'d str);

impl<'d> Statement<'d> {
    fn all(own: &'d Platform) -> impl Iterator<Item = Self> {
        let facts = own.facts.iter().map(|fact| Self {
            kind: "fact",
            key: &fact.key,
            value: fact.value.as_str(),
            regions: &fact.regions,
            accounts: &fact.accounts,
        });
        let data = own.data.iter().map(|data| Self {
            kind: "data category",
            key: &data.category,
            value: data.used.word(),
            regions: &data.regions,
            accounts: &[],
        });
        facts.chain(data)
    }

    fn scopes(&self) -> Vec<Scope<'d>> {
        let any = |ids: &'d [Text]| {
            if ids.is_empty() { vec![""] } else { ids.iter().map(Text::as_str).collect() }
        };
        let accounts = any(self.accounts);
        let of_region = |region| accounts.iter().map(move |account| (self.kind, self.key.as_str(), region, *account));
        any(self.regions).into_iter().flat_map(of_region).collect()
    }

    fn place(region: &str) -> String {
        if region.is_empty() { "everywhere".to_owned() } else { format!("for `{region}`") }
    }

    fn contradiction(&self, other: &Self, region: &str) -> Diagnostic {
        let (kind, key) = (self.kind, &self.key.text);
        let message = format!(
            "the {kind} `{key}` is `{}` and `{}` {}",
            shortened(other.value),
            shortened(self.value),
            Self::place(region)
        );
        Diagnostic::new(Code::ContradictingFacts, self.key.place.clone(), message)
    }
}

fn shortened(value: &str) -> String {
    const LONGEST: usize = 40;
    if value.chars().count() <= LONGEST {
        return value.to_owned();
    }
    value.chars().take(LONGEST).collect::<String>() + "…"
}

/// A platform states each fact, and each use of data, once for a region and an account type.
pub(super) fn once(checked: &Checked<'_, '_>, problems: &mut Vec<Diagnostic>) {
    for platform in &checked.edition.platforms {
        let mut first: FxHashMap<Scope<'_>, Statement<'_>> = FxHashMap::default();
        for statement in Statement::all(platform.item) {
            for scope in statement.scopes() {
                let Some(known) = first.get(&scope) else {
                    first.insert(scope, Statement { ..statement });
                    continue;
                };
                let problem = if known.value == statement.value {
                    let message =
                        format!("the {} `{}` is stated twice {}", scope.0, scope.1, Statement::place(scope.2));
                    Diagnostic::new(Code::DuplicateFact, statement.key.place.clone(), message)
                } else {
                    statement.contradiction(known, scope.2)
                };
                problems.push(
                    problem
                        .help("keep one, or let their `regions` or `accounts` differ")
                        .related(known.key.place.clone(), "first here"),
                );
            }
        }
    }
}

/// A translated platform says what the first language says; words are translated, other values are not.
pub(super) fn in_every_language(checked: &Checked<'_, '_>, problems: &mut Vec<Diagnostic>) {
    let Some(original) = checked.site.editions.first() else { return };
    for platform in &checked.edition.platforms {
        let Some(first) = original.platform(platform.id.as_str()) else { continue };
        if std::ptr::eq(first.item, platform.item) {
            continue;
        }
        let said: FxHashMap<Scope<'_>, Statement<'_>> = Statement::all(first.item)
            .flat_map(|own| own.scopes().into_iter().map(move |scope| (scope, Statement { ..own })))
            .collect();
        for statement in Statement::all(platform.item).filter(|own| is_plain(original, platform.item, own)) {
            let differing = statement.scopes().into_iter().find_map(|scope| {
                let other = said.get(&scope).filter(|other| other.value != statement.value)?;
                Some((other, scope.2))
            });
            if let Some((other, region)) = differing {
                problems.push(
                    statement
                        .contradiction(other, region)
                        .help("a value is the same in every language; words of its own go into `text`")
                        .related(other.key.place.clone(), "in the first language"),
                );
            }
        }
    }
}

/// Whether a value is a choice, a date or a number, which no translation changes.
fn is_plain(edition: &Edition<'_>, platform: &Platform, statement: &Statement<'_>) -> bool {
    let fact = platform.facts.iter().find(|fact| std::ptr::eq(&raw const fact.key, statement.key));
    fact.is_none_or(|fact| edition.kind(fact) != FactKind::Text)
}
