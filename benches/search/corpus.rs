//! A site of any size, always the same for a size.
//!
//! Explainers of 900 words in five sections, and one question for every five of them. Words come as often as their
//! rank says (Zipf), the first ones English, the others made of syllables.

use faqtual::source::Sources;

const COMMON: &str = "the of and to a in is that it for on with as you are this be at by not your from or have an they which \
can we but what data privacy account setting people company when how may used about their more than other some only also if \
no all has use was will its do make time into out up any new these two first my them over such most then where after who";
const SYLLABLES: [&str; 24] = [
    "ba", "ren", "to", "mi", "sal", "ve", "con", "di", "per", "lo", "ga", "nis", "tra", "fe", "hu", "ker", "pol", "ta",
    "wen", "ri", "os", "jun", "cle", "ma",
];
const ENDINGS: [&str; 6] = ["", "s", "ing", "ed", "er", "tion"];
const WORDS_A_PAGE: usize = 900;
const SECTIONS: usize = 5;

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
}

/// The word of a rank.
pub(super) fn word(rank: usize) -> String {
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

fn words(random: &mut Random, vocabulary: &[String], count: usize) -> String {
    let top = (vocabulary.len() as f64).ln();
    let mut text = String::new();
    for at in 0..count {
        let rank = (random.part() * top).exp() as usize - 1;
        text.push_str(&vocabulary[rank.min(vocabulary.len() - 1)]);
        text.push_str(if at % 15 == 14 { ". " } else { " " });
    }
    text.trim_end().to_owned()
}

/// A site of so many explainers.
pub(super) fn site(pages: usize) -> Sources {
    let size = 60_000.0 * (pages as f64 / 1000.0).sqrt();
    let vocabulary: Vec<String> = (0..size as usize).map(word).collect();
    let mut random = Random(pages as u64);
    let mut sources = Sources::default();
    let mut put = |path: &str, text: String| sources.insert(&format!("content/{path}"), text.into_bytes());
    put("site.yaml", "title: Generated\ndescription: A site of any size.\n".to_owned());
    put("vocabulary.yaml", VOCABULARY.to_owned());
    put("sources.yaml", SOURCES.to_owned());
    for page in 0..pages {
        put(&format!("explainers/page-{page}.md"), explainer(page, &mut random, &vocabulary));
    }
    for file in 0..pages.div_ceil(500) {
        let questions =
            (file * 100..((file + 1) * 100).min(pages / 5)).map(|at| question(at, &mut random, &vocabulary));
        put(&format!("faq/part-{file}.yaml"), questions.collect());
    }
    sources
}

const VOCABULARY: &str = "topics:\n  - {id: one, label: Topic one}\n  - {id: two, label: Topic two}\n\
    regions:\n  - {id: here, label: Here}\n  - {id: there, label: There}\n";
const SOURCES: &str = "- {id: proof, publisher: Nobody, title: Proof, url: 'https://proof.example/', kind: press, \
    date: 2026-01-01, summary: It says so.}\n";

fn explainer(page: usize, random: &mut Random, vocabulary: &[String]) -> String {
    let topic = ["one", "two"][page % 2];
    let title = words(random, vocabulary, 6);
    let mut text = format!(
        "---\ntitle: \"{title} {page}\"\ndescription: {}\nsummary: {}\ntopics: [{topic}]\nreviewed: 2026-11-01\n---\n",
        words(random, vocabulary, 10),
        words(random, vocabulary, 14)
    );
    for _ in 0..SECTIONS {
        let heading = words(random, vocabulary, 4);
        let body = words(random, vocabulary, WORDS_A_PAGE / SECTIONS - 4);
        text.push_str(&format!("\n## {heading}\n\n{body}\n"));
    }
    text
}

fn question(at: usize, random: &mut Random, vocabulary: &[String]) -> String {
    let [question, short, answer] = [8, 16, 80].map(|count| words(random, vocabulary, count));
    format!(
        "- id: question-{at}\n  question: \"{question} {at}?\"\n  short: \"{short}\"\n  answer: \"{answer}\"\n  topics: [one]\n  \
         regions: [{}]\n  receipts: [proof]\n  reviewed: 2026-11-01\n",
        ["here", "there"][at % 2]
    )
}
