//! The site's own `_headers`, applied as static hosts do, so that an editor sees the real policy.
//!
//! Takes the file's text, gives the headers of a path. The form is that of Netlify and Cloudflare: a line
//! with a path, below it indented lines `Name: value`; `*` stands for anything, `:name` for one part.

/// The rules in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Rules(Vec<Rule>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Rule {
    path: String,
    headers: Vec<(String, String)>,
}

/// What the server itself decides.
const OWN: [&str; 6] = ["cache-control", "connection", "content-length", "date", "etag", "transfer-encoding"];

impl Rules {
    /// Reads the rules; a line that cannot be read counts for nothing, as on a host.
    pub(super) fn read(text: &str) -> Self {
        let mut rules: Vec<Rule> = Vec::new();
        for line in text.lines().filter(|line| !line.trim_start().starts_with('#') && !line.trim().is_empty()) {
            if !line.starts_with([' ', '\t']) {
                rules.push(Rule { path: line.trim().to_owned(), headers: Vec::new() });
            } else if let (Some(rule), Some((name, value))) = (rules.last_mut(), line.split_once(':')) {
                rule.headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
        }
        Self(rules)
    }

    /// The headers of a path that begins with `/`; values of one name from several rules are joined.
    pub(super) fn headers(&self, path: &str) -> Vec<(String, String)> {
        let mut headers: Vec<(String, String)> = Vec::new();
        let all = self.0.iter().filter(|rule| covers(&rule.path, path)).flat_map(|rule| &rule.headers);
        for (name, value) in all.filter(|(name, _)| !OWN.contains(&name.as_str())) {
            match headers.iter_mut().find(|(known, _)| known == name) {
                Some((_, values)) => *values = format!("{values}, {value}"),
                None => headers.push((name.clone(), value.clone())),
            }
        }
        headers
    }
}

/// Whether a rule's path covers this one.
fn covers(pattern: &str, path: &str) -> bool {
    if let Some(at) = pattern.find(['*', ':']) {
        let (start, rest) = pattern.split_at(at);
        let Some(left) = path.strip_prefix(start) else { return false };
        if let Some(rest) = rest.strip_prefix('*') {
            return left.char_indices().map(|(at, _)| at).chain([left.len()]).any(|at| covers(rest, &left[at..]));
        }
        let name =
            rest[1..].find(|letter: char| !letter.is_alphanumeric() && letter != '_').map_or(rest.len(), |end| end + 1);
        let part = left.find('/').unwrap_or(left.len());
        return part > 0 && covers(&rest[name..], &left[part..]);
    }
    pattern == path
}

/// A content security policy with what the reload script needs beyond it: scripts and connections of the
/// page's own origin. A policy that already allows them, as ours does, stays as it is.
pub(super) fn with_reload(policy: &str) -> String {
    let mut directives: Vec<String> =
        policy.split(';').map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect();
    let fallback = value_of(&directives, "default-src").map(str::to_owned);
    for name in ["script-src", "script-src-elem", "connect-src"] {
        let own = value_of(&directives, name).map(str::to_owned);
        let fallback = fallback.as_ref().filter(|_| name != "script-src-elem");
        let Some(value) = own.as_ref().or(fallback) else { continue };
        if value.split_ascii_whitespace().any(|source| matches!(source, "'self'" | "*" | "http:")) {
            continue;
        }
        let widened = format!("{name} {} 'self'", value.replace("'none'", "").trim()).replace("  ", " ");
        match directives.iter_mut().find(|directive| name_of(directive).eq_ignore_ascii_case(name)) {
            Some(directive) => *directive = widened,
            None => directives.push(widened),
        }
    }
    directives.join("; ")
}

fn name_of(directive: &str) -> &str {
    directive.split_ascii_whitespace().next().unwrap_or_default()
}

fn value_of<'d>(directives: &'d [String], name: &str) -> Option<&'d str> {
    let found = directives.iter().find(|directive| name_of(directive).eq_ignore_ascii_case(name))?;
    Some(found[name_of(found).len()..].trim())
}

#[cfg(test)]
mod tests {
    use super::{Rules, covers, with_reload};

    #[test]
    fn rules_are_joined_and_what_is_ours_is_left_out() {
        let rules = Rules::read(
            "# a comment\n/*\n  X-A: 1\n  Cache-Control: public\n\n/embed/*\n  X-A: 2\n  Access-Control-Allow-Origin: *\n",
        );
        assert_eq!(rules.headers("/a.html"), [("x-a".to_owned(), "1".to_owned())]);
        let embed = rules.headers("/embed/a.html");
        assert_eq!(embed[0], ("x-a".to_owned(), "1, 2".to_owned()));
        assert_eq!(embed[1], ("access-control-allow-origin".to_owned(), "*".to_owned()));
    }

    #[test]
    fn patterns_cover_as_on_hosts() {
        for (pattern, path, wanted) in [
            ("/*", "/a/b.html", true),
            ("/a", "/a", true),
            ("/a", "/a/b", false),
            ("/a/*", "/a/", true),
            ("/a/*", "/b/", false),
            ("/*.html", "/a/b.html", true),
            ("/*.html", "/a/b.js", false),
            ("/:lang/faq.html", "/de/faq.html", true),
            ("/:lang/faq.html", "/de/x/faq.html", false),
            ("/:lang/faq.html", "//faq.html", false),
        ] {
            assert_eq!(covers(pattern, path), wanted, "{pattern} {path}");
        }
    }

    #[test]
    fn a_policy_is_widened_no_further_than_needed() {
        for same in
            ["default-src 'none'; script-src 'self'; connect-src 'self'", "img-src 'none'", "default-src 'self'"]
        {
            assert_eq!(with_reload(same), same);
        }
        assert_eq!(with_reload("default-src 'none'"), "default-src 'none'; script-src 'self'; connect-src 'self'");
        assert_eq!(
            with_reload("script-src https://a.example; connect-src 'none'"),
            "script-src https://a.example 'self'; connect-src 'self'"
        );
    }
}
