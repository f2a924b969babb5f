//! Pages of the web: fetched on request only, politely and within limits.
//!
//! Takes an address, gives what the server answered. Names `ureq` and `robotxt`; no other file does. Invariants:
//! the address that is connected to is the one that was looked at, so that no name can lead into a private
//! network by being resolved twice; every redirect is looked at anew; robots.txt is honoured; no proxy is used.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::{Duration, Instant};

use robotxt::{AccessResult, Robots};
use ureq::config::Config;
use ureq::http::Uri;
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use url::Url;

/// How we call ourselves; robots.txt may name us `faqtual`.
const AGENT: &str = concat!("faqtual/", env!("CARGO_PKG_VERSION"), " (+https://github.com/faqtual/faqtual)");
const NAME: &str = "faqtual";
/// The longest that one page may take, and the most bytes that are read of it.
const PATIENCE: Duration = Duration::from_secs(30);
const LARGEST: u64 = 8 * 1024 * 1024;
const LARGEST_ROBOTS: u64 = 512 * 1024;
const MOST_REDIRECTS: usize = 5;
/// What lies at least between two pages of one site, and the longest that its robots.txt may ask for.
const PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// Fetches pages, and remembers what each site's robots.txt says and when it was last asked for a page.
pub(crate) struct Client {
    agent: ureq::Agent,
    robots: HashMap<String, Robots>,
    visited: HashMap<String, Instant>,
}

/// What a server answered at the end of all redirects.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
    pub(crate) is_html: bool,
    /// The addresses that redirects led to, in order.
    pub(crate) redirects: Vec<String>,
}

impl Client {
    /// A client; `allow_private` lets it connect to addresses that are not on the public Internet.
    pub(crate) fn new(allow_private: bool) -> Self {
        Self::trusting(RootCerts::WebPki, allow_private)
    }

    /// A client that trusts these certificates and no other.
    fn trusting(roots: RootCerts, allow_private: bool) -> Self {
        let config = Config::builder()
            .user_agent(AGENT)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .timeout_global(Some(PATIENCE))
            .build();
        let resolver = Guarded { resolver: DefaultResolver::default(), allow_private };
        let agent = ureq::Agent::with_parts(config, DefaultConnector::default(), resolver);
        Self { agent, robots: HashMap::new(), visited: HashMap::new() }
    }

    /// Reads a page, as far as robots.txt allows it.
    pub(crate) fn page(&mut self, address: &str) -> Result<Answer, String> {
        let mut url = Url::parse(address).map_err(|error| error.to_string())?;
        let mut redirects = Vec::new();
        loop {
            self.ask_robots(&url)?;
            if redirects.is_empty() {
                self.pause(&url);
            }
            match self.once(&url, LARGEST)? {
                Step::Answer(answer) => return Ok(Answer { redirects, ..answer }),
                Step::Moved(next) if redirects.len() < MOST_REDIRECTS => {
                    redirects.push(next.to_string());
                    url = next;
                }
                Step::Moved(_) => return Err(format!("more than {MOST_REDIRECTS} redirects")),
            }
        }
    }

    fn ask_robots(&mut self, url: &Url) -> Result<(), String> {
        let origin = url.origin().ascii_serialization();
        if !self.robots.contains_key(&origin) {
            let robots = self.read_robots(url);
            self.robots.insert(origin.clone(), robots);
        }
        let is_allowed = self.robots.get(&origin).is_none_or(|robots| robots.is_url_allowed(url));
        if is_allowed { Ok(()) } else { Err("the site's robots.txt turns programs away from this page".to_owned()) }
    }

    /// Waits until the site may be asked for its next page.
    fn pause(&mut self, url: &Url) {
        let origin = url.origin().ascii_serialization();
        let wanted = self.robots.get(&origin).and_then(Robots::crawl_delay).unwrap_or(PAUSE);
        if let Some(last) = self.visited.get(&origin) {
            std::thread::sleep(wanted.clamp(PAUSE, LONGEST_PAUSE).saturating_sub(last.elapsed()));
        }
        self.visited.insert(origin, Instant::now());
    }

