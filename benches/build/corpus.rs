//! A site of any size with all that faqtual has, always the same for a size; and the same texts for other tools.
//!
//! Explainers of about 900 words with headings, lists, tables and links; one question for every five of them, in
//! YAML; platforms, a comparison, sources, receipts on every claim. Words come as often as their rank says (Zipf),
//! the first ones English, the others made of syllables.

use std::fmt::Write as _;

const COMMON: &str = "the of and to a in is that it for on with as you are this be at by not your from or have an they which \
can we but what data privacy account setting people company when how may used about their more than other some only also if \
no all has use was will its do make time into out up any new these two first my them over such most then where after who";
const SYLLABLES: [&str; 24] = [
    "ba", "ren", "to", "mi", "sal", "ve", "con", "di", "per", "lo", "ga", "nis", "tra", "fe", "hu", "ker", "pol", "ta",
    "wen", "ri", "os", "jun", "cle", "ma",
];
const ENDINGS: [&str; 6] = ["", "s", "ing", "ed", "er", "tion"];
const CATEGORIES: usize = 12;
const REGIONS: [&str; 3] = ["north", "south", "west"];
const TOPICS: usize = 8;
const SECTIONS: usize = 6;

/// How much of each there is.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    pub(super) pages: usize,
    pub(super) questions: usize,
    pub(super) platforms: usize,
    pub(super) rows: usize,
    /// Links to other explainers in each of a page's six sections.
    pub(super) links: usize,
}

impl Shape {
    /// A site of so many explainers, with what comes with them.
    pub(super) fn of(pages: usize) -> Self {
        Self { pages, questions: pages / 5, platforms: 4, rows: 16, links: 1 }
    }
}

/// A file of the corpus: its path below the folder it is written to, and its text.
pub(super) type File = (String, String);

/// SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut value = self.0;
        value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        value ^ (value >> 31)
    }

    /// From 0 to 1.
    fn part(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn below(&mut self, count: usize) -> usize {
        (self.next() % count.max(1) as u64) as usize
    }
}

/// The word of a rank.
fn word(rank: usize) -> String {
    let common: Vec<&str> = COMMON.split(' ').collect();
    if let Some(word) = common.get(rank) {
        return (*word).to_owned();
    }
    let mut rest = Random(rank as u64).next() as usize;
    let mut word = String::new();
    for _ in 0..2 + rank % 3 {
        word.push_str(SYLLABLES[rest % SYLLABLES.len()]);
        rest /= SYLLABLES.len();
    }
    word + ENDINGS[rest % ENDINGS.len()]
}

/// Who reads the corpus: references are links of our own for one, plain links and words for the others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    Faqtual,
    Others,
}

/// Writes the texts of a size.
struct Author {
    shape: Shape,
    reader: Reader,
    random: Random,
    vocabulary: Vec<String>,
}

/// The site's `content` folder.
pub(super) fn faqtual(shape: Shape) -> Vec<File> {
    let mut author = Author::new(shape, Reader::Faqtual);
    let mut files = author.data();
    files.extend((0..shape.pages).map(|page| {
        let (title, description, body) = author.explainer(page);
        let text = format!(
            "---\ntitle: \"{title}\"\ndescription: \"{description}\"\nsummary: \"{description}\"\n\
             topics: [topic-{}]\nreviewed: 2026-11-01\n---\n{body}",
            page % TOPICS
        );
        (format!("content/explainers/page-{page}.md"), text)
    }));
    files
}

/// The explainers as Markdown with front matter, and `faq.json` for the answers.
pub(super) fn others(shape: Shape) -> Vec<File> {
    let mut author = Author::new(shape, Reader::Others);
    author.data();
    let mut files: Vec<File> = (0..shape.pages)
        .map(|page| {
            let (title, description, body) = author.explainer(page);
            let text =
                format!("---\ntitle: \"{title}\"\ndescription: \"{description}\"\ndate: 2026-11-01\n---\n{body}");
            (format!("explainers/page-{page}.md"), text)
        })
        .collect();
    let questions: Vec<_> = (0..shape.questions).map(|at| author.question(at)).collect();
    let answers: Vec<_> = questions
        .iter()
        .enumerate()
        .map(|(at, [question, short, answer])| {
            serde_json::json!({ "id": format!("question-{at}"), "question": question, "short": short, "answer": answer })
        })
        .collect();
    files.push(("faq.json".to_owned(), serde_json::Value::from(answers).to_string()));
    files
}

