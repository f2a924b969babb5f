//! schema.org JSON-LD that says what the page says: from the same views, never by itself.

use serde_json::{Value, json};

use super::context::Desk;
use super::view::{ArticleView, LinkView, ProofView, QuestionView};

/// Serialises JSON-LD for a script element: `<` would end it (HTML, "Restrictions for contents of script elements").
pub(super) fn escaped(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

fn citations(proof: &ProofView) -> Vec<Value> {
    let cited = proof.receipts.iter().filter_map(|receipt| receipt.url.as_ref().map(|url| (receipt, url)));
    cited.map(|(receipt, url)| json!({"@type": "CreativeWork", "name": receipt.title, "url": url})).collect()
}

/// A page with one question.
pub(super) fn question(question: &QuestionView, desk: &Desk<'_, '_>) -> Value {
    json!({
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "inLanguage": desk.edition.language,
        "lastReviewed": question.proof.reviewed.as_ref().map(|date| &date.iso),
        "citation": citations(&question.proof),
        "mainEntity": [{
            "@type": "Question",
            "name": question.question,
            "acceptedAnswer": {"@type": "Answer", "text": question.short},
        }],
    })
}

/// An explainer.
pub(super) fn article(article: &ArticleView, desk: &Desk<'_, '_>) -> Value {
    json!({
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": article.title,
        "description": article.description,
        "inLanguage": desk.edition.language,
        "dateModified": article.proof.reviewed.as_ref().map(|date| &date.iso),
        "publisher": desk.edition.settings.publisher.name.as_ref().map(|name| json!({"@type": "Organization", "name": name.text})),
        "citation": citations(&article.proof),
    })
}

/// The way to a page; only with a base URL, since every item needs a whole address.
pub(super) fn breadcrumbs(links: &[LinkView], base_url: &str) -> Value {
    let item = |(at, link): (usize, &LinkView)| json!({"@type": "ListItem", "position": at + 1, "name": link.title, "item": format!("{base_url}{}", link.path)});
    json!({
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": links.iter().enumerate().map(item).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn a_script_element_cannot_be_ended() {
        let value = serde_json::json!({"name": "</script><script>alert(1)</script>"});
        let text = escaped(&value);
        assert!(!text.contains('<'));
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }
}