    /// The rules of a site (RFC 9309): without the file everything is allowed; when the server fails, nothing is.
    fn read_robots(&self, url: &Url) -> Robots {
        let mut at = url.clone();
        at.set_path("/robots.txt");
        at.set_query(None);
        for _ in 0..=MOST_REDIRECTS {
            match self.once(&at, LARGEST_ROBOTS) {
                Ok(Step::Moved(next)) => at = next,
                Ok(Step::Answer(answer)) if answer.status < 300 => {
                    return Robots::from_access(AccessResult::Successful(answer.body.as_bytes()), NAME);
                }
                Ok(Step::Answer(answer)) if answer.status < 500 => {
                    return Robots::from_access(AccessResult::Unavailable, NAME);
                }
                // What cannot be connected to is told by the page itself.
                Err(_) => return Robots::from_access(AccessResult::Unavailable, NAME),
                Ok(Step::Answer(_)) => return Robots::from_access(AccessResult::Unreachable, NAME),
            }
        }
        Robots::from_access(AccessResult::TooManyRedirects, NAME)
    }

    fn once(&self, url: &Url, largest: u64) -> Result<Step, String> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(format!("`{url}` is no page of the web"));
        }
        let mut response = self.agent.get(url.as_str()).call().map_err(|error| reason(&error))?;
        let status = response.status().as_u16();
        let location = response.headers().get("location").and_then(|value| value.to_str().ok());
        if let Some(location) = location.filter(|_| matches!(status, 301 | 302 | 303 | 307 | 308)) {
            return url.join(location).map(Step::Moved).map_err(|error| format!("a redirect to nowhere: {error}"));
        }
        let is_html = response.body().mime_type().is_none_or(|kind| kind.contains("html"));
        let reading = response.body_mut().with_config().limit(largest).lossy_utf8(true);
        let body = reading.read_to_string().map_err(|error| reason(&error))?;
        Ok(Step::Answer(Answer { status, body, is_html, redirects: Vec::new() }))
    }
}

/// Why there is no answer, in words for editors.
fn reason(error: &ureq::Error) -> String {
    match error {
        ureq::Error::Timeout(_) => format!("it took longer than {} seconds", PATIENCE.as_secs()),
        ureq::Error::HostNotFound => "there is no host of this name, or no network".to_owned(),
        ureq::Error::ConnectionFailed => "nothing answers at this address".to_owned(),
        ureq::Error::BodyExceedsLimit(most) => format!("it is longer than the limit of {most} bytes"),
        ureq::Error::Other(own) => own.to_string(),
        ureq::Error::Io(error) => match error.to_string().split_once("invalid peer certificate: ") {
            Some((_, "UnknownIssuer")) => "nobody whom browsers trust vouches for its certificate".to_owned(),
            Some((_, fault)) => format!("its certificate does not hold: {fault}"),
            None if error.kind() == std::io::ErrorKind::ConnectionRefused => {
                "nothing answers at this address".to_owned()
            }
            None if error.to_string().contains("failed to lookup address") => {
                "there is no host of this name, or no network".to_owned()
            }
            None => error.to_string(),
        },
        other => other.to_string(),
    }
}

/// One response.
enum Step {
    Answer(Answer),
    Moved(Url),
}

/// Resolves names, and gives no address that is not on the public Internet.
#[derive(Debug)]
struct Guarded {
    resolver: DefaultResolver,
    allow_private: bool,
}

impl Resolver for Guarded {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.resolver.resolve(uri, config, timeout)?;
        if self.allow_private {
            return Ok(found);
        }
        let mut public = self.empty();
        found.iter().filter(|address| is_public(address.ip())).for_each(|address| public.push(*address));
        if public.is_empty() {
            let message = format!("`{}` lies in a private network", uri.host().unwrap_or_default());
            return Err(ureq::Error::Other(message.into()));
        }
        Ok(public)
    }
}

