//! `embed.html`, which makes snippets, and the way there from other pages.

use std::collections::BTreeMap;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::index::Edition;
use super::snippet::{Choice, Look, Snippet};
use super::{FOLDER, LEVEL, folder, fragment};
use crate::model::embed::{COMPARE, Embed};
use crate::model::reference::Target;
use crate::render::Desk;
use crate::render::pages::Page;
use crate::render::view::{EmbedGroupView, EmbedLanguageView, EmbedLinkView, EmbedPageView, LinkView};
use crate::text::language;

/// Stands in snippets for the site's address while that is not known.
const NOWHERE: &str = "https://example.org/";

/// How what a page is about can be embedded.
pub(in crate::render) fn link(page: Page<'_>, desk: &Desk<'_, '_>) -> Option<EmbedLinkView> {
    let id = match page {
        _ if !desk.edition.has_embeds => return None,
        Page::Question(question) => Embed::Question(question).id(),
        Page::OptOut(platform) if platform.opt_out.iter().any(|path| !path.about_ads()) => Embed::Steps(platform).id(),
        Page::Compare if !desk.edition.platforms.is_empty() => COMPARE.to_owned(),
        _ => return None,
    };
    let path = desk.edition.route(&page.path()).path;
    let oembed = desk.site.base_url.as_ref().map(|base| {
        let own = format!("{base}{path}");
        let own = utf8_percent_encode(&own, NON_ALPHANUMERIC);
        format!("{base}{}{id}.oembed.json?url={own}", folder(desk.site, desk.edition))
    });
    Some(EmbedLinkView { path: desk.edition.anchor("embed.html", id.as_str()).href(""), id, oembed })
}

/// `embed.html`
pub(in crate::render) fn view(desk: &Desk<'_, '_>) -> EmbedPageView {
    let embeds = desk.edition.embeds();
    let group = |kind: &'static str| EmbedGroupView {
        kind: desk.word("embed.kinds", kind),
        items: embeds.iter().filter(|embed| embed.kind() == kind).map(|embed| item(embed, desk)).collect(),
    };
    let groups = ["question", "steps", "topic", "compare"].map(group);
    let groups: Vec<_> = groups.into_iter().filter(|group| !group.items.is_empty()).collect();
    let languages = desk.site.editions.iter().map(|edition| EmbedLanguageView {
        id: edition.language.to_owned(),
        title: language::own_name(edition.language).to_owned(),
        folder: folder(desk.site, edition)[FOLDER.len()..].to_owned(),
    });
    let example = groups.first().and_then(|group| group.items.first()).cloned();
    let base_url = desk.site.base_url.clone().unwrap_or_else(|| NOWHERE.to_owned());
    EmbedPageView {
        snippets: example.as_ref().map(|item| snippets(item, &base_url, desk)).unwrap_or_default(),
        groups,
        languages: languages.collect(),
        example,
        is_placed: desk.site.base_url.is_some(),
        base_url,
        scripts: ["builder.js", "embed.js"].map(|name| format!("{FOLDER}{name}")),
    }
}

fn item(embed: &Embed<'_>, desk: &Desk<'_, '_>) -> LinkView {
    let id = embed.id();
    match embed {
        Embed::Question(own) => desk.link(&id, own.question.as_str(), &Target::Question(*own)),
        Embed::Topic(topic) => desk.link(&id, topic.label.as_str(), &Target::Topic(topic)),
        Embed::Steps(platform) => {
            let route = desk.edition.route(&format!("{}/opt-out.html", platform.id.as_str()));
            desk.page_link(&id, platform.name.as_str(), &route)
        }
        Embed::Compare => LinkView { id, ..desk.fixed("compare") },
        Embed::Gone(_) => LinkView { id, ..desk.fixed("faq") },
    }
}

/// Every way for one example: what the script of the page makes for others.
fn snippets(item: &LinkView, base: &str, desk: &Desk<'_, '_>) -> BTreeMap<&'static str, String> {
    let below = folder(desk.site, desk.edition);
    let edition = Edition {
        title: item.title.clone(),
        path: item.path.clone(),
        folder: below[FOLDER.len()..].to_owned(),
        hash: String::new(),
        integrity: String::new(),
        height: HEIGHT,
        reviewed: None,
        evidence: None,
        due: None,
    };
    let look = Look { choice: Choice::Latest, level: LEVEL, is_closed: false };
    let snippet = Snippet { base, id: &item.id, edition: &edition, script: ("", ""), look };
    let file = |extension: &str| format!("{base}{below}{}.{extension}\n", item.id);
    BTreeMap::from([
        ("iframe", snippet.frame()),
        ("element", snippet.element()),
        ("html", file(&fragment(LEVEL))),
        ("oembed", file("oembed.json")),
        ("markdown", file("md")),
        ("json", file("json")),
    ])
}

/// A height for the example, whose own is known to the index only.
const HEIGHT: u32 = 480;
