//! The nearest known name for a misspelt one.

/// The candidate most like `name`, if one is near enough to be meant; the first of equals.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates {
        let similarity = strsim::damerau_levenshtein(name, candidate);
        let length = name.chars().count().max(candidate.chars().count()).max(1);
        let contained =
            candidate.len() >= 4 && name.len() >= 4 && (candidate.contains(name) || name.contains(candidate));
        #[expect(clippy::cast_precision_loss, reason = "names are short")]
        let distance = similarity as f64 / length as f64;
        let distance = if contained { distance.min(0.39) } else { distance };
        if distance <= 0.4 && best.is_none_or(|(nearest, _)| distance < nearest) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Asks whether the candidate most like `name` was meant, if one is near enough.
pub fn did_you_mean<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(name, candidates).map(|near| format!("did you mean `{near}`?"))
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn near_names() {
        let known = ["recepits", "linkedin", "reviewed", "opt-out"];
        assert_eq!(nearest("linkdin", known), Some("linkedin"));
        assert_eq!(nearest("review", known), Some("reviewed"));
        assert_eq!(nearest("bananas", known), None);
        assert_eq!(nearest("", known), None);
    }
}
