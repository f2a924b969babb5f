//! What a compiled site holds, as its editors and readers rely on it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what tests share may fail loudly")]

mod support;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use faqtual::compile::{Memo, compile};
use faqtual::model::Options;
use faqtual::output::{Put, Shelf};
use faqtual::source::Sources;
use support::{clean, cold, edit, minimal, options, page, put, report, shipped, text_of};

/// The part of a page between two marks, both of which must be there.
fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let start = text.find(from).unwrap_or_else(|| panic!("no {from:?}")) + from.len();
    let end = text[start..].find(to).unwrap_or_else(|| panic!("no {to:?} after {from:?}"));
    &text[start..start + end]
}

#[test]
fn the_shipped_site_has_no_problem_and_every_page() {
    let compiled = clean(&shipped(), &options());
    for path in [
        "index.html",
        "linkedin/index.html",
        "linkedin/opt-out.html",
        "linkedin/eea.html",
        "meta/us.html",
        "compare.html",
        "compare.csv",
        "compare.json",
        "data.html",
        "faq.html",
        "faq/linkedin-opt-out.html",
        "explainers.html",
        "explainers/recruiters.html",
        "letters.html",
        "letters/objection-eea.html",
        "timeline.html",
        "glossary.html",
        "sources.html",
        "search.html",
        "about.html",
        "404.html",
        "robots.txt",
        ".nojekyll",
        "_headers",
        "_redirects",
        "api/questions.json",
        "api/schema.json",
        "build-manifest.json",
    ] {
        assert!(compiled.output.file(path).is_some(), "{path}");
    }
}

/// What the content promises in numbers.
#[test]
fn the_shipped_content_is_as_large_as_promised() {
    let compiled = clean(&shipped(), &options());
    let json = |path: &str| serde_json::from_str::<serde_json::Value>(page(&compiled, path)).unwrap();
    let count = |value: &serde_json::Value| value.as_array().map_or(0, Vec::len);
    assert!(count(&json("compare.json")["rows"]) >= 25);
    assert!(count(&json("api/questions.json")["questions"]) >= 70);
    assert!(count(&json("api/sources.json")["sources"]) >= 50);
    for platform in json("api/platforms.json")["platforms"].as_array().unwrap() {
        assert!(count(&platform["data"]) >= 20, "{}", platform["id"]);
        assert!(count(&platform["events"]) >= 15, "{}", platform["id"]);
        assert!(count(&platform["opt_out"]) >= 4, "{}", platform["id"]);
    }
}

#[test]
fn a_settings_file_alone_is_a_site() {
    let mut sources = Sources::default();
    put(&mut sources, "content/site.yaml", "title: Small\ndescription: As small as can be.\n");
    let compiled = clean(&sources, &options());
    assert!(page(&compiled, "index.html").contains("Small"));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let sources = minimal();
    assert_eq!(clean(&sources, &options()).output, clean(&sources, &options()).output);
}

#[test]
fn a_fact_shows_everywhere_what_its_one_line_says() {
    let mut sources = minimal();
    edit(
        &mut sources,
        "content/faq/acme.yaml",
        "Use [the switch]",
        "It is [](fact:acme.default-state). Use [the switch]",
    );
    for (written, shown) in [("yes", "Yes"), ("not-stated", "Not stated")] {
        let mut sources = sources.clone();
        edit(&mut sources, "content/platforms/acme.yaml", "value: yes", &format!("value: {written}"));
        let compiled = clean(&sources, &options());
        assert!(page(&compiled, "faq/can-i-object.html").contains(&format!(">{shown}</a>")), "{shown}");
        assert!(between(page(&compiled, "compare.html"), "id=\"default-state--acme\"", "</td>").contains(shown));
        assert!(page(&compiled, "compare.csv").contains(&format!(",{written},{shown},")));
    }
}

#[test]
fn a_region_gets_what_holds_nearest_to_it() {
    let mut sources = minimal();
    edit(
        &mut sources,
        "content/vocabulary.yaml",
        "  - id: eea\n    label: EU and EEA\n",
        "  - id: eea\n    label: EU and EEA\n    page: true\n  - id: norway\n    label: Norway\n    within: eea\n    page: true\n  - id: japan\n    label: Japan\n    page: true\n",
    );
    edit(
        &mut sources,
        "content/platforms/acme.yaml",
        "    value: yes\n    receipts: [acme-notice]\n",
        "    value: yes\n    text: on, of course\n    receipts: [acme-notice]\n  - fact: default-state\n    value: no\n    text: off for Europeans\n    regions: [eea]\n    receipts: [acme-notice]\n",
    );
    let compiled = clean(&sources, &options());
    for (region, shown, hidden) in [
        ("norway", "off for Europeans", "on, of course"),
        ("eea", "off for Europeans", "on, of course"),
        ("japan", "on, of course", "off for Europeans"),
    ] {
        let html = page(&compiled, &format!("acme/{region}.html"));
        assert!(html.contains(shown) && !html.contains(hidden), "{region}");
    }
    let cell = between(page(&compiled, "compare.html"), "id=\"default-state--acme\"", "</td>");
    assert!(cell.contains("on, of course") && cell.contains("off for Europeans") && cell.contains("EU and EEA"));
}

#[test]
fn the_two_dates_are_never_mixed() {
    let mut sources = minimal();
    edit(
        &mut sources,
        "content/faq/acme.yaml",
        "receipts: [acme-notice]",
        "receipts:\n    - source: acme-notice\n      seen: 2026-01-05",
    );
    let compiled = clean(&sources, &options());
    let html = page(&compiled, "faq/can-i-object.html");
    assert!(html.contains("23 November 2026") && html.contains("5 January 2026"));
    let record: serde_json::Value = serde_json::from_str(page(&compiled, "api/questions.json")).unwrap();
    assert_eq!(record["questions"][0]["reviewed"], "2026-11-23");
    assert_eq!(record["questions"][0]["evidence"], "2026-01-05");
}

