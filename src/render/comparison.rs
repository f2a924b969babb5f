//! Facts, and the tables made of them.

use super::context::{Desk, PageContext};
use super::view::{
    CellView, ComparisonView, EffortView, FactView, FactsView, GroupView, LinkView, ProofView, RowView, WordView,
};
use super::{html, opt_out, proof};
use crate::model::fact::{FactValue, value};
use crate::model::reference::Target;
use crate::model::{Local, fact};
use crate::parse::comparison::{FactKind, Row};
use crate::parse::entry::Text;
use crate::parse::platform::{DataUse, Fact, Platform};
use crate::parse::vocabulary::Word;
use crate::text::date::Date;
use crate::wording::Wording;

/// One entry of a fact.
pub(super) fn entry(fact: &Fact, context: &PageContext<'_, '_>) -> FactView {
    let desk = context.desk;
    let edition = desk.edition;
    let found = value(fact.value.as_str(), edition.kind(fact));
    let state = match &found {
        Some(FactValue::Choice(choice)) => choice.word(),
        _ => "value",
    };
    let date = desk.fact_date(fact).map(|date| desk.date(date));
    let is_due = |due: Date| fact.proof.reviewed.is_some() && due < desk.site.as_of;
    let overdue = edition.fact_due(fact).is_some_and(is_due);
    FactView {
        id: fact.key.text.clone(),
        label: edition.label(fact).to_owned(),
        state,
        state_label: match &found {
            Some(FactValue::Choice(choice)) => desk.choice_words(fact, *choice),
            _ => String::new(),
        },
        text: desk.fact_words(fact),
        date,
        regions: desk.regions(&fact.regions),
        accounts: desk.accounts(&fact.accounts),
        note_html: fact.note.as_ref().map(|note| html::inline(note, context)),
        link: fact.link.clone(),
        nearest_for: Vec::new(),
        proof: ProofView { overdue, ..proof::view(&fact.proof, desk) },
    }
}

/// The entries of one fact, what holds everywhere first.
pub(super) fn entries(platform: &str, key: &str, context: &PageContext<'_, '_>) -> Vec<FactView> {
    let mut facts: Vec<_> = context.desk.edition.facts(platform, key).to_vec();
    facts.sort_by_key(|fact| !fact.regions.is_empty());
    facts.into_iter().map(|fact| entry(fact, context)).collect()
}

/// A fact with all its entries.
pub(super) fn facts(platform: Local<'_, Platform>, key: &str, context: &PageContext<'_, '_>) -> FactsView {
    let entries = entries(platform.id.as_str(), key, context);
    let label = entries.first().map_or_else(|| key.to_owned(), |entry| entry.label.clone());
    FactsView { id: key.to_owned(), label, entries }
}

/// The facts of a platform that a reader wants to know first.
pub(super) fn highlights(platform: Local<'_, Platform>, context: &PageContext<'_, '_>) -> Vec<FactsView> {
    let rows = context.desk.edition.highlights();
    rows.map(|row| facts(platform, row.id.as_str(), context)).filter(|facts| !facts.entries.is_empty()).collect()
}

/// The same as they hold in one region.
pub(super) fn highlights_in(
    platform: Local<'_, Platform>,
    region: &str,
    context: &PageContext<'_, '_>,
) -> Vec<FactsView> {
    let rows = context.desk.edition.highlights().filter(|row| row.kind != FactKind::Effort);
    rows.map(|row| FactsView {
        id: row.id.text.clone(),
        label: row.label.text.clone(),
        entries: entries_in(platform, row.id.as_str(), region, context),
    })
    .filter(|facts| !facts.entries.is_empty())
    .collect()
}

/// The entries of one fact that hold nearest to a region; the place need not be told again.
pub(super) fn entries_in(
    platform: Local<'_, Platform>,
    key: &str,
    region: &str,
    context: &PageContext<'_, '_>,
) -> Vec<FactView> {
    let edition = context.desk.edition;
    let near = edition.nearest_in(edition.facts(platform.id.as_str(), key), region, |fact| &fact.regions);
    near.into_iter().map(|fact| FactView { regions: Vec::new(), ..entry(fact, context) }).collect()
}

