//! schema.org JSON-LD that says what the page says: from the same views, never by itself.
//!
//! Only where it adds little to a page: the lists of everything have none, each entry's own page has it.

use serde_json::{Value, json};

use super::context::Desk;
use super::view::{
    ArticleView, DateView, LinkView, OptOutPageView, PlatformView, ProofView, QuestionView, StepsView, TermView,
    WordView,
};
use crate::text::in_script;

/// The blocks of a page as the text of a script element: `<` would end it (HTML, "Restrictions for contents of
/// script elements").
pub(super) fn written(blocks: Vec<Value>) -> Option<String> {
    let graph = match blocks.len() {
        0 => return None,
        1 => {
            let mut only = json!({"@context": "https://schema.org"});
            merge(&mut only, blocks.into_iter().next().unwrap_or_default());
            only
        }
        _ => json!({"@context": "https://schema.org", "@graph": blocks}),
    };
    serde_json::to_string(&graph).ok().map(in_script)
}

/// Adds the members of one object to another, without those that are empty.
fn merge(into: &mut Value, from: Value) {
    let (Value::Object(into), Value::Object(from)) = (into, from) else { return };
    into.extend(from.into_iter().filter(|(_, value)| !value.is_null() && value != &json!([])));
}

/// An object of a type, without members that are empty.
fn node(kind: &str, members: Value) -> Value {
    let mut node = json!({"@type": kind});
    merge(&mut node, members);
    node
}

/// What readers see of a piece of our own HTML: its words, without the numbers of citations.
fn visible(html: &str) -> String {
    let mut words = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        words.push_str(&rest[..start]);
        rest = &rest[start..];
        if let Some(end) = rest.strip_prefix("<sup").and_then(|cite| cite.find("</sup>")) {
            rest = &rest[end + "<sup</sup>".len()..];
        } else {
            let end = rest.find('>').map_or(rest.len(), |end| end + 1);
            if ["<p", "</p", "<br", "<li", "</li", "<h", "<t", "<d"].iter().any(|block| rest.starts_with(block)) {
                words.push(' ');
            }
            rest = &rest[end..];
        }
    }
    words.push_str(rest);
    let plain = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&#8288;", "")];
    let words = plain.iter().fold(words, |words, (entity, sign)| words.replace(entity, sign)).replace("&amp;", "&");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn day(date: Option<&DateView>) -> Option<&String> {
    date.map(|date| &date.iso)
}

fn citations(proof: &ProofView) -> Vec<Value> {
    let cited = proof.receipts.iter().filter_map(|receipt| receipt.url.as_ref().map(|url| (receipt, url)));
    cited.map(|(receipt, url)| node("CreativeWork", json!({"name": receipt.title, "url": url}))).collect()
}

fn publisher(desk: &Desk<'_, '_>) -> Option<Value> {
    let publisher = &desk.edition.settings.publisher;
    let name = publisher.name.as_ref()?;
    Some(node("Organization", json!({"name": name.text, "url": publisher.url})))
}

/// The home page.
pub(super) fn site(desk: &Desk<'_, '_>) -> Value {
    let settings = desk.edition.settings;
    node(
        "WebSite",
        json!({
            "name": settings.title.text,
            "description": settings.description.text,
            "url": desk.site.base_url.as_ref().map(|base| format!("{base}{}", desk.edition.route("index.html").path)),
            "inLanguage": desk.edition.language,
            "publisher": publisher(desk),
        }),
    )
}

/// A page with one question, answered by its publisher and by nobody else: a page of one FAQ.
pub(super) fn question(question: &QuestionView, desk: &Desk<'_, '_>) -> Value {
    let answer = node("Answer", json!({"text": visible(&question.short_html)}));
    node(
        "FAQPage",
        json!({
            "inLanguage": question.language.as_deref().unwrap_or(desk.edition.language),
            "lastReviewed": day(question.proof.reviewed.as_ref()),
            "publisher": publisher(desk),
            "citation": citations(&question.proof),
            "mainEntity": [node("Question", json!({"name": question.question, "acceptedAnswer": answer}))],
        }),
    )
}