#[test]
fn an_overdue_review_is_told_quietly_and_only_then() {
    let sources = minimal();
    let at = |day: &str| Options { as_of: faqtual::text::date::Date::parse(day).unwrap(), ..options() };
    let early = page(&clean(&sources, &at("2027-01-01")), "faq/can-i-object.html").to_owned();
    let late = page(&clean(&sources, &at("2027-12-01")), "faq/can-i-object.html").to_owned();
    let note = "overdue";
    assert!(!early.contains(note) && late.contains(note), "the class of the note is `overdue`");
}

#[test]
fn a_former_id_leads_to_the_question() {
    let mut sources = minimal();
    edit(&mut sources, "content/faq/acme.yaml", "  reviewed:", "  former: [objecting]\n  reviewed:");
    let compiled = clean(&sources, &options());
    let html = page(&compiled, "faq/objecting.html");
    assert!(html.contains("../faq/can-i-object.html") && html.contains("refresh"));
    assert_eq!(page(&compiled, "_redirects"), "/faq/objecting.html /faq/can-i-object.html 301\n");
    edit(&mut sources, "content/pages/about.md", "page:sources", "faq:objecting");
    assert!(page(&clean(&sources, &options()), "about.html").contains("faq/can-i-object.html"));
}

#[test]
fn drafts_stay_out_unless_asked_for() {
    let mut sources = minimal();
    edit(&mut sources, "content/explainers/what-changes.md", "topics:", "draft: true\ntopics:");
    assert!(clean(&sources, &options()).output.file("explainers/what-changes.html").is_none());
    let all = Options { drafts: true, ..options() };
    assert!(clean(&sources, &all).output.file("explainers/what-changes.html").is_some());
}

#[test]
fn a_list_for_language_models_links_what_the_site_holds() {
    let mut sources = minimal();
    edit(&mut sources, "content/site.yaml", "title:", "languages: [en, fr]\ntitle:");
    let compiled = clean(&sources, &options());
    for path in ["llms.txt", "fr/llms.txt"] {
        let text = page(&compiled, path);
        assert!(text.starts_with("# Acme and your data\n\n> How Acme uses"), "{path}");
        assert!(text.contains("- [Can I object?](faq/can-i-object.md): Yes, at any time."), "{path}: {text}");
    }
    let whole = clean(&minimal(), &Options { base_url: Some("https://example.org/".to_owned()), ..options() });
    assert!(page(&whole, "llms.txt").contains("](https://example.org/faq/can-i-object.md): "));
}

#[test]
fn an_address_gives_whole_links_where_formats_need_them() {
    let sources = minimal();
    let without = clean(&sources, &options());
    assert!(without.output.file("sitemap.xml").is_none());
    let with = clean(&sources, &Options { base_url: Some("https://example.org/a/b".to_owned()), ..options() });
    let map = page(&with, "sitemap.xml");
    assert!(map.contains("<loc>https://example.org/a/b/faq/can-i-object.html</loc>"));
    assert!(!map.contains("404.html"));
    assert!(page(&with, "robots.txt").contains("Sitemap: https://example.org/a/b/sitemap.xml"));
    assert!(page(&with, "faq/can-i-object.html").contains("href=\"https://example.org/a/b/faq/can-i-object.html\""));
    assert!(page(&with, "404.html").contains("href=\"https://example.org/a/b/index.html\""));
    assert!(page(&with, "faq/can-i-object.html").contains("href=\"../index.html\""), "pages stay relative");
}

#[test]
fn a_second_language_mirrors_the_tree_and_falls_back() {
    let mut sources = minimal();
    edit(&mut sources, "content/site.yaml", "title:", "languages: [en, fr]\ntitle:");
    put(&mut sources, "content/fr/site.yaml", "title: Acme et vos données\ndescription: Ce que fait Acme.\n");
    let question = text_of(&sources, "content/faq/acme.yaml").replace("Can I object?", "Puis-je m'opposer ?");
    put(&mut sources, "content/fr/faq/acme.yaml", &question);
    let compiled = clean(&sources, &options());
    let french = page(&compiled, "fr/faq/can-i-object.html");
    assert!(
        french.contains("<html lang=\"fr\"") && french.contains("Puis-je m&#x27;opposer")
            || french.contains("Puis-je m'opposer")
            || french.contains("Puis-je m&#39;opposer")
    );
    assert!(french.contains("23 novembre 2026"), "dates in the language");
    assert!(french.contains("../../faq/can-i-object.html"), "the switch keeps the question");
    let explainer = page(&compiled, "fr/explainers/what-changes.html");
    assert!(explainer.contains("lang=\"en\""), "what is not translated says its language");
    assert!(page(&compiled, "faq/can-i-object.html").contains("Can I object?"));
}

#[test]
fn what_is_gone_keeps_its_address() {
    let mut sources = minimal();
    let tombstones = "\
        - {id: old-form, why: 'It was about the [switch](steps:acme-switch).', see: can-i-object}\n\
        - {id: older, why: Nobody asks any more.}\n\
        - {id: topic--old, why: No more.}\n\
        - {id: steps--shut, why: The shop is shut.}\n";
    put(&mut sources, "content/tombstones.yaml", tombstones);
    let compiled = clean(&sources, &options());
    let gone = page(&compiled, "faq/old-form.html");
    for part in [
        "<h1>This answer has been withdrawn: old-form</h1>",
        "It was about the <a href=\"../acme/opt-out.html#acme-switch\">switch</a>.",
        "Read instead: <a href=\"../faq/can-i-object.html\">Can I object?</a>",
        "<meta name=\"robots\" content=\"noindex\">",
    ] {
        assert!(gone.contains(part), "{part}: {gone}");
    }
    assert!(!gone.contains("http-equiv=\"refresh\""));
    assert!(page(&compiled, "faq/older.html").contains("Read instead: <a href=\"../faq.html\">"));
    let steps = page(&compiled, "shut/opt-out.html");
    assert!(steps.contains("The shop is shut.") && steps.contains("Read instead: <a href=\"../faq.html\">"), "{steps}");
    // A topic was a place in the list of questions, which is there.
    assert!(!compiled.output.iter().any(|(path, _)| path.ends_with("topic--old.html") && !path.starts_with("embed/")));
    for (id, why) in [("old-form", "It was about"), ("topic--old", "No more."), ("steps--shut", "The shop is shut.")] {
        for form in ["html", "fragment.html", "json", "md"] {
            assert!(page(&compiled, &format!("embed/{id}.{form}")).contains(why), "{id}.{form}");
        }
    }
}