/// The facts of a platform that are no rows.
pub(super) fn more_facts(platform: Local<'_, Platform>, context: &PageContext<'_, '_>) -> Vec<FactsView> {
    let edition = context.desk.edition;
    let mut keys: Vec<&str> = Vec::new();
    for fact in platform.facts.iter().filter(|fact| edition.row(fact.key.as_str()).is_none()) {
        if !keys.contains(&fact.key.as_str()) {
            keys.push(fact.key.as_str());
        }
    }
    keys.into_iter().map(|key| facts(platform, key, context)).collect()
}

/// The column heads.
pub(super) fn columns(wording: &Wording<'_, '_>) -> Vec<LinkView> {
    wording.edition.platforms.iter().map(|platform| column(*platform, wording)).collect()
}

fn column(platform: Local<'_, Platform>, wording: &Wording<'_, '_>) -> LinkView {
    wording.link(platform.id.as_str(), platform.name.as_str(), &Target::Platform(platform))
}

fn row(row: &Row, platforms: &[Local<'_, Platform>], context: &PageContext<'_, '_>) -> RowView {
    let cells: Vec<CellView> = platforms.iter().map(|platform| cell(row, *platform, context)).collect();
    RowView {
        id: row.id.text.clone(),
        label: row.label.text.clone(),
        help: Some(row.help.text.clone()),
        kind: row.kind.word(),
        differs: differs(&cells),
        difference: context.desk.difference(row, platforms),
        cells,
    }
}

/// The entries of a cell, each with the regions for which it is the nearest.
fn cell_entries(row: &Row, platform: Local<'_, Platform>, context: &PageContext<'_, '_>) -> Vec<FactView> {
    let mut facts: Vec<&Fact> = context.desk.edition.facts(platform.id.as_str(), row.id.as_str()).to_vec();
    facts.sort_by_key(|fact| !fact.regions.is_empty());
    let views = facts.iter().map(|fact| entry(fact, context)).collect();
    with_nearest(views, &facts, |fact| &fact.regions, context.desk)
}

/// Views of `entries`, each with the regions for which its entry is the nearest.
fn with_nearest<T>(
    mut views: Vec<FactView>,
    entries: &[&T],
    regions: impl Fn(&T) -> &[Text],
    desk: &Desk<'_, '_>,
) -> Vec<FactView> {
    for region in desk.edition.page_regions() {
        let near = desk.edition.nearest_in(entries, region.id.as_str(), &regions);
        for (entry, view) in entries.iter().zip(&mut views) {
            if near.iter().any(|near| std::ptr::eq(*near, *entry)) {
                view.nearest_for.push(region.id.text.clone());
            }
        }
    }
    views
}

fn cell(row: &Row, platform: Local<'_, Platform>, context: &PageContext<'_, '_>) -> CellView {
    let efforts = if row.kind == FactKind::Effort { efforts(platform, context.desk) } else { Vec::new() };
    CellView {
        platform: column(platform, context.desk),
        anchor: format!("{}--{}", row.id.as_str(), platform.id.as_str()),
        entries: cell_entries(row, platform, context),
        efforts,
    }
}

fn efforts(platform: Local<'_, Platform>, desk: &Desk<'_, '_>) -> Vec<EffortView> {
    fact::ways(platform.item).map(|path| opt_out::effort(platform, path, desk)).collect()
}

fn differs(cells: &[CellView]) -> bool {
    let shown = |cell: &CellView| -> Vec<(String, Vec<String>)> {
        let regions = |entry: &FactView| entry.regions.iter().map(|region| region.id.clone()).collect();
        cell.entries.iter().map(|entry| (entry.text.clone(), regions(entry))).collect()
    };
    cells.windows(2).any(|pair| shown(&pair[0]) != shown(&pair[1]))
        || cells.windows(2).any(|pair| pair[0].efforts.len() != pair[1].efforts.len())
}

/// The whole comparison, for these platforms.
pub(super) fn of_platforms(platforms: &[Local<'_, Platform>], context: &PageContext<'_, '_>) -> ComparisonView {
    let rows: Vec<&Row> = context.desk.edition.comparison.rows.iter().collect();
    table(platforms, &rows, context)
}

/// Some rows, for all platforms.
pub(super) fn of_rows(rows: &[&Row], context: &PageContext<'_, '_>) -> ComparisonView {
    table(&context.desk.edition.platforms, rows, context)
}

fn table(platforms: &[Local<'_, Platform>], rows: &[&Row], context: &PageContext<'_, '_>) -> ComparisonView {
    let groups = &context.desk.edition.comparison.groups;
    let group = |(id, label): &(crate::parse::entry::Text, crate::parse::entry::Text)| GroupView {
        id: id.text.clone(),
        label: label.text.clone(),
        rows: rows.iter().filter(|own| own.group.text == id.text).map(|own| row(own, platforms, context)).collect(),
    };
    let groups: Vec<GroupView> = groups.iter().map(group).filter(|group| !group.rows.is_empty()).collect();
    ComparisonView {
        platforms: platforms.iter().map(|platform| column(*platform, context.desk)).collect(),
        row_count: groups.iter().map(|group| group.rows.len()).sum(),
        groups,
    }
}

/// What holds in one region: for each row the entries nearest to it.
pub(super) fn in_region(platform: Local<'_, Platform>, region: &str, context: &PageContext<'_, '_>) -> Vec<GroupView> {
    let mut view = of_platforms(&[platform], context);
    for row in view.groups.iter_mut().flat_map(|group| &mut group.rows) {
        for cell in &mut row.cells {
            cell.entries = entries_in(platform, &row.id, region, context);
            cell.efforts.retain(|effort| effort.offered_in.iter().any(|own| own == region));
        }
    }
    view.groups
}

/// The data matrix, for these platforms.
pub(super) fn data(platforms: &[Local<'_, Platform>], context: &PageContext<'_, '_>) -> Vec<RowView> {
    let categories = &context.desk.edition.vocabulary.data_categories;
    categories.iter().map(|category| data_row(category, platforms, context)).collect()
}

fn data_row(category: &Word, platforms: &[Local<'_, Platform>], context: &PageContext<'_, '_>) -> RowView {
    let cell = |platform: &Local<'_, Platform>| CellView {
        platform: column(*platform, context.desk),
        anchor: format!("{}--{}", category.id.as_str(), platform.id.as_str()),
        entries: data_entries(*platform, category, context),
        efforts: Vec::new(),
    };
    let cells: Vec<CellView> = platforms.iter().map(cell).collect();
    RowView {
        id: category.id.text.clone(),
        label: category.label.text.clone(),
        help: category.help.as_ref().map(|help| help.text.clone()),
        kind: "choice",
        differs: differs(&cells),
        difference: None,
        cells,
    }
}

fn data_entries(platform: Local<'_, Platform>, category: &Word, context: &PageContext<'_, '_>) -> Vec<FactView> {
    let uses: Vec<&DataUse> = platform.item.data.iter().filter(|own| own.category.text == category.id.text).collect();
    let views = uses.iter().map(|own| data_entry(own, category, context)).collect();
    with_nearest(views, &uses, |own| &own.regions, context.desk)
}

fn data_entry(own: &DataUse, category: &Word, context: &PageContext<'_, '_>) -> FactView {
    let desk = context.desk;
    let state_label = desk.words.of("data", own.used.word());
    FactView {
        id: category.id.text.clone(),
        label: category.label.text.clone(),
        state: own.used.word(),
        text: own.words.as_ref().map_or_else(|| state_label.clone(), |words| words.text.clone()),
        state_label,
        date: None,
        regions: desk.regions(&own.regions),
        accounts: Vec::<WordView>::new(),
        note_html: own.note.as_ref().map(|note| html::inline(note, context)),
        link: None,
        nearest_for: Vec::new(),
        proof: proof::view(&own.proof, desk),
    }
}
