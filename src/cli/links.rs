//! External addresses, looked at for `faqtual check --links`: what came of each is kept for a while.
//!
//! The file `.faqtual/links.json` below the root holds the answers with their dates; it may be deleted at any time.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;

use faqtual::check::addresses::{Answer, Answers};
use faqtual::text::date::Date;

use crate::io::Failure;
use crate::io::fetch::{Client, host};
use crate::io::terminal::Progress;

/// Where answers are kept.
const CACHE: &str = ".faqtual/links.json";

/// For so many days an answer is good; one that tells of a problem is asked for anew each time.
const FRESH: i32 = 7;

/// So many hosts are asked at the same time.
const SIDE_BY_SIDE: usize = 8;

/// The answers for these addresses, from the cache as far as they are fresh.
pub(super) fn answers<'a>(
    root: &Path,
    addresses: impl Iterator<Item = &'a String>,
    (today, allow_private): (Date, bool),
    progress: &Progress,
) -> Result<Answers, Failure> {
    let path = root.join(CACHE);
    let kept: Answers =
        std::fs::read(&path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
    let (fresh, stale): (Vec<&String>, Vec<&String>) =
        addresses.partition(|url| kept.get(*url).is_some_and(|answer| is_fresh(answer, today)));
    progress.count("looking at links", stale.len());
    let mut answers = looked_at(stale, (today, allow_private), progress);
    answers.extend(
        fresh.into_iter().filter_map(|url| kept.get_key_value(url)).map(|(url, answer)| (url.clone(), answer.clone())),
    );
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

/// Looks at these addresses: some hosts side by side, the pages of one host one after another.
fn looked_at(addresses: Vec<&String>, (today, allow_private): (Date, bool), progress: &Progress) -> Answers {
    let mut hosts: BTreeMap<Option<String>, Vec<&String>> = BTreeMap::new();
    for address in addresses {
        hosts.entry(host(address)).or_default().push(address);
    }
    let hosts = Mutex::new(hosts.into_values());
    let next = || hosts.lock().ok()?.next();
    let work = || {
        let mut client = Client::new(allow_private);
        let mut answers = Answers::new();
        while let Some(addresses) = next() {
            for url in addresses {
                answers.insert(url.clone(), look(&mut client, url, today));
                progress.step();
            }
        }
        answers
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..SIDE_BY_SIDE).map(|_| scope.spawn(work)).collect();
        workers.into_iter().filter_map(|worker| worker.join().ok()).flatten().collect()
    })
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