#[test]
fn a_theme_of_ones_own_changes_single_files() {
    let mut sources = minimal();
    edit(&mut sources, "content/site.yaml", "title:", "theme: mine\ntitle:");
    put(&mut sources, "themes/mine/theme.yaml", "name: mine\nextends: default\n");
    put(&mut sources, "themes/mine/templates/partials/footer.html", "<footer>Our own foot</footer>\n");
    put(&mut sources, "themes/mine/styles/tokens.css", ":root { --own: 1 }\n");
    put(&mut sources, "themes/mine/words/en.yaml", "pages:\n  compare:\n    title: Side by side\n");
    let compiled = clean(&sources, &options());
    assert!(page(&compiled, "index.html").contains("Our own foot"));
    assert!(
        page(&compiled, "compare.html").contains("<h1") && page(&compiled, "compare.html").contains("Side by side")
    );
    let style = compiled.output.iter().find(|(path, _)| path.starts_with("assets/style.")).unwrap().1;
    let style = std::str::from_utf8(style).unwrap();
    assert!(style.contains("--own: 1") && style.contains("@layer"), "the other styles stay");
}

/// Ids, and what links lead to, in a page of the output.
fn ids_and_links(html: &str) -> (Vec<&str>, Vec<&str>) {
    let all =
        |mark: &str| -> Vec<&str> { html.split(mark).skip(1).filter_map(|rest| rest.split('"').next()).collect() };
    (all(" id=\""), all(" href=\""))
}

#[test]
fn the_plain_theme_shows_every_page_and_no_link_of_it_is_dead() {
    let options = Options { theme: Some("plain".to_owned()), ..options() };
    let compiled = clean(&shipped(), &options);
    assert_eq!(compiled.pages, clean(&shipped(), &support::options()).pages);
    let mut dead = Vec::new();
    for (path, bytes) in compiled.output.iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = std::str::from_utf8(bytes).unwrap();
        // What others embed is no page of its own; a frame carries the script that tells its height.
        let is_page = !path.starts_with("embed/");
        assert!(!is_page || (html.contains("<h1>") && !html.contains("<script")), "{path}");
        for link in ids_and_links(html).1.into_iter().filter(|link| !link.contains(':')) {
            let (file, anchor) = link.split_once('#').map_or((link, None), |(file, anchor)| (file, Some(anchor)));
            let mut whole: Vec<&str> = path.split('/').collect();
            whole.pop();
            for part in file.split('/') {
                if part == ".." {
                    whole.pop();
                } else {
                    whole.push(part);
                }
            }
            let whole = if file.is_empty() { path.to_owned() } else { whole.join("/") };
            let Some(found) = compiled.output.file(&whole) else {
                dead.push(format!("{path}: {link}"));
                continue;
            };
            let there =
                anchor.is_none_or(|anchor| ids_and_links(std::str::from_utf8(found).unwrap()).0.contains(&anchor));
            if !there {
                dead.push(format!("{path}: {link}"));
            }
        }
    }
    dead.sort_unstable();
    dead.dedup();
    assert_eq!(dead, Vec::<String>::new());
}

#[test]
fn the_plain_theme_is_small() {
    let mut lines = 0;
    for folder in ["themes/plain/templates", "themes/plain/styles"] {
        for file in std::fs::read_dir(folder).unwrap() {
            lines += std::fs::read_to_string(file.unwrap().path()).unwrap().lines().count();
        }
    }
    assert!(lines < 150, "{lines} lines");
}

/// A second platform beside the one of the minimal site, with these facts.
fn with_a_rival(sources: &mut Sources, own: &str, rival: &str) {
    put(
        sources,
        "content/vocabulary.yaml",
        &text_of(sources, "content/vocabulary.yaml").replace(
            "  - id: eea\n    label: EU and EEA\n",
            "  - id: eea\n    label: EU and EEA\n    page: true\n  - id: japan\n    label: Japan\n    page: true\n",
        ),
    );
    let rows = text_of(sources, "content/comparison.yaml")
        + "  - id: begins\n    label: Start\n    group: GROUP\n    kind: date\n    highlight: true\n    help: When it begins.\n";
    let group = between(&rows, "groups:\n  - id: ", "\n").to_owned();
    put(sources, "content/comparison.yaml", &rows.replace("GROUP", &group));
    let proof = "    receipts: [acme-notice]\n    reviewed: 2026-11-23\n";
    let facts = |text: &str| text.replace("PROOF\n", proof);
    edit(sources, "content/platforms/acme.yaml", "facts:\n", &format!("facts:\n{}", facts(own)));
    let mut other = text_of(sources, "content/platforms/acme.yaml").replace(&facts(own), &facts(rival));
    for (from, to) in [("Acme", "Beta"), ("acme-switch", "beta-switch"), ("id: acme-", "id: beta-")] {
        other = other.replace(from, to);
    }
    put(sources, "content/platforms/beta.yaml", &other.replace("steps:acme", "steps:beta"));
}

