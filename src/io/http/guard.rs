//! Who is answered: requests by a name of this machine, and event streams for its own pages.
//!
//! Takes header values, gives yes or no. Without this any web page could read the site under edit: a
//! foreign name that leads to 127.0.0.1 (DNS rebinding) is refused by the `Host` header, a foreign page
//! by what its browser says of it. That page could otherwise run the search index as a script of its own, or fetch
//! what the site's own headers let everybody embed.

use std::net::IpAddr;

/// The names that the server answers to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hosts {
    /// The host that `--host` names, in lower case.
    named: String,
    /// Whether every address of the machine is listened on; then any bare address is one of ours.
    is_everywhere: bool,
}

impl Hosts {
    /// The names of a server that was asked to listen on this host.
    pub(crate) fn of(host: &str) -> Self {
        let bare = unbracketed(host);
        let is_everywhere = bare.parse::<IpAddr>().is_ok_and(|address| address.is_unspecified());
        Self { named: bare.to_ascii_lowercase(), is_everywhere }
    }

    /// Whether a `Host` header names us; the port does not matter, since no rebinding can choose it.
    pub(super) fn admit(&self, header: &str) -> bool {
        let Some(name) = name_of(header) else { return false };
        let name = name.to_ascii_lowercase();
        let is_local = name == "localhost" || name.ends_with(".localhost") || name == "127.0.0.1" || name == "::1";
        // A rebound name is never a bare address.
        is_local || name == self.named || (self.is_everywhere && name.parse::<IpAddr>().is_ok())
    }
}

fn unbracketed(host: &str) -> &str {
    host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host)
}

/// The name in `name`, `name:port`, `[address]` or `[address]:port`.
fn name_of(header: &str) -> Option<&str> {
    let (name, port) = match header.strip_prefix('[') {
        Some(rest) => rest
            .split_once(']')
            .map(|(name, rest)| (name, rest.strip_prefix(':').or(rest.is_empty().then_some("0"))))?,
        None => header.split_once(':').map_or((header, Some("0")), |(name, port)| (name, Some(port))),
    };
    let is_port =
        port.is_some_and(|port| port.parse::<u16>().is_ok() && port.bytes().all(|byte| byte.is_ascii_digit()));
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._:%".contains(&byte));
    (is_port && is_name).then_some(name)
}

/// Whether a request comes from a page of ours: its `Origin`, if there is one, is the host it asks, and
/// its `Sec-Fetch-Site`, if there is one, says the same.
pub(super) fn is_own(host: &str, origin: Option<&str>, site: Option<&str>) -> bool {
    let own_origin =
        origin.is_none_or(|origin| origin.strip_prefix("http://").is_some_and(|rest| rest.eq_ignore_ascii_case(host)));
    own_origin && site.is_none_or(|site| matches!(site, "same-origin" | "none"))
}

/// Whether a request comes from a page of another site: from one that fetches, frames or runs what is here. A link
/// may lead here from anywhere, and other servers of this machine are its user's own.
pub(super) fn is_foreign(host: &str, origin: Option<&str>, site: Option<&str>, kind: Option<&str>) -> bool {
    match site {
        Some(site) => site == "cross-site" && kind != Some("document"),
        // Over plain HTTP from another machine, browsers tell the origin at most.
        None => origin.is_some() && !is_own(host, origin, None),
    }
}

#[cfg(test)]
mod tests {
    use super::{Hosts, is_foreign, is_own};

    #[test]
    fn names_of_this_machine_are_admitted() {
        let hosts = Hosts::of("127.0.0.1");
        for good in [
            "localhost",
            "LOCALHOST:4000",
            "127.0.0.1:4000",
            "[::1]:4000",
            "[::1]",
            "site.localhost",
            "a.b.localhost:80",
        ] {
            assert!(hosts.admit(good), "{good}");
        }
        for bad in [
            "",
            "example.org",
            "example.org:4000",
            "localhost.example.org",
            "127.0.0.1.example.org",
            "127.0.0.2",
            "192.168.0.7",
            "localhost@example.org",
            "localhost:80:80",
            "[::1",
            "::1",
            "localhost:",
            "localhost:x",
            "localhost:+80",
            "localhost/",
            "0.0.0.0",
        ] {
            assert!(!hosts.admit(bad), "{bad}");
        }
    }

    #[test]
    fn the_named_host_is_admitted() {
        assert!(Hosts::of("My-Box.lan").admit("my-box.LAN:4000"));
        assert!(Hosts::of("192.168.0.7").admit("192.168.0.7:4000"));
        assert!(!Hosts::of("192.168.0.7").admit("192.168.0.8:4000"));
        assert!(Hosts::of("[fe80::1]").admit("[fe80::1]:4000"));
        for everywhere in ["0.0.0.0", "::", "[::]"] {
            assert!(Hosts::of(everywhere).admit("192.168.0.7:4000"));
            assert!(!Hosts::of(everywhere).admit("rebound.example.org:4000"));
        }
    }

    #[test]
    fn pages_of_other_sites_may_lead_here_and_no_more() {
        let host = "127.0.0.1:4000";
        let (own, other) = (Some("http://127.0.0.1:4000"), Some("https://example.org"));
        for (origin, site, kind) in [
            (None, None, None),
            (own, None, None),
            (own, Some("same-origin"), Some("empty")),
            (None, Some("none"), Some("document")),
            (None, Some("cross-site"), Some("document")),
            (Some("http://localhost:3000"), Some("same-site"), Some("iframe")),
        ] {
            assert!(!is_foreign(host, origin, site, kind), "{origin:?} {site:?} {kind:?}");
        }
        for (origin, site, kind) in [
            (other, None, None),
            (Some("null"), None, None),
            (other, Some("cross-site"), Some("empty")),
            (None, Some("cross-site"), Some("script")),
            (None, Some("cross-site"), Some("iframe")),
            (None, Some("cross-site"), None),
        ] {
            assert!(is_foreign(host, origin, site, kind), "{origin:?} {site:?} {kind:?}");
        }
    }

    #[test]
    fn streams_are_for_own_pages() {
        let host = "127.0.0.1:4000";
        assert!(is_own(host, None, None));
        assert!(is_own(host, None, Some("same-origin")));
        assert!(is_own(host, Some("http://127.0.0.1:4000"), Some("same-origin")));
        for bad in [
            "http://127.0.0.1:4001",
            "http://localhost:4000",
            "https://127.0.0.1:4000",
            "https://example.org",
            "null",
            "",
        ] {
            assert!(!is_own(host, Some(bad), None), "{bad}");
        }
        assert!(!is_own(host, None, Some("cross-site")));
        assert!(!is_own(host, None, Some("same-site")));
    }
}