/// The host that an address leads to.
pub(crate) fn host(address: &str) -> Option<String> {
    Url::parse(address).ok()?.host_str().map(str::to_owned)
}

/// Whether an address is reached over the public Internet (IANA's registries of special-purpose addresses).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(own) => {
            let [first, second, third, _] = own.octets();
            !(own.is_loopback()
                || own.is_private()
                || own.is_link_local()
                || own.is_unspecified()
                || own.is_broadcast()
                || own.is_documentation()
                || own.is_multicast()
                || first == 0
                || first >= 240
                || (first == 100 && (64..128).contains(&second))
                || (first == 192 && second == 0 && third == 0)
                || (first == 198 && (18..20).contains(&second)))
        }
        IpAddr::V6(own) => {
            let [first, second, ..] = own.segments();
            let inner = own.to_ipv4_mapped().or_else(|| (first == 0x64 && second == 0xff9b).then(|| last_four(own)));
            match inner {
                Some(inner) => is_public(IpAddr::V4(inner)),
                // Global unicast is 2000::/3; tunnels into IPv4 and documentation are parts of it.
                None => {
                    (0x2000..0x4000).contains(&first)
                        && first != 0x2002
                        && !(first == 0x2001 && (second < 0x200 || second == 0xdb8))
                        && first != 0x3fff
                }
            }
        }
    }
}

/// The IPv4 address at the end of an IPv6 address.
fn last_four(address: std::net::Ipv6Addr) -> std::net::Ipv4Addr {
    let [.., a, b, c, d] = address.octets();
    std::net::Ipv4Addr::new(a, b, c, d)
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::sync::Arc;

    use rustls::pki_types::PrivateKeyDer;
    use rustls::{ServerConfig, ServerConnection, Stream};
    use ureq::tls::{Certificate, RootCerts};

    use super::{Client, is_public};

    /// A server on this machine that speaks TLS, and the certificate that it shows: one for `localhost`.
    fn server() -> (u16, Certificate<'static>) {
        let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let key = PrivateKeyDer::try_from(own.signing_key.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let config = config.with_no_client_auth().with_single_cert(vec![own.cert.der().clone()], key).unwrap();
        let config = Arc::new(config);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            for mut stream in listener.incoming().map_while(Result::ok) {
                let mut connection = ServerConnection::new(Arc::clone(&config)).unwrap();
                let mut tls = Stream::new(&mut connection, &mut stream);
                // Who does not trust the certificate hangs up before it asks.
                if tls.read(&mut [0; 4096]).is_ok_and(|length| length > 0) {
                    let page = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nfine";
                    let _ = tls.write_all(page.as_bytes()).and_then(|()| tls.flush());
                }
            }
        });
        (port, Certificate::from_der(own.cert.der()).to_owned())
    }

    #[test]
    fn a_certificate_that_nobody_vouches_for_is_refused() {
        let (port, own) = server();
        let refused = |client: &mut Client, host: &str| {
            client.page(&format!("https://{host}:{port}/")).err().unwrap_or_else(|| panic!("{host} was read"))
        };
        let shipped = refused(&mut Client::new(true), "localhost");
        assert_eq!(shipped, "nobody whom browsers trust vouches for its certificate");
        let mut trusting = Client::trusting(RootCerts::Specific(Arc::new(vec![own])), true);
        assert_eq!(trusting.page(&format!("https://localhost:{port}/")).ok().unwrap().body, "fine");
        let misled = refused(&mut trusting, "127.0.0.1");
        assert!(misled.contains("certificate not valid for name \"127.0.0.1\""), "{misled}");
    }

    #[test]
    fn only_the_public_internet_is_public() {
        for good in ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"] {
            assert!(is_public(good.parse().unwrap()), "{good}");
        }
        for bad in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
        ] {
            assert!(!is_public(bad.parse().unwrap()), "{bad}");
        }
    }
}