#[test]
fn a_row_says_in_a_sentence_how_the_platforms_differ() {
    let fact = |key: &str, value: &str, regions: &str| format!("  - fact: {key}\n    value: {value}\n{regions}PROOF\n");
    let eea = "    regions: [eea]\n";
    for (own, rival, told) in [
        (fact("begins", "2025-01-10", ""), fact("begins", "2025-01-31", ""), Some("Acme first, Beta 21 days later.")),
        (
            fact("begins", "2025-01-10", ""),
            fact("begins", "2025-06-10", ""),
            Some("Acme first, Beta about 5 months later."),
        ),
        (fact("begins", "2025-01-10", ""), fact("begins", "2025-01-10", ""), Some("the same day.")),
        (
            fact("begins", "2025-01-10", ""),
            fact("begins", "not-stated", ""),
            Some("We found a statement for Acme only."),
        ),
        (
            fact("begins", "not-stated", ""),
            fact("begins", "not-stated", ""),
            Some("We found no statement for any of them."),
        ),
        // A month alone, or a date with words of its own, is no day to count from.
        (fact("begins", "2025-01", ""), fact("begins", "2025-06-10", ""), None),
        (fact("begins", "unclear", ""), fact("begins", "2025-06-10", ""), None),
        (
            fact("begins", "2025-01-10", eea) + &fact("begins", "unclear", ""),
            fact("begins", "2025-02-10", ""),
            Some("EU and EEA: Acme first, Beta 31 days later."),
        ),
    ] {
        let mut sources = minimal();
        with_a_rival(&mut sources, &own, &rival);
        let compiled = clean(&sources, &options());
        let html = page(&compiled, "compare.html");
        let row = between(html, "id=\"begins\"", "</tbody>");
        assert_eq!(row.contains("In short:"), told.is_some(), "{own} against {rival}: {row}");
        assert!(row.contains(told.unwrap_or_default()), "{told:?} in {row}");
    }
}

#[test]
fn a_choice_is_compared_by_what_it_says_and_where() {
    let state = |value: &str, more: &str| format!("  - fact: default-state\n    value: {value}\n{more}PROOF\n");
    let eea = "    regions: [eea]\n";
    let begins = "  - fact: begins\n    value: 2025-01-10\nPROOF\n";
    for (own, rival, told) in [
        (
            state("no", eea),
            state("partly", eea),
            "The short answer differs in: EU and EEA. The short answer is the same in: Japan.",
        ),
        (state("not-stated", eea), state("no", eea), "at least one of them in: EU and EEA."),
    ] {
        let mut sources = minimal();
        with_a_rival(&mut sources, &(own + begins), &(rival + begins));
        let compiled = clean(&sources, &options());
        let row = between(page(&compiled, "compare.html"), "id=\"default-state\"", "</tbody>").to_owned();
        assert!(row.contains(told), "{told} in {row}");
    }
}

#[test]
fn what_is_marked_stands_on_top_and_is_drawn() {
    let fact = |value: &str, more: &str| format!("  - fact: begins\n    value: {value}\n{more}PROOF\n");
    let mut sources = minimal();
    with_a_rival(
        &mut sources,
        &fact("2025-01-01", ""),
        &(fact("2026-01-01", "    regions: [eea]\n") + &fact("unclear", "")),
    );
    let compiled =
        clean(&sources, &Options { as_of: faqtual::text::date::Date::parse("2027-01-01").unwrap(), ..options() });
    for path in ["index.html", "acme/index.html", "acme/eea.html", "affected.html"] {
        let top = between(page(&compiled, path), "class=\"highlights\"", "</dl>");
        assert!(top.contains("Start") && top.contains("1 January 2025"), "{path}: {top}");
    }
    let here = between(page(&compiled, "affected.html"), "id=\"japan\"", "</section>");
    assert!(here.contains("1 January 2025") && !here.contains("1 January 2026"), "{here}");
    let drawn = between(page(&compiled, "timeline.html"), "class=\"starts\"", "</table>");
    let place = |region: &str| between(drawn, region, "</tbody>");
    assert_eq!(place("EU and EEA</th>").matches("<rect").count(), 2);
    assert!(place("EU and EEA</th>").contains("<rect x=\"50.00%\" width=\"50.00%\""), "{drawn}");
    assert_eq!(place("Japan</th>").matches("<rect").count(), 1, "no bar without a date: {drawn}");
}

#[test]
fn what_covers_a_part_or_cannot_be_found_is_no_way_to_say_no() {
    let labelled = "          - do: Open the settings and switch it off.\n            label: Training\n";
    for (purpose, has_label, told) in [
        ("training", true, "Here you can say no to Acme, in 1 way (1 step)."),
        ("training", false, "Acme offers a way to say no here, but we do not know where to find it."),
        ("part", true, "We know of no way to say no to Acme here."),
        ("ads", true, "We know of no way to say no to Acme here."),
    ] {
        let mut sources = minimal();
        let platform = "content/platforms/acme.yaml";
        edit(&mut sources, platform, "    kind: switch\n", &format!("    kind: switch\n    purpose: {purpose}\n"));
        if has_label {
            edit(&mut sources, platform, "          - do: Open the settings and switch it off.\n", labelled);
        }
        edit(
            &mut sources,
            "content/vocabulary.yaml",
            "    label: EU and EEA\n",
            "    label: EU and EEA\n    page: true\n",
        );
        let compiled = cold(&sources, &options());
        for path in ["acme/eea.html", "affected.html"] {
            assert!(page(&compiled, path).contains(told), "{path}, {purpose}: {told}");
        }
        let is_listed = purpose != "ads";
        assert_eq!(page(&compiled, "acme/eea.html").contains("id=\"fq-path-acme-switch"), is_listed, "{purpose}");
    }
}

#[test]
fn an_empty_page_is_not_linked() {
    let mut sources = Sources::default();
    put(&mut sources, "content/site.yaml", "title: Small\ndescription: As small as can be.\n");
    let compiled = clean(&sources, &options());
    let home = page(&compiled, "index.html");
    for path in
        ["affected.html", "compare.html", "data.html", "faq.html", "timeline.html", "changes.html", "glossary.html"]
    {
        assert!(!home.contains(path), "{path}");
    }
    assert!(page(&clean(&minimal(), &options()), "index.html").contains("faq.html"));
}

