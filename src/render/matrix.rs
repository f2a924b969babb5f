//! What the facts of each platform cover: for the team, behind an option of the settings.

use super::context::Desk;
use super::view::{CoverageView, MatrixPageView, MatrixRowView, PlatformMatrixView, WordView};
use crate::model::Local;
use crate::model::reference::Target;
use crate::parse::comparison::{FactKind, Row};
use crate::parse::platform::Platform;

/// How a cell stands, the best first.
const STATES: [&str; 4] = ["filled", "not-stated", "due", "missing"];

/// `matrix.html`: platform by platform, each row in each region that has a page; in none if no region has one.
pub(super) fn page(desk: &Desk<'_, '_>) -> MatrixPageView {
    let edition = desk.edition;
    let regions: Vec<_> = edition.page_regions().collect();
    let asked: Vec<Option<&str>> =
        if regions.is_empty() { vec![None] } else { regions.iter().map(|region| Some(region.id.as_str())).collect() };
    let everywhere = WordView { id: String::new(), label: desk.words.get("everywhere").to_owned(), help: None };
    let rows = || edition.comparison.rows.iter().filter(|row| row.kind != FactKind::Effort);
    let platforms: Vec<PlatformMatrixView> = edition
        .platforms
        .iter()
        .map(|platform| PlatformMatrixView {
            platform: desk.link(platform.id.as_str(), platform.name.as_str(), &Target::Platform(*platform)),
            rows: rows().map(|row| row_view(*platform, row, &asked, desk)).collect(),
        })
        .collect();
    let count = |state: &str| {
        let cells = platforms.iter().flat_map(|platform| &platform.rows).flat_map(|row| &row.cells);
        cells.filter(|cell| cell.id == state).count()
    };
    MatrixPageView {
        regions: if regions.is_empty() {
            vec![everywhere]
        } else {
            regions.iter().map(|region| super::context::entry_word(&region.id, &region.label, None)).collect()
        },
        coverage: STATES.iter().map(|id| CoverageView { state: desk.word("matrix", id), count: count(id) }).collect(),
        platforms,
    }
}

fn row_view(platform: Local<'_, Platform>, row: &Row, regions: &[Option<&str>], desk: &Desk<'_, '_>) -> MatrixRowView {
    let id = platform.id.as_str();
    let cell = |region: &Option<&str>| desk.word("matrix", state(id, row, *region, desk));
    MatrixRowView {
        row: desk.link(row.id.as_str(), row.label.as_str(), &Target::Row(row)),
        cells: regions.iter().map(cell).collect(),
    }
}

fn state(platform: &str, row: &Row, region: Option<&str>, desk: &Desk<'_, '_>) -> &'static str {
    let Ok(fact) = desk.edition.fact(platform, row.id.as_str(), region) else { return "missing" };
    if desk.edition.fact_due(fact).is_some_and(|due| due <= desk.site.as_of) {
        return "due";
    }
    if fact.value.as_str() == "not-stated" { "not-stated" } else { "filled" }
}