/// An explainer. When it was reviewed is the page's: to look at a text again is not to change it.
pub(super) fn article(article: &ArticleView, desk: &Desk<'_, '_>) -> Value {
    let text = node(
        "Article",
        json!({
            "headline": article.title,
            "abstract": article.summary_html.as_deref().map(visible),
            "citation": citations(&article.proof),
        }),
    );
    node(
        "WebPage",
        json!({
            "inLanguage": article.language.as_deref().unwrap_or(desk.edition.language),
            "lastReviewed": day(article.proof.reviewed.as_ref()),
            "publisher": publisher(desk),
            "mainEntity": text,
        }),
    )
}

/// A page about a platform; in one region, when that is given.
pub(super) fn platform(platform: &PlatformView, region: Option<&WordView>, desk: &Desk<'_, '_>) -> Value {
    node(
        "WebPage",
        json!({
            "inLanguage": desk.edition.language,
            "lastReviewed": day(platform.reviewed.as_ref()),
            "publisher": publisher(desk),
            "about": node("Thing", json!({"name": platform.name, "url": platform.website})),
            "spatialCoverage": region.map(|region| node("Place", json!({"name": region.label}))),
        }),
    )
}

/// The ways to say no: the page, then each that has steps.
pub(super) fn opt_out(view: &OptOutPageView, desk: &Desk<'_, '_>) -> Vec<Value> {
    let ways = view.paths.iter().chain(&view.about_ads);
    let ways = ways.filter(|path| path.surfaces.iter().any(|surface| !surface.steps.is_empty()));
    std::iter::once(platform(&view.platform, None, desk)).chain(ways.map(|path| how_to(path, desk))).collect()
}

/// One way: a section a surface.
fn how_to(path: &StepsView, desk: &Desk<'_, '_>) -> Value {
    let step = |step: &super::view::StepView| {
        node("HowToStep", json!({"text": visible(&step.action_html), "name": step.label, "url": step.link}))
    };
    let sections = path.surfaces.iter().filter(|surface| !surface.steps.is_empty()).map(|surface| {
        let steps: Vec<Value> = surface.steps.iter().map(step).collect();
        node("HowToSection", json!({"name": surface.title, "itemListElement": steps}))
    });
    node(
        "HowTo",
        json!({
            "name": path.title,
            "inLanguage": desk.edition.language,
            "step": sections.collect::<Vec<_>>(),
            "citation": citations(&path.proof),
        }),
    )
}

/// The glossary.
pub(super) fn glossary(terms: &[TermView], desk: &Desk<'_, '_>) -> Value {
    let term = |term: &TermView| {
        let description = visible(&term.definition_html);
        node("DefinedTerm", json!({"name": term.term, "alternateName": term.also, "description": description}))
    };
    node(
        "DefinedTermSet",
        json!({
            "name": desk.words.get("pages.glossary.title"),
            "inLanguage": desk.edition.language,
            "hasDefinedTerm": terms.iter().map(term).collect::<Vec<_>>(),
        }),
    )
}

/// The way to a page; only with a base URL, since every item needs a whole address.
pub(super) fn breadcrumbs(links: &[LinkView], base_url: &str) -> Value {
    let item = |(at, link): (usize, &LinkView)| {
        let members = json!({"position": at + 1, "name": link.title, "item": format!("{base_url}{}", link.path)});
        node("ListItem", members)
    };
    node("BreadcrumbList", json!({"itemListElement": links.iter().enumerate().map(item).collect::<Vec<_>>()}))
}

#[cfg(test)]
mod tests {
    use super::{visible, written};

    #[test]
    fn a_script_element_cannot_be_ended() {
        let value = serde_json::json!({"@type": "Thing", "name": "</script><script>alert(1)</script>"});
        let text = written(vec![value]).unwrap();
        assert!(!text.contains('<'));
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read["name"], "</script><script>alert(1)</script>");
    }

    #[test]
    fn words_are_what_readers_see() {
        let html = "<p>Use <a href=\"a?b&amp;c\">R&amp;D &lt;now&gt;</a>&#8288;<sup class=\"cite\"><a href=\"#x\">[1]</a></sup>.</p><p>Then&#39;s</p>";
        assert_eq!(visible(html), "Use R&D <now>. Then's");
    }
}