/// A source of 2026 is newer than one of 2025, whatever its day; beside one with a day in 2026, the day is told.
#[test]
fn the_newest_source_is_told_as_exactly_as_it_is_known() {
    let mut sources = minimal();
    let receipts = |seen: &str| format!("receipts: [acme-notice, {{source: acme-notice, seen: {seen}}}]");
    edit(&mut sources, "content/faq/acme.yaml", "receipts: [acme-notice]", &receipts("2026"));
    let told = |sources: &Sources| {
        let compiled = clean(sources, &options());
        let html = page(&compiled, "faq/can-i-object.html");
        between(html, "newest source: <time datetime=\"", "</time>").to_owned()
    };
    assert_eq!(told(&sources), "2026\">2026");
    edit(&mut sources, "content/faq/acme.yaml", "seen: 2026}", "seen: 2026}, {source: acme-notice, seen: 2026-01-05}");
    assert_eq!(told(&sources), "2026-01-05\">5 January 2026");
}

/// So that it is not torn at the end of a line.
#[test]
fn a_date_in_a_text_is_marked_as_one() {
    let mut sources = minimal();
    edit(&mut sources, "content/faq/acme.yaml", "answer: Use", "answer: Since [](event:acme-starts). Use");
    let compiled = clean(&sources, &options());
    let link = "#acme-starts\"><time datetime=\"2025-11-03\">3 November 2025</time></a>";
    for path in ["faq/can-i-object.html", "embed/can-i-object.fragment.html"] {
        assert!(page(&compiled, path).contains(link), "{path}");
    }
    assert!(page(&compiled, "faq/can-i-object.md").contains("Since [3 November 2025]("));
}

#[test]
fn marks_around_a_reference_stay_in_copies() {
    let mut sources = minimal();
    let lines = "*[](event:acme-starts)*, **[](source:acme-notice)**, a*[](event:acme-starts)*b, `x`[](source:acme-notice)_ and _[](faq:can-i-object)_.";
    edit(&mut sources, "content/faq/acme.yaml", "answer: Use", &format!("answer: Now {lines} Use"));
    let compiled = clean(&sources, &options());
    let copy = page(&compiled, "faq/can-i-object.md");
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new(copy));
    let links = html
        .replace("</a>", "")
        .split("<a href=\"")
        .map(|part| part.split_once("\">").map_or(part, |(_, rest)| rest))
        .collect::<String>();
    let shown = "Now <em>3 November 2025</em>, <strong>[1]</strong>, a*3 November 2025*b, <code>x</code>[1]_ and <em>Can I object?</em>.";
    assert!(links.contains(shown), "{copy}{links}");
}

#[test]
fn each_block_runs_in_the_direction_of_its_own_words() {
    let mut sources = minimal();
    let text = "---\ntitle: About\ndescription: Two directions.\n---\n\nPlain.\n\nשלום [a](faq:can-i-object)!\n\n## מה\n\n1. אחת\n2. Two שתיים\n\n> ציטוט\n\n| א | b |\n|---|---|\n| 1 | ב |\n";
    put(&mut sources, "content/pages/about.md", text);
    edit(&mut sources, "content/faq/acme.yaml", "short: Yes, at any time.", "short: כן!");
    let compiled = cold(&sources, &options());
    let html = page(&compiled, "about.html");
    for part in [
        "<p dir=\"ltr\">Plain.</p>",
        "<p dir=\"rtl\">שלום <a ",
        " dir=\"rtl\">מה</h2>",
        "<ol dir=\"rtl\"><li dir=\"rtl\">אחת</li>",
        "<li dir=\"ltr\">Two שתיים</li>",
        "<blockquote dir=\"rtl\"><p dir=\"rtl\">ציטוט</p>",
        "<th scope=\"col\" dir=\"rtl\">א</th><th scope=\"col\" dir=\"ltr\">b</th>",
        "<td>1</td><td dir=\"rtl\">ב</td>",
    ] {
        assert!(html.contains(part), "{part}: {}", between(html, "<main", "</main>"));
    }
    assert!(page(&compiled, "faq/can-i-object.html").contains("<span dir=\"rtl\">כן!</span>"));
    assert!(!page(&clean(&minimal(), &options()), "explainers/what-changes.html").contains(" dir=\"auto\""));
}

#[test]
fn old_evidence_is_told_quietly() {
    let at = |day: &str| Options { as_of: faqtual::text::date::Date::parse(day).unwrap(), ..options() };
    let note = "more than two years old";
    let seen = |day: &str| page(&clean(&minimal(), &at(day)), "faq/can-i-object.html").contains(note);
    assert!(!seen("2026-12-01") && seen("2039-01-01"));
}

#[test]
fn blocks_in_markdown_are_made_from_the_data() {
    let mut sources = minimal();
    put(
        &mut sources,
        "content/pages/about.md",
        "---\ntitle: About\ndescription: All blocks.\n---\n\nFirst, words without a link.\n\n[](steps:acme-switch)\n\n[](compare:default-state)\n\n[](timeline:acme)\n\n[](faq:topic/rights)\n\n[](letter:objection)\n\n[](fact:acme.default-state)\n",
    );
    let compiled = clean(&sources, &options());
    let html = page(&compiled, "about.html");
    for shown in [
        "First, words",
        "Open the settings",
        "<table",
        "Acme begins to train",
        "Can I object?",
        "Objection",
        "State if you do nothing",
    ] {
        assert!(html.contains(shown), "{shown}");
    }
    assert_eq!(html.matches("<h1").count(), 1);
}

#[test]
fn hostile_text_is_shown_and_does_nothing() {
    let mut sources = minimal();
    let hostile = "</script><img src=x onerror=alert(1)>";
    edit(&mut sources, "content/faq/acme.yaml", "question: Can I object?", &format!("question: '{hostile}'"));
    edit(&mut sources, "content/sources.yaml", "title: Privacy notice", &format!("title: '{hostile}'"));
    edit(&mut sources, "content/platforms/acme.yaml", "title: The switch", &format!("title: '{hostile}'"));
    let compiled = clean(&sources, &options());
    for (path, bytes) in compiled.output.iter().filter(|(path, _)| path.ends_with(".html") || path.ends_with(".js")) {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("<img src=x"), "{path}");
    }
}

