//! Where the server listens, and what it is called.

use std::io::{Error, ErrorKind};
use std::net::{IpAddr, SocketAddr, TcpListener, ToSocketAddrs};

use super::Hosts;
use crate::io::Failure;

/// How many ports after the wanted one are tried.
const MORE_PORTS: u16 = 100;

/// A socket that listens.
pub(crate) struct Address {
    pub(super) listener: TcpListener,
    pub(super) hosts: Hosts,
    /// The address of the site for people.
    pub(crate) url: String,
    /// The port, which may be another than the wanted one.
    pub(crate) port: u16,
}

impl Address {
    /// Listens on the host, at the port or the next free one; at any free one when the port is 0.
    pub(crate) fn bind(host: &str, port: u16) -> Result<Self, Failure> {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let last = if port == 0 { 0 } else { port.saturating_add(MORE_PORTS) };
        for candidate in port..=last {
            match listen(bare, candidate) {
                Ok(listener) => return Self::of(host, listener).map_err(|error| refused(host, port, &error)),
                Err(error) if error.kind() == ErrorKind::AddrInUse => {}
                Err(error) => return Err(refused(host, port, &error)),
            }
        }
        Err(Failure::new(format!("the ports {port} to {last} of `{host}` are all taken"))
            .help("name another with --port, or --port 0 for any"))
    }

    fn of(host: &str, listener: TcpListener) -> Result<Self, Error> {
        let address = listener.local_addr()?;
        let port = address.port();
        let name = shown(host, address.ip());
        Ok(Self { listener, hosts: Hosts::of(host), url: format!("http://{name}:{port}/"), port })
    }
}

/// A name for the address line: every address is ours when there is none in particular.
fn shown(host: &str, address: IpAddr) -> String {
    if address.is_unspecified() {
        return "localhost".to_owned();
    }
    if host.contains(':') && !host.starts_with('[') { format!("[{host}]") } else { host.to_owned() }
}

fn listen(host: &str, port: u16) -> Result<TcpListener, Error> {
    // A name may lead to an address of either kind. The first that this machine has is taken; a port that
    // is taken there is not looked for elsewhere, since browsers would find the other program.
    let mut addresses: Vec<SocketAddr> = (host, port).to_socket_addrs()?.collect();
    addresses.sort_by_key(SocketAddr::is_ipv6);
    let mut refusal = Error::from(ErrorKind::AddrNotAvailable);
    for address in addresses {
        match TcpListener::bind(address) {
            Err(error) if error.kind() == ErrorKind::AddrNotAvailable => refusal = error,
            other => return other,
        }
    }
    Err(refusal)
}

fn refused(host: &str, port: u16, error: &Error) -> Failure {
    let failure = Failure::new(format!("cannot listen on port {port} of `{host}`: {error}"));
    match error.kind() {
        ErrorKind::PermissionDenied => failure.help("ports below 1024 need special rights; name another with --port"),
        ErrorKind::AddrNotAvailable => failure.help("name an address of this machine with --host"),
        _ => failure,
    }
}