impl Author {
    fn new(shape: Shape, reader: Reader) -> Self {
        let size = 60_000.0 * (shape.pages as f64 / 1000.0).sqrt();
        let vocabulary = (0..(size as usize).max(500)).map(word).collect();
        Self { shape, reader, random: Random(shape.pages as u64), vocabulary }
    }

    fn words(&mut self, count: usize) -> String {
        let top = (self.vocabulary.len() as f64).ln();
        let mut text = String::new();
        for at in 0..count {
            let rank = (self.random.part() * top).exp() as usize - 1;
            text.push_str(&self.vocabulary[rank.min(self.vocabulary.len() - 1)]);
            text.push_str(if at % 15 == 14 { ". " } else { " " });
        }
        text.trim_end().to_owned()
    }

    /// A link to another explainer.
    fn link(&mut self) -> String {
        let (to, words) = (self.random.below(self.shape.pages), self.words(3));
        match self.reader {
            Reader::Faqtual => format!("[{words}](explainer:page-{to})"),
            Reader::Others => format!("[{words}](../page-{to}/)"),
        }
    }

    /// A value that stands in one place for us, and is typed by others.
    fn fact(&mut self) -> String {
        let (platform, row) = (self.random.below(self.shape.platforms), self.random.below(self.shape.rows));
        match self.reader {
            Reader::Faqtual => format!("[](fact:platform-{platform}.row-{row}@north)"),
            Reader::Others => "yes".to_owned(),
        }
    }

    fn citation(&mut self) -> String {
        let source = self.random.below(self.sources());
        match self.reader {
            Reader::Faqtual => format!("[](source:source-{source})"),
            Reader::Others => format!("[Publisher {source}](https://source.example/{source})"),
        }
    }

    fn sources(&self) -> usize {
        40 + self.shape.pages / 20
    }

    fn receipts(&mut self) -> String {
        let source = self.random.below(self.sources());
        format!("[{{source: source-{source}, quote: \"{}\", seen: 2026-10-01}}]", self.words(12))
    }

    /// Title, description and about 900 words.
    fn explainer(&mut self, page: usize) -> (String, String, String) {
        let title = format!("{} {page}", self.words(6));
        let description = self.words(14);
        let mut body = String::new();
        for section in 0..SECTIONS {
            let heading = self.words(4);
            let (first, second) = (self.words(55), self.words(45));
            let (link, fact, citation) = (self.link(), self.fact(), self.citation());
            let _ = write!(body, "\n## {heading}\n\n{first} {link}.\n\n{second} *{fact}*. {citation}\n");
            for _ in 1..self.shape.links {
                let _ = writeln!(body, "{}.", self.link());
            }
            match section % 3 {
                0 => {
                    body.push('\n');
                    for _ in 0..4 {
                        let _ = writeln!(body, "- **{}** {}", self.words(2), self.words(9));
                    }
                }
                1 => {
                    let _ = write!(body, "\n| {} | {} |\n|---|---|\n", self.words(1), self.words(2));
                    for _ in 0..4 {
                        let _ = writeln!(body, "| {} | {} |", self.words(2), self.words(6));
                    }
                }
                _ => {
                    let (heading, text) = (self.words(3), self.words(40));
                    let _ = write!(body, "\n### {heading}\n\n{text}\n");
                }
            }
        }
        (title, description, body)
    }

    /// Question, short answer, answer.
    fn question(&mut self, at: usize) -> [String; 3] {
        let question = format!("{} {at}?", self.words(8));
        let short = self.words(16);
        let answer = format!("{} {}.\n\n{} {}", self.words(40), self.link(), self.words(35), self.citation());
        [question, short, answer]
    }

    /// Everything but the explainers.
    fn data(&mut self) -> Vec<File> {
        if self.reader == Reader::Others {
            return Vec::new();
        }
        let mut files = vec![
            ("site.yaml".to_owned(), SITE.to_owned()),
            ("vocabulary.yaml".to_owned(), self.vocabulary_file()),
            ("comparison.yaml".to_owned(), self.comparison()),
            ("sources.yaml".to_owned(), self.sources_file()),
        ];
        files.extend((0..self.shape.platforms).map(|at| (format!("platforms/platform-{at}.yaml"), self.platform(at))));
        for (number, chunk) in (0..self.shape.questions).collect::<Vec<_>>().chunks(100).enumerate() {
            let text = chunk.iter().map(|at| self.question_entry(*at)).collect();
            files.push((format!("faq/part-{number}.yaml"), text));
        }
        files.into_iter().map(|(path, text)| (format!("content/{path}"), text)).collect()
    }