#[test]
fn raw_html_is_shown_as_text_with_a_warning() {
    let mut sources = minimal();
    edit(&mut sources, "content/faq/acme.yaml", "answer: Use", "answer: <b onclick=alert(1)>Bold</b> Use");
    let compiled = cold(&sources, &options());
    assert!(report(&sources, &compiled).starts_with("warning[raw-html]"));
    assert!(page(&compiled, "faq/can-i-object.html").contains("&lt;b onclick=alert(1)&gt;Bold"));
}

fn published() -> Options {
    Options { base_url: Some("https://example.org/a/".to_owned()), pictures: true, ..options() }
}

/// The path of the picture that a page shows in previews.
fn picture_of(html: &str) -> &str {
    between(html, "<meta property=\"og:image\" content=\"https://example.org/a/", "\">")
}

#[test]
fn pages_that_are_shared_have_a_picture_of_their_own() {
    let compiled = clean(&minimal(), &published());
    let own = ["acme/index.html", "faq/can-i-object.html", "explainers/what-changes.html"];
    let mut pictures: Vec<&str> = own.iter().map(|path| picture_of(page(&compiled, path))).collect();
    pictures.push(picture_of(page(&compiled, "compare.html")));
    for picture in &pictures {
        let bytes = compiled.output.file(picture).unwrap();
        // PNG, 1200 by 630 (ISO/IEC 15948: signature, then the header).
        assert_eq!(&bytes[..8], b"\x89PNG\r\n\x1a\n");
        assert_eq!(&bytes[16..24], [0, 0, 4, 176, 0, 0, 2, 118]);
        assert!(bytes.len() < 60_000, "{picture} has {} bytes", bytes.len());
    }
    assert_eq!(picture_of(page(&compiled, "index.html")), pictures[3], "pages without one show the site's");
    pictures.sort_unstable();
    pictures.dedup();
    assert_eq!(pictures.len(), 4);
}

#[test]
fn pictures_are_drawn_for_publishing_only_and_can_be_off() {
    let drawn = |sources: &Sources, options: &Options| {
        let compiled = clean(sources, options);
        assert_eq!(
            page(&compiled, "index.html").contains("og:image"),
            compiled.output.iter().any(|(path, _)| path.ends_with(".png"))
        );
        compiled.output.iter().filter(|(path, _)| path.starts_with("pictures/")).count()
    };
    assert_eq!(drawn(&minimal(), &options()), 0);
    assert_eq!(drawn(&minimal(), &Options { base_url: None, ..published() }), 0, "a preview needs a whole address");
    let mut off = minimal();
    edit(&mut off, "content/site.yaml", "title:", "pictures: false\ntitle:");
    assert_eq!(drawn(&off, &published()), 0);
}

#[test]
fn what_an_earlier_build_drew_is_not_drawn_again() {
    let first = clean(&minimal(), &published());
    let mut memo = faqtual::compile::Memo::default();
    let drawn = first.output.iter().filter(|(path, _)| path.starts_with("pictures/"));
    // Bytes that no drawing gives show where a picture came from.
    memo.recall_pictures(drawn.map(|(path, _)| (path.to_owned(), b"drawn before".to_vec())));
    let mut sources = minimal();
    edit(&mut sources, "content/faq/acme.yaml", "Can I object?", "May I object?");
    let second = faqtual::compile::compile(&sources, &published(), &mut memo);
    let bytes = |path: &str| second.output.file(picture_of(page(&second, path))).unwrap();
    assert_eq!(bytes("acme/index.html"), b"drawn before");
    assert_ne!(bytes("faq/can-i-object.html"), b"drawn before", "other words, another picture");
}

#[test]
fn a_script_that_the_font_lacks_shows_the_site() {
    let mut sources = minimal();
    edit(&mut sources, "content/faq/acme.yaml", "Can I object?", "私のデータ");
    let compiled = clean(&sources, &published());
    let site = picture_of(page(&compiled, "index.html"));
    assert_eq!(picture_of(page(&compiled, "faq/can-i-object.html")), site);
    edit(&mut sources, "content/site.yaml", "Acme and your data", "あなたのデータ");
    let compiled = clean(&sources, &published());
    assert!(!page(&compiled, "index.html").contains("og:image"), "no picture is better than one of holes");
}

/// A thousand explainers and a thousand questions, without special settings.
#[test]
fn a_large_site_compiles_like_a_small_one() {
    let mut sources = minimal();
    let mut questions = String::new();
    for number in 0..1000 {
        let article = text_of(&minimal(), "content/explainers/what-changes.md");
        put(
            &mut sources,
            &format!("content/explainers/made-{number}.md"),
            &article.replace("What changes", &format!("Change {number}")),
        );
        let own = text_of(&minimal(), "content/faq/acme.yaml").replace("can-i-object", &format!("made-{number}"));
        write!(questions, "{own}").unwrap();
    }
    put(&mut sources, "content/faq/made.yaml", &questions);
    let small = clean(&minimal(), &options());
    let large = clean(&sources, &options());
    let further = ["faq", "explainers", "search"]
        .map(|name| (2..).take_while(|part| large.output.file(&format!("{name}-{part}.html")).is_some()).count());
    assert_eq!(further, [10, 5, 4], "parts of long lists");
    assert_eq!(large.pages, small.pages + 2000 + further.iter().sum::<usize>());
    assert!(page(&large, "explainers/made-999.html").contains("Change 999"));
    assert!(page(&large, "faq/made-999.html").contains("Can I object?"));
    // Each question is listed on one part, and each part leads to all others.
    for number in [0, 500, 999] {
        let anchor = format!("id=\"made-{number}\"");
        let found = (1..=11).filter(|part| page(&large, &part_path("faq", *part)).contains(&anchor)).count();
        assert_eq!(found, 1, "made-{number}");
    }
    let last = page(&large, "faq-11.html");
    assert!(last.contains("href=\"faq.html\"") && last.contains("href=\"faq-10.html\""));
    // No page grows with the site.
    for (path, bytes) in large.output.iter().filter(|(path, _)| path.ends_with(".html")) {
        assert!(bytes.len() < 400_000, "{path} has {} bytes", bytes.len());
    }
}

