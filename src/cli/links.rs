//! External addresses, looked at for `faqtual check --links`: what came of each is kept for a while.
//!
//! The file `.faqtual/links.json` below the root holds the answers with their dates; it may be deleted at any time.

use std::path::Path;

use faqtual::check::addresses::{Answer, Answers};
use faqtual::text::date::Date;

use crate::io::Failure;
use crate::io::fetch::Client;
use crate::io::terminal::Progress;

/// Where answers are kept.
const CACHE: &str = ".faqtual/links.json";

/// For so many days an answer is good; one that tells of a problem is asked for anew each time.
const FRESH: i32 = 7;

/// The answers for these addresses, from the cache as far as they are fresh.
pub(super) fn answers<'a>(
    root: &Path,
    addresses: impl ExactSizeIterator<Item = &'a String>,
    (today, allow_private): (Date, bool),
    progress: &Progress,
) -> Result<Answers, Failure> {
    let path = root.join(CACHE);
    let kept: Answers =
        std::fs::read(&path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
    let mut client = Client::new(allow_private);
    let mut answers = Answers::new();
    progress.count("looking at links", addresses.len());
    for url in addresses {
        let answer = match kept.get(url).filter(|answer| is_fresh(answer, today)) {
            Some(answer) => answer.clone(),
            None => look(&mut client, url, today),
        };
        answers.insert(url.clone(), answer);
        progress.step();
    }
    let folder = path.parent().unwrap_or(root);
    std::fs::create_dir_all(folder).map_err(|error| Failure::system("create", folder, &error))?;
    let bytes = serde_json::to_vec_pretty(&answers).unwrap_or_default();
    std::fs::write(&path, bytes).map_err(|error| Failure::system("write", &path, &error))?;
    Ok(answers)
}

fn is_fresh(answer: &Answer, today: Date) -> bool {
    let is_fine = answer.error.is_none() && answer.status.is_some_and(|status| status < 400);
    is_fine && Date::parse(&answer.date).is_some_and(|date| date <= today && today < date.plus_days(FRESH))
}

fn look(client: &mut Client, url: &str, today: Date) -> Answer {
    let date = today.to_string();
    match client.page(url) {
        Ok(answer) => {
            Answer { date, status: Some(answer.status), error: None, moved: answer.redirects.last().cloned() }
        }
        Err(error) => Answer { date, status: None, error: Some(error), moved: None },
    }
}