    fn question_entry(&mut self, at: usize) -> String {
        let [question, short, answer] = self.question(at);
        let (also, receipts) = (self.words(5), self.receipts());
        format!(
            "- id: question-{at}\n  question: \"{question}\"\n  also: [\"{also}\"]\n  short: \"{short}\"\n  answer: |\n    {}\n  \
             platforms: [platform-{}]\n  topics: [topic-{}]\n  regions: [{}]\n  receipts: {receipts}\n  reviewed: 2026-11-01\n",
            answer.replace('\n', "\n    "),
            at % self.shape.platforms,
            at % TOPICS,
            REGIONS[at % REGIONS.len()]
        )
    }

    fn vocabulary_file(&mut self) -> String {
        let mut text = String::from("regions:\n");
        for region in REGIONS {
            let _ = writeln!(text, "  - {{id: {region}, label: The {region}}}");
        }
        text.push_str("data_categories:\n");
        for at in 0..CATEGORIES {
            let _ = writeln!(text, "  - {{id: category-{at}, label: \"Category {}\"}}", self.words(2));
        }
        text.push_str("topics:\n");
        for at in 0..TOPICS {
            let _ = writeln!(text, "  - {{id: topic-{at}, label: \"Topic {}\"}}", self.words(2));
        }
        text
    }

    fn comparison(&mut self) -> String {
        let mut text = String::from("groups: [{id: all, label: All}]\nrows:\n");
        for at in 0..self.shape.rows {
            let _ = writeln!(
                text,
                "  - {{id: row-{at}, label: \"Row {}\", help: It says so., group: all, kind: choice}}",
                self.words(3)
            );
        }
        text
    }

    fn sources_file(&mut self) -> String {
        let mut text = String::new();
        for at in 0..self.sources() {
            let (title, summary) = (self.words(6), self.words(12));
            let _ = writeln!(
                text,
                "- {{id: source-{at}, publisher: Publisher {at}, title: \"{title}\", url: 'https://source.example/{at}', \
                 kind: press, date: 2026-0{}-01, language: en, summary: \"{summary}\"}}",
                1 + at % 9
            );
        }
        text
    }

    fn platform(&mut self, at: usize) -> String {
        let mut text = format!(
            "name: Platform {at}\nsummary: \"{}\"\nanswer: \"{}\"\nreviewed: 2026-11-01\nfacts:\n",
            self.words(12),
            self.words(40)
        );
        for row in 0..self.shape.rows {
            for region in REGIONS {
                let (value, receipts) = (["yes", "no", "partly"][self.random.below(3)], self.receipts());
                let note = self.words(8);
                let _ = writeln!(
                    text,
                    "  - {{fact: row-{row}, value: {value}, regions: [{region}], note: \"{note}\", receipts: {receipts}}}"
                );
            }
        }
        text.push_str("data:\n");
        for category in 0..CATEGORIES {
            let receipts = self.receipts();
            let _ = writeln!(text, "  - {{category: category-{category}, used: yes, receipts: {receipts}}}");
        }
        let receipts = self.receipts();
        let _ = write!(
            text,
            "opt_out:\n  - id: switch-{at}\n    kind: switch\n    title: The switch\n    retroactive: no\n    covers: All of it.\n    \
             surfaces:\n      - surface: web\n        title: On the web\n        steps:\n          - do: Open the settings.\n          \
             - do: Switch it off.\n    receipts: {receipts}\nevents:\n"
        );
        for event in 0..12 {
            let (title, receipts) = (self.words(6), self.receipts());
            let _ = writeln!(
                text,
                "  - {{id: event-{at}-{event}, date: 2025-{:02}-03, kind: announced, title: \"{title}\", \
                 regions: [{}], receipts: {receipts}}}",
                event + 1,
                REGIONS[event % REGIONS.len()]
            );
        }
        text
    }
}

/// Without pictures for previews: no other tool draws any.
const SITE: &str =
    "title: Generated\ndescription: A site of any size.\nbase_url: https://generated.example/\npictures: false\n";