fn part_path(name: &str, part: usize) -> String {
    if part == 1 { format!("{name}.html") } else { format!("{name}-{part}.html") }
}

/// What is listed on a further part is linked there.
#[test]
fn links_lead_to_the_part_that_shows_their_target() {
    let mut sources = minimal();
    let (mut cited, mut terms, mut topics) = (String::new(), String::from("glossary:\n"), String::from("topics:\n"));
    let mut questions = String::new();
    for number in 0..250 {
        writeln!(cited, "- {{id: paper-{number:03}, publisher: Paper {number:03}, title: A report, url: 'https://paper.example/{number}', kind: press, date: 2026-01-01, summary: It says so.}}").unwrap();
        writeln!(terms, "  - {{id: term-{number:03}, term: Term {number:03}, definition: A word.}}").unwrap();
        writeln!(topics, "  - {{id: topic-{number:03}, label: Topic {number:03}}}").unwrap();
        let own = text_of(&minimal(), "content/faq/acme.yaml").replace("can-i-object", &format!("made-{number:03}"));
        let own = own.replace("[rights]", &format!("[topic-{number:03}]"));
        write!(questions, "{}", own.replace("[acme-notice]", &format!("[paper-{number:03}]"))).unwrap();
    }
    let vocabulary = text_of(&minimal(), "content/vocabulary.yaml");
    let vocabulary = vocabulary.replace("topics:\n", &topics).replace("glossary:\n", &terms);
    put(&mut sources, "content/vocabulary.yaml", &vocabulary);
    let known = text_of(&minimal(), "content/sources.yaml");
    put(&mut sources, "content/sources.yaml", &(known + &cited));
    put(&mut sources, "content/faq/made.yaml", &questions);
    put(
        &mut sources,
        "content/pages/links.md",
        "---\ntitle: Links\ndescription: Links.\n---\n[](term:term-249) [words](faq:topic/topic-249)\n",
    );
    let compiled = clean(&sources, &options());
    assert!(page(&compiled, "sources-2.html").contains("id=\"paper-249\""));
    let html = page(&compiled, "links.html");
    for (link, anchor) in [("glossary-2.html", "term-249"), ("faq-3.html", "topic-topic-249")] {
        assert!(html.contains(&format!("{link}#{anchor}\"")), "{anchor}: {html}");
        assert!(page(&compiled, link).contains(&format!("id=\"{anchor}\"")), "{link}");
    }
}

#[test]
fn a_change_is_told_with_both_wordings_on_the_page_and_in_the_feeds() {
    let mut sources = minimal();
    edit(
        &mut sources,
        "content/platforms/acme.yaml",
        "    value: yes\n",
        "    value: yes\n    text: on for <everyone>\n    was:\n      - until: 2026-02-01\n        value: no\n      - until: 2026-03-01\n        value: partly\n        text: on for some\n",
    );
    let compiled = clean(&sources, &options());
    for path in ["changes.html", "feed.xml", "feed.json", "acme/feed.xml", "acme/feed.json"] {
        let text = page(&compiled, path);
        assert!(text.contains("on for some") && text.contains("2026-03-01"), "{path}");
        assert!(path.ends_with(".json") || !text.contains("<everyone>"), "{path}");
        assert_eq!(text.matches("2026-02-01").count().min(1), 1, "{path} tells of the older change too");
    }
    let html = page(&compiled, "changes.html");
    let newest = between(html, "id=\"default-state--acme-2026-03-01\"", "</li>");
    assert!(newest.contains("<del>on for some</del>") && newest.contains("<ins>on for &lt;everyone&gt;</ins>"));
    let oldest = between(html, "id=\"default-state--acme-2026-02-01\"", "</li>");
    assert!(oldest.contains("<del>No</del>") && oldest.contains("<ins>on for some</ins>"), "{oldest}");
}

#[test]
fn the_lists_of_changes_are_bounded() {
    let mut sources = minimal();
    let mut events = String::new();
    for number in 0..300 {
        let day = format!("{:04}-{:02}-01", 2000 + number / 12, number % 12 + 1);
        write!(events, "  - id: made-{number}\n    date: {day}\n    kind: changed\n    title: Made {number}\n    receipts: [acme-notice]\n").unwrap();
    }
    edit(&mut sources, "content/platforms/acme.yaml", "events:\n", &format!("events:\n{events}"));
    let compiled = clean(&sources, &options());
    for (path, mark) in
        [("feed.xml", "<entry>"), ("feed.json", "\"date_published\""), ("changes.html", "<li class=\"event")]
    {
        let text = page(&compiled, path);
        assert_eq!(text.matches(mark).count(), 100, "{path}");
        assert!(text.contains("Made 299") && !text.contains("Made 100"), "{path} keeps the newest");
    }
    assert!(page(&compiled, "timeline.html").contains("Made 100"), "the timeline has all of it");
    assert_eq!(page(&compiled, "calendar.ics").matches("BEGIN:VEVENT").count(), 302);
}

#[test]
fn a_day_to_come_reminds_and_a_day_gone_does_not() {
    let mut sources = minimal();
    edit(&mut sources, "content/platforms/acme.yaml", "date: 2025-11-03", "date: 2027-02-28");
    let ahead = clean(&sources, &options());
    let alone = page(&ahead, "calendar/acme-starts.ics");
    assert!(alone.contains("DTSTART;VALUE=DATE:20270228\r\nDTEND;VALUE=DATE:20270301\r\n"));
    assert!(alone.contains("TRIGGER:-P6DT15H\r\n") && alone.contains("TRIGGER:-PT15H\r\n"));
    assert!(page(&ahead, "timeline.html").contains("href=\"calendar/acme-starts.ics\""));
    assert!(page(&ahead, "feed.xml").contains("Acme begins to train"), "announced: in the feed since its review");

    let gone =
        clean(&sources, &Options { as_of: faqtual::text::date::Date::parse("2027-03-01").unwrap(), ..options() });
    assert!(gone.output.file("calendar/acme-starts.ics").is_none());
    assert!(!page(&gone, "timeline.html").contains("calendar/acme-starts.ics"));
    let calendar = page(&gone, "calendar.ics");
    assert!(calendar.contains("UID:acme-starts@") && !calendar.contains("TRIGGER:-"));
    assert!(calendar.contains("RRULE:FREQ=YEARLY"), "the yearly look stays");
}

