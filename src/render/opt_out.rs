//! Opt-out paths with their steps and what they take.

use super::context::{Desk, PageContext};
use super::view::{EffortView, LabelView, StepView, StepsView, SurfaceView};
use super::{html, proof};
use crate::model::Local;
use crate::model::reference::Target;
use crate::parse::platform::{OptOutPath, Platform, Surface};
use crate::text::language;

/// What a path takes, computed from its steps.
pub(super) fn effort(platform: Local<'_, Platform>, path: &OptOutPath, desk: &Desk<'_, '_>) -> EffortView {
    let route = desk.edition.anchor(&format!("{}/opt-out.html", platform.id.as_str()), path.id.as_str());
    EffortView {
        path: desk.page_link(path.id.as_str(), path.title.as_str(), &route),
        kind: desk.word("path_kinds", &path.kind),
        steps: desk.steps_words(path),
        needs: path.needs.iter().map(|need| desk.word("needs", need)).collect(),
        regions: desk.regions(&path.regions),
        accounts: desk.accounts(&path.accounts),
        offered_in: offered_in(path, desk),
    }
}

fn offered_in(path: &OptOutPath, desk: &Desk<'_, '_>) -> Vec<String> {
    let regions = desk.edition.page_regions().map(|region| &region.id.text);
    regions.filter(|region| desk.edition.nearness(&path.regions, region).is_some()).cloned().collect()
}

/// A path with everything.
pub(super) fn steps(platform: Local<'_, Platform>, path: &OptOutPath, context: &PageContext<'_, '_>) -> StepsView {
    let desk = context.desk;
    let prose = |prose: &crate::parse::entry::Prose| html::inline(prose, context);
    let effort = effort(platform, path, desk);
    StepsView {
        id: path.id.text.clone(),
        kind: desk.word("path_kinds", &path.kind),
        title: path.title.text.clone(),
        platform: desk.link(platform.id.as_str(), platform.name.as_str(), &Target::Platform(platform)),
        path: effort.path.path.clone(),
        regions: desk.regions(&path.regions),
        accounts: desk.accounts(&path.accounts),
        link: path.link.clone(),
        link_label: path.link_label.as_ref().map(|label| label.text.clone()),
        labels: path.labels.iter().map(|(tag, label)| foreign(tag, label.as_str())).collect(),
        surfaces: path.surfaces.iter().map(|own| surface(own, context)).collect(),
        effort,
        confirmation_html: path.confirmation.as_ref().map(prose),
        retroactive: desk.word("choices", path.retroactive.word()),
        covers_html: prose(&path.covers),
        excludes_html: path.excludes.as_ref().map(prose),
        unavailable_html: path.unavailable.as_ref().map(prose),
        about_ads: path.about_ads(),
        qr: None,
        proof: proof::view(&path.proof, desk),
    }
}

fn foreign(tag: &str, label: &str) -> LabelView {
    LabelView { language: tag.to_owned(), language_name: language::own_name(tag).to_owned(), label: label.to_owned() }
}

fn surface(surface: &Surface, context: &PageContext<'_, '_>) -> SurfaceView {
    let step = |step: &crate::parse::platform::Step| StepView {
        action_html: html::inline(&step.action, context),
        label: step.label.as_ref().map(|label| label.text.clone()),
        link: step.link.clone(),
    };
    SurfaceView {
        kind: surface.kind.clone(),
        title: surface.title.text.clone(),
        steps: surface.steps.iter().map(step).collect(),
    }
}
