//! The nearest known name for a misspelt one.

/// How many of a name's letters may differ, as a part of the longer one, so that another may be meant.
const FARTHEST: f64 = 0.4;

/// How far a name is at most that stands within the other.
const CONTAINED: f64 = 0.39;

/// The candidate most like `name`, if one is near enough to be meant; the first of equals.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let count = name.chars().count();
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates {
        let length = candidate.chars().count().max(count).max(1);
        #[expect(clippy::cast_precision_loss, reason = "names are short")]
        let part = |edits: usize| edits as f64 / length as f64;
        let is_nearer = |distance: f64| distance <= FARTHEST && best.is_none_or(|(nearest, _)| distance < nearest);
        // Where thousands of links are to be mended, few names are looked at letter by letter.
        let (own, other) = apart(name, candidate);
        let (letters, others) = (Letters::of(own), Letters::of(other));
        let contained = name.len() >= 4 && candidate.len() >= 4 && letters.is_one_in_other(others) && {
            candidate.contains(name) || name.contains(candidate)
        };
        if !is_nearer(if contained { 0.0 } else { part(letters.edits_at_least(others)) }) {
            continue;
        }
        let distance = part(strsim::damerau_levenshtein(own, other));
        let distance = if contained { distance.min(CONTAINED) } else { distance };
        if is_nearer(distance) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Two names from the first letter in which they differ.
fn apart<'n>(name: &'n str, other: &'n str) -> (&'n str, &'n str) {
    let shared = name.char_indices().zip(other.chars()).find(|((_, one), other)| one != other);
    let shared = shared.map_or(name.len().min(other.len()), |((at, _), _)| at);
    (&name[shared..], &other[shared..])
}

/// How many letters a name has, and which, as bits: several letters may share one.
#[derive(Clone, Copy)]
struct Letters {
    count: usize,
    kinds: u64,
}

impl Letters {
    fn of(name: &str) -> Self {
        name.chars().fold(Self { count: 0, kinds: 0 }, |letters, letter| Self {
            count: letters.count + 1,
            kinds: letters.kinds | 1 << (u32::from(letter) % u64::BITS),
        })
    }

    /// Whether one of the two may stand within the other, what both begin with left out.
    fn is_one_in_other(self, other: Self) -> bool {
        self.kinds & !other.kinds == 0 || other.kinds & !self.kinds == 0
    }

    /// No fewer edits lead from one to the other: each adds, removes or replaces one letter at most.
    fn edits_at_least(self, other: Self) -> usize {
        let beyond = |one: Self, other: Self| (one.kinds & !other.kinds).count_ones() as usize;
        self.count.abs_diff(other.count).max(beyond(self, other)).max(beyond(other, self))
    }
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

    /// The same without looking ahead: every name letter by letter.
    fn by_letters<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
        let mut best: Option<(f64, &str)> = None;
        for candidate in known {
            let length = name.chars().count().max(candidate.chars().count()).max(1);
            let contained =
                candidate.len() >= 4 && name.len() >= 4 && (candidate.contains(name) || name.contains(candidate));
            #[expect(clippy::cast_precision_loss, reason = "names are short")]
            let distance = strsim::damerau_levenshtein(name, candidate) as f64 / length as f64;
            let distance = if contained { distance.min(0.39) } else { distance };
            if distance <= 0.4 && best.is_none_or(|(nearest, _)| distance < nearest) {
                best = Some((distance, candidate));
            }
        }
        best.map(|(_, candidate)| candidate)
    }

    #[test]
    fn no_name_is_passed_over_that_is_nearer() {
        let parts =
            ["opt", "out", "uot", "in", "über", "uber", "late", "etal", "1", "12", "123", "données", "人工", ""];
        let known: Vec<String> =
            parts.iter().flat_map(|one| parts.iter().map(move |other| format!("{one}-{other}"))).collect();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        for name in known.iter().flat_map(|name| [name.replace('t', ""), format!("{name}s"), name.replace('-', "x")]) {
            // Without itself, and in both orders, so that the first of equals is another.
            let mut others: Vec<&str> = known.iter().copied().filter(|known| *known != name).collect();
            for _ in 0..2 {
                assert_eq!(nearest(&name, others.iter().copied()), by_letters(&name, &others), "{name}");
                others.reverse();
            }
        }
    }
}