#[test]
fn a_site_that_asks_for_it_sees_what_its_facts_cover() {
    let mut sources = minimal();
    assert!(clean(&sources, &options()).output.file("matrix.html").is_none());
    let settings = text_of(&sources, "content/site.yaml");
    put(&mut sources, "content/site.yaml", &(settings + "review: {matrix: true}\n"));
    let compiled = clean(&sources, &options());
    let html = page(&compiled, "matrix.html");
    assert!(html.contains("<td class=\"matrix-filled\">Filled</td>"), "{html}");
    // No two regions of the page have one name.
    assert_eq!(html.matches("aria-labelledby=\"fq-matrix-1\"").count(), 1);
    assert!(html.contains("Missing: 0"), "{html}");
    edit(&mut sources, "content/platforms/acme.yaml", "    value: yes\n", "    value: not-stated\n");
    let html = page(&clean(&sources, &options()), "matrix.html").to_owned();
    assert!(html.contains("Not stated: 1") && html.contains("Filled: 0"), "{html}");
    let late = Options { as_of: faqtual::text::date::Date::parse("2028-01-01").unwrap(), ..options() };
    let html = page(&cold(&sources, &late), "matrix.html").to_owned();
    assert!(html.contains("Due: 1"), "{html}");
}

/// Files by their paths, as in a folder.
#[derive(Debug, Default)]
struct Drawer(Mutex<BTreeMap<String, Vec<u8>>>);

impl Shelf for Drawer {
    fn put(&self, path: &str, bytes: &[u8]) -> Option<Put> {
        let earlier = self.0.lock().unwrap().insert(path.to_owned(), bytes.to_vec());
        assert!(earlier.is_none(), "{path} is made twice");
        Some(Put::Written)
    }

    fn get(&self, path: &str) -> Result<Vec<u8>, String> {
        self.0.lock().unwrap().get(path).cloned().ok_or_else(|| format!("no {path}"))
    }
}

#[test]
fn files_that_are_put_away_are_the_same() {
    let held = clean(&shipped(), &options());
    let drawer: Arc<dyn Shelf> = Arc::new(Drawer::default());
    let away = compile(&shipped(), &options(), &mut Memo::with_shelf(Some(drawer)));
    assert_eq!(away.diagnostics, held.diagnostics);
    assert!(away.output.file("index.html").is_none(), "pages are not held");
    assert_eq!(away.output.total_bytes(), held.output.total_bytes());
    for ((path, file), (other, same)) in away.output.files().zip(held.output.files()) {
        assert_eq!((path, file.read().unwrap()), (other, same.read().unwrap()), "{path}");
    }
}

/// A page that waits on the shelf is held to the policy as any other.
#[test]
fn what_is_put_away_is_looked_at_too() {
    let mut sources = minimal();
    put(&mut sources, "themes/own/theme.yaml", "name: own\nextends: default\n");
    put(&mut sources, "themes/own/templates/404.html", "<!doctype html><script>alert(1)</script>");
    let mut found = Vec::new();
    for shelf in [None, Some(Arc::new(Drawer::default()) as Arc<dyn Shelf>)] {
        let options = Options { theme: Some("own".to_owned()), ..options() };
        found.push(compile(&sources, &options, &mut Memo::with_shelf(shelf)).diagnostics);
    }
    assert!(!found[0].is_empty());
    assert_eq!(found[0], found[1]);
}

#[test]
fn a_site_need_not_be_embedded() {
    let mut sources = minimal();
    let settings = "title: A\ndescription: B.\nbase_url: https://example.org/\n";
    put(&mut sources, "content/site.yaml", settings);
    assert!(clean(&sources, &options()).output.has("embed/can-i-object.html"));

    put(&mut sources, "content/site.yaml", &format!("{settings}embeds: false\n"));
    let compiled = clean(&sources, &options());
    let left: Vec<&str> =
        compiled.output.iter().map(|(path, _)| path).filter(|path| path.starts_with("embed")).collect();
    assert_eq!(left, [""; 0]);
    for (path, html) in compiled.output.iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = String::from_utf8_lossy(html);
        assert!(!html.contains("embed.html") && !html.contains("oembed"), "{path} leads to an embed");
    }
    assert!(!page(&compiled, "_headers").contains("/embed/"), "nobody may frame what is not there");

    // What is written down about ids is held to all the same.
    put(&mut sources, "content/tombstones.yaml", "- id: can-i-object\n  why: Acme took it away.\n");
    assert!(report(&sources, &cold(&sources, &options())).contains("tombstone-in-use"));
    sources.remove("content/tombstones.yaml");

    put(&mut sources, "content/site.yaml", &format!("{settings}embeds: false\nmenu: ['page:embed']\n"));
    assert!(report(&sources, &cold(&sources, &options())).contains("unknown-page"));
}

/// Pages that a theme brings along ready are pages too.
#[test]
fn a_page_among_the_assets_of_a_theme_is_held_to_the_policy() {
    let mut sources = minimal();
    put(&mut sources, "themes/own/theme.yaml", "name: own\nextends: default\n");
    put(&mut sources, "themes/own/assets/demo.html", "<script>alert(1)</script>");
    let options = Options { theme: Some("own".to_owned()), ..options() };
    assert!(report(&sources, &cold(&sources, &options)).contains("an inline script"));
}
