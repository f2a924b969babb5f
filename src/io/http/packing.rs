//! Compression of answers, as hosts do it: so that what a page weighs here is what it will weigh there.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::files::Answer;

/// Below this, compressing costs more than it saves.
const WORTH: usize = 1_000;

/// Whether `Accept-Encoding` takes gzip (RFC 9110, 12.5.3).
pub(super) fn takes_gzip(accepted: &str) -> bool {
    accepted.split(',').any(|one| {
        let (name, weight) = one.split_once(';').unwrap_or((one, ""));
        let weight = weight.trim().trim_start_matches("q=");
        name.trim().eq_ignore_ascii_case("gzip") && (weight.is_empty() || weight.parse::<f32>().is_ok_and(|q| q > 0.0))
    })
}

/// The answer, packed if its kind is text and it is worth it.
pub(super) fn packed(mut answer: Answer) -> Answer {
    let is_text = answer.headers.iter().any(|(name, value)| name == "content-type" && is_text(value));
    if answer.body.len() < WORTH || !is_text {
        return answer;
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    // Writing into memory does not fail; if it does, the answer stays as it is.
    let Ok(body) = encoder.write_all(&answer.body).and_then(|()| encoder.finish()) else { return answer };
    answer.body = body;
    // Another form of the same file has a tag that says so.
    for (_, tag) in answer.headers.iter_mut().filter(|(name, tag)| name == "etag" && !tag.starts_with("W/")) {
        tag.insert_str(0, "W/");
    }
    answer.with("content-encoding", "gzip").with("vary", "accept-encoding")
}

fn is_text(kind: &str) -> bool {
    let kind = kind.split(';').next().unwrap_or(kind).trim();
    kind.starts_with("text/") || kind.ends_with("json") || kind.ends_with("xml")
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::GzDecoder;

    use super::super::files::Answer;
    use super::{packed, takes_gzip};

    #[test]
    fn gzip_is_taken_where_it_is_named_and_not_refused() {
        for (accepted, wanted) in [
            ("gzip, deflate, br, zstd", true),
            ("br;q=1.0, GZIP;q=0.5", true),
            ("gzip;q=0", false),
            ("gzip; q=0.000", false),
            ("br", false),
            ("*", false),
            ("gzipped", false),
            ("", false),
        ] {
            assert_eq!(takes_gzip(accepted), wanted, "{accepted}");
        }
    }

    #[test]
    fn long_texts_are_packed_and_nothing_else() {
        let answer = |kind: &str, length: usize| {
            packed(Answer { status: 200, headers: Vec::new(), body: vec![b'x'; length] }.with("content-type", kind))
        };
        for kind in ["text/html; charset=utf-8", "application/feed+json", "image/svg+xml"] {
            let answer = answer(kind, 5_000);
            let mut text = Vec::new();
            GzDecoder::new(&answer.body[..]).read_to_end(&mut text).unwrap();
            assert!(answer.body.len() < 100 && text == vec![b'x'; 5_000], "{kind}");
            assert!(answer.headers.contains(&("content-encoding".to_owned(), "gzip".to_owned())), "{kind}");
        }
        assert_eq!(answer("image/png", 5_000).body.len(), 5_000);
        assert_eq!(answer("text/html", 999).body.len(), 999);
    }
}
